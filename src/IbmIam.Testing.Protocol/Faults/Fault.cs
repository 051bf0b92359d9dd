using IbmIam.Testing.Http;

namespace IbmIam.Testing.Faults;

/// <summary>One fault: a response instead of the endpoint's, or a change to it.</summary>
internal sealed record Fault(string Kind)
{
    /// <summary>Answers in the endpoint's place, which is not asked: no token is made.</summary>
    public Endpoint? Replace { get; init; }

    public Func<FakeResponse, FakeResponse>? Alter { get; init; }

    public FakeHold? Hold { get; init; }
}
