using IbmIam.Testing.Http;

namespace IbmIam.Testing.Faults;

/// <summary>A fault: replaces the endpoint's response, alters it, or holds the request.</summary>
internal sealed record Fault(string Kind)
{
    /// <summary>Answers instead of the endpoint, which is not called, so no token is issued.</summary>
    public Endpoint? Replace { get; init; }

    public Func<FakeResponse, FakeResponse>? Alter { get; init; }

    public FakeHold? Hold { get; init; }
}
