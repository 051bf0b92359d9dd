using IbmIam.Testing.Endpoints;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Page;

/// <summary>
/// Protects the fake's own paths from other websites: from their host names that resolve to this machine (DNS rebinding),
/// and from cross-origin requests by browsers. Programs need not send Origin or Sec-Fetch-Site.
/// </summary>
internal static class SameOrigin
{
    public static FakeResponse? Refuse(FakeRequest request)
    {
        var host = request.Header("Host");
        if (!IsLocal(host))
        {
            return AdminEndpoint.Problem(403, $"The Host header is '{Recording.Masking.Plain(host)}': the fake's own paths can be opened only as 127.0.0.1 or localhost.");
        }

        return IsForeign(request, host)
            ? AdminEndpoint.Problem(403, "The request is from another origin: the fake's own paths accept only its own page, and programs other than browsers.")
            : null;
    }

    private static bool IsForeign(FakeRequest request, string host)
    {
        var (origin, site) = (request.Header("Origin"), request.Header("Sec-Fetch-Site"));
        if (origin.Length > 0 && !Same(origin, host))
        {
            return true;
        }

        // Other sites may link to the page, because following a link only shows it.
        var link = request is { Method: "GET", Path: "/" } && request.Header("Sec-Fetch-Mode") == "navigate";
        return site is not ("" or "same-origin" or "none") && !link;
    }

    private static bool Same(string origin, string host) =>
        origin.Equals("http://" + host, StringComparison.OrdinalIgnoreCase) || origin.Equals("https://" + host, StringComparison.OrdinalIgnoreCase);

    private static bool IsLocal(string host)
    {
        var end = host.LastIndexOf(':');
        var name = end > host.LastIndexOf(']') ? host[..end] : host;
        return name is "127.0.0.1" or "[::1]" || name.Equals("localhost", StringComparison.OrdinalIgnoreCase);
    }
}
