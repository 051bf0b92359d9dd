using IbmIam.Diagnostics;

namespace IbmIam.Exchange;

/// <summary>Parses an endpoint as people write it: the scheme, a trailing slash and the token path are optional.</summary>
internal static class IamEndpoint
{
    public const string Variable = "IBMCLOUD_IAM_API_ENDPOINT";
    public const string Default = "https://iam.cloud.ibm.com";

    private static readonly string[] TokenPaths = ["/identity/token", "/oidc/token", "/identity"];

    /// <summary>
    /// Returns the base URL. A plain path is kept, because a gateway may serve IAM under one; anything else that does not
    /// belong in an endpoint is a fault.
    /// </summary>
    public static (Uri? Url, Fault? Fault) Parse(string text, string setting)
    {
        var absolute = (text.Contains("://", StringComparison.Ordinal) ? text.Trim() : "https://" + text.Trim()).TrimEnd('/');
        var path = TokenPaths.FirstOrDefault(end => absolute.EndsWith(end, StringComparison.OrdinalIgnoreCase)) ?? "";
        var why = !Uri.TryCreate(absolute[..^path.Length].TrimEnd('/'), UriKind.Absolute, out var url) || url.Host.Length == 0 ? "it is not a URL"
            : url.UserInfo.Length > 0 ? "it contains a user name or password"
            : absolute.AsSpan().ContainsAny("?#") ? "it contains a query or a fragment"
            : !url.AbsolutePath.All(static at => char.IsAsciiLetterOrDigit(at) || at is '/' or '-' or '_' or '.' or '~') ? "its path has special characters"
            : !MayHoldSecrets(url) ? "it is neither https nor http to this machine"
            : null;
        return why is null ? (url, null) : (null, Problems.EndpointUnusable(setting, why));
    }

    /// <summary>Whether secrets may be sent to a URL: only over https, or over http to loopback.</summary>
    public static bool MayHoldSecrets(Uri? url) =>
        url is { IsAbsoluteUri: true } && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));

    /// <summary>Appends a path to an endpoint.</summary>
    public static Uri At(Uri endpoint, string path) => new(endpoint.AbsoluteUri.TrimEnd('/') + path);
}
