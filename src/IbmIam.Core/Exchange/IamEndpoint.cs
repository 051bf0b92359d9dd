using IbmIam.Diagnostics;

namespace IbmIam.Exchange;

/// <summary>Reads an endpoint as people write it: with or without scheme, slash at its end, or token path.</summary>
internal static class IamEndpoint
{
    public const string Variable = "IBMCLOUD_IAM_API_ENDPOINT";
    public const string Default = "https://iam.cloud.ibm.com";

    private static readonly string[] TokenPaths = ["/identity/token", "/oidc/token", "/identity"];

    /// <summary>
    /// The base address, without a slash at its end. A plain path is kept (a gateway may serve IAM under one); whatever
    /// else is no part of an endpoint is a fault.
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

    /// <summary>Secrets go to https, or to this machine.</summary>
    public static bool MayHoldSecrets(Uri? url) =>
        url is { IsAbsoluteUri: true } && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));

    /// <summary>An address below an endpoint.</summary>
    public static Uri At(Uri endpoint, string path) => new(endpoint.AbsoluteUri.TrimEnd('/') + path);
}
