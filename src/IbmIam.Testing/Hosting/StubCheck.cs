using WireMock.Admin.Mappings;
using WireMock.Server;

namespace IbmIam.Testing.Hosting;

/// <summary>Finds stubs on routes that the fake serves. They would never be called, so they are reported instead of silently ignored.</summary>
internal sealed class StubCheck(WireMockServer server, FakeIamOptions options)
{
    private Seen _seen = new(0, null);

    /// <summary>Returns the problem, or null. Checks again only after stubs were added, removed or replaced.</summary>
    public string? Find()
    {
        var stubs = server.Mappings.Aggregate(0, (hash, mapping) => HashCode.Combine(hash, mapping));
        var seen = _seen;
        if (stubs != seen.Stubs)
        {
            _seen = seen = new Seen(stubs, server.MappingModels.SelectMany(Paths).Where(IsServed).Select(Explain).FirstOrDefault());
        }

        return seen.Conflict;
    }

    private bool IsServed(string path) => Routes.Find("", path, options) is not null;

    private static string Explain(string path) =>
        $"The stub on '{path}' would never be called: the fake serves that path itself. Add a fault (iam.Faults) or an identity instead, and remove the stub.";

    private static IEnumerable<string> Paths(MappingModel mapping) => mapping.Request?.Path switch
    {
        string path => [path],
        PathModel { Matchers: { } matchers } => matchers.Select(matcher => matcher.Pattern).OfType<string>(),
        _ => [],
    };

    /// <summary>Both values behind one reference, so that concurrent requests read and replace them together.</summary>
    private sealed record Seen(int Stubs, string? Conflict);
}
