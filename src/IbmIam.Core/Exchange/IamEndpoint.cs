using IbmIam.Diagnostics;

namespace IbmIam.Exchange;

/// <summary>Reads an IAM endpoint as people write it: with or without scheme, with or without the token path.</summary>
internal static class IamEndpoint
{
    public const string Default = "https://iam.cloud.ibm.com";

    /// <summary>The base address, without a slash at its end.</summary>
    public static Uri Parse(string text, string setting)
    {
        var trimmed = text.Trim().TrimEnd('/');
        var absolute = trimmed.Contains("://", StringComparison.Ordinal) ? trimmed : "https://" + trimmed;
        foreach (var suffix in (string[])["/identity/token", "/oidc/token"])
        {
            absolute = absolute.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? absolute[..^suffix.Length].TrimEnd('/') : absolute;
        }

        var why = !Uri.TryCreate(absolute, UriKind.Absolute, out var url) ? "it is not a URL"
            : url.UserInfo.Length > 0 ? "it holds a user name or password"
            : url.Query.Length > 0 || url.Fragment.Length > 0 ? "it holds a query or a fragment"
            : !MayHoldSecrets(url) ? "it is neither https nor http to this machine"
            : null;
        return why is null ? url! : throw Problems.Misconfigured([Faults.EndpointUnusable(setting, why)]);
    }

    /// <summary>Secrets go to https, or to this machine.</summary>
    public static bool MayHoldSecrets(Uri? url) =>
        url is { IsAbsoluteUri: true } && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
}
