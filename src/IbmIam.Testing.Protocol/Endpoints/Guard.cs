using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Endpoints;

/// <summary>Paths that take the fake's own tokens alone. What they answer to a good one is the tester's.</summary>
internal sealed class Guard
{
    private readonly List<(Regex Path, FakeService Service)> _rules = [];

    public void Add(string pattern, FakeService service)
    {
        if (!pattern.StartsWith('/'))
        {
            throw new ArgumentException($"The pattern is '{pattern}': begin it with '/', such as /api/** for everything below /api.");
        }

        // Two stars take any number of segments, one star takes a part of a segment.
        var regex = Regex.Escape(pattern).Replace(@"/\*\*", "(/.*)?", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal);
        lock (_rules)
        {
            _rules.Add((new Regex($@"^{regex}\z", RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking), service));
        }
    }

    public FakeService? Find(string path)
    {
        lock (_rules)
        {
            return _rules.Where(rule => rule.Path.IsMatch(path)).Select(rule => (FakeService?)rule.Service).FirstOrDefault();
        }
    }

    /// <summary>The refusal, or null for a good token.</summary>
    public static FakeResponse? Check(Exchange exchange, FakeService service)
    {
        exchange.Identity = Grants.Asker.Of(exchange)?.Id;
        if (TokenInfoEndpoint.FindValidClaims(exchange.Iam, exchange.Bearer) is not null)
        {
            return null;
        }

        return service == FakeService.KeyProtect
            ? ServiceRefusals.KeyProtect(exchange, exchange.Bearer.Flaw)
            : ServiceRefusals.ResourceController(exchange, exchange.Bearer.Flaw);
    }

    /// <summary>What the program says to a good token: it has no stubs.</summary>
    public static FakeResponse Welcome(Exchange exchange) => FakeResponse.Of(new JsonObject { ["identity"] = exchange.Identity });
}
