using System.Globalization;
using IbmIam.Credentials;
using IbmIam.Diagnostics;

namespace IbmIam.Exchange;

/// <summary>The VPC instance metadata service: its addresses, versions and paths.</summary>
internal static class VpcMetadata
{
    public const string UrlVariable = "IBMCLOUD_CR_VPC_URL";
    public const string DefaultUrl = "http://169.254.169.254";
    private const string DefaultVersion = "2022-03-01";
    private const string NewPathsFrom = "2025-08-26";
    private static readonly string[] Hosts = ["169.254.169.254", "api.metadata.cloud.ibm.com"];

    public static Found Credential(SettingReader reader, (string Text, string Setting) url, (string? Text, string Setting) version, TrustedProfile? profile)
    {
        var dated = version.Text?.Trim() is { Length: > 0 } given ? given : DefaultVersion;
        if (!DateOnly.TryParseExact(dated, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            || string.CompareOrdinal(dated, DefaultVersion) < 0)
        {
            reader.Faults.Add(Problems.VpcVersionUnusable(version.Setting));
        }

        var (address, fault) = Uri.TryCreate(url.Text.Trim().TrimEnd('/'), UriKind.Absolute, out var known)
            && known is { Scheme: "http", IsDefaultPort: true, AbsolutePath: "/", Query: "", UserInfo: "" } && IsMetadataService(known)
                ? (known, null)
                : IamEndpoint.Parse(url.Text, url.Setting);
        if (fault is not null)
        {
            reader.Faults.Add(fault);
        }

        return address is null ? Found.Invalid : new(new IamCredential.VpcIdentity(address, dated, profile) { Source = "VPC instance identity", Setting = url.Setting });
    }

    /// <summary>Whether a URL points to the metadata service itself, which is never behind a proxy.</summary>
    public static bool IsMetadataService(Uri url) => Hosts.Contains(url.Host);

    /// <summary>Returns the URL for an instance identity token.</summary>
    public static Uri IdentityUrl(IamCredential.VpcIdentity vpc) => At(vpc, IsNew(vpc) ? "/identity/v1/token" : "/instance_identity/v1/token");

    /// <summary>Returns the URL that exchanges the identity token for an IAM token.</summary>
    public static Uri TokenUrl(IamCredential.VpcIdentity vpc) => At(vpc, IsNew(vpc) ? "/identity/v1/iam_tokens" : "/instance_identity/v1/iam_token");

    private static Uri At(IamCredential.VpcIdentity vpc, string path) => IamEndpoint.At(vpc.Url, $"{path}?version={vpc.Version}");

    private static bool IsNew(IamCredential.VpcIdentity vpc) => string.CompareOrdinal(vpc.Version, NewPathsFrom) >= 0;
}
