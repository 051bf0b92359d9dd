using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Endpoints;

/// <summary>The protected paths, which require a valid token of this fake. With one, the host answers the request.</summary>
internal sealed class Guard
{
    private readonly List<(Regex Path, FakeService Service)> _rules = [];

    public void Add(string pattern, FakeService service)
    {
        if (!pattern.StartsWith('/'))
        {
            throw new ArgumentException($"The pattern is '{pattern}': begin it with '/', such as /api/** for everything below /api.");
        }

        // Two stars match any number of segments, one star matches part of a segment.
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

    /// <summary>Returns the refusal, or null if the token is valid.</summary>
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

    /// <summary>The response to a valid token in the program, which has no stubs.</summary>
    public static FakeResponse Welcome(Exchange exchange) => FakeResponse.Of(new JsonObject { ["identity"] = exchange.Identity });
}
