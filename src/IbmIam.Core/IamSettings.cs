using IbmIam.Diagnostics;

namespace IbmIam;

/// <summary>
/// The settings for getting a token. All are optional: a setting left null is resolved from the environment.
/// Relative paths are resolved against <see cref="IamHost.WorkingDirectory"/>.
/// </summary>
public sealed class IamSettings
{
    /// <summary>The IAM endpoint URL; the scheme and <c>/identity/token</c> are optional. Default: the environment variable <c>IBMCLOUD_IAM_API_ENDPOINT</c>, else <c>https://iam.cloud.ibm.com</c>.</summary>
    public string? IamUrl { get; set; }

    /// <summary>The API key itself, not its ID. Prefer <see cref="ApiKeyVariable"/> or <see cref="ApiKeyFile"/>.</summary>
    public Secret? ApiKey { get; set; }

    /// <summary>The name of the environment variable that holds the API key, or <c>@</c> followed by the path of a key file. Without a credential setting: the first one set of <c>IBMCLOUD_API_KEY</c>, <c>IC_API_KEY</c>, <c>BM_API_KEY</c>, <c>BLUEMIX_API_KEY</c>.</summary>
    public string? ApiKeyVariable { get; set; }

    /// <summary>The path of a file that holds the API key: the JSON that <c>ibmcloud iam service-api-key-create --file</c> writes, or the key alone.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>The name of the environment variable that holds an existing access token, with or without the prefix <c>Bearer </c>. Without a credential setting: <c>IBMCLOUD_IAM_TOKEN</c>, else <c>IC_IAM_TOKEN</c>.</summary>
    public string? TokenVariable { get; set; }

    /// <summary>The name of the service whose IBM SDK configuration supplies the credential: from the credentials file, else the environment, else <c>VCAP_SERVICES</c>.</summary>
    public string? ServiceName { get; set; }

    /// <summary>The path of the file that holds the compute-resource token (Kubernetes, Code Engine); read again for each exchange. Needs a trusted profile: <see cref="TrustedProfile"/>, else <c>IBMCLOUD_CR_PROFILE</c>.</summary>
    public string? CrTokenFile { get; set; }

    /// <summary>Whether to use the identity of the VPC virtual server instance that this process runs on. Default: false; <c>IBMCLOUD_CR_VPC_URL</c> enables it too. A credential that comes before it in the search order is used instead.</summary>
    public bool UseVpc { get; set; }

    /// <summary>The base URL of the VPC instance metadata service. Default: the environment variable <c>IBMCLOUD_CR_VPC_URL</c>, else <c>http://169.254.169.254</c>.</summary>
    public string? VpcUrl { get; set; }

    /// <summary>The version of the VPC instance metadata API: a date, <c>2022-03-01</c> or later. From <c>2025-08-26</c> on, the newer paths are used. Default: <c>2022-03-01</c>.</summary>
    public string? VpcVersion { get; set; }

    /// <summary>Whether to use the session of the <c>ibmcloud</c> CLI on this machine. Never used in continuous integration. Default: false.</summary>
    public bool UseCli { get; set; }

    /// <summary>The name of the environment variable that holds a one-time passcode.</summary>
    public string? PasscodeVariable { get; set; }

    /// <summary>The name of the environment variable that holds a refresh token.</summary>
    public string? RefreshTokenVariable { get; set; }

    /// <summary>The path of a file that holds a refresh token.</summary>
    public string? RefreshTokenFile { get; set; }

    /// <summary>The ID of the OAuth client to authenticate as. Needs a client secret, except for <c>bx</c>, whose secret is public. Default: <c>bx</c> for credentials that need a client, else none.</summary>
    public string? ClientId { get; set; }

    /// <summary>The client secret itself. Prefer <see cref="ClientSecretVariable"/>.</summary>
    public Secret? ClientSecret { get; set; }

    /// <summary>The name of the environment variable that holds the client secret.</summary>
    public string? ClientSecretVariable { get; set; }

    /// <summary>The scope to request: space-separated names. Default: IAM's own, <c>ibm openid</c>.</summary>
    public string? Scope { get; set; }

    /// <summary>The ID of the account that the token is for: 32 hexadecimal digits. Required when a trusted profile is assumed by name. Default: the credential's account.</summary>
    public string? Account { get; set; }

    /// <summary>
    /// The trusted profile that the token is for: its ID (<c>Profile-…</c>), CRN (<c>crn:…</c>) or name. A compute-resource
    /// token or VPC identity is exchanged for its token; any other credential assumes it. Default: for a VPC
    /// identity or a compute-resource token, the environment variable <c>IBMCLOUD_CR_PROFILE</c>; else none.
    /// </summary>
    public string? TrustedProfile { get; set; }

    /// <summary>Comma-separated account or enterprise IDs: IAM issues a token only when the credential belongs to one of them (header <c>ibm-cloud-tenant</c>). Default: no restriction.</summary>
    public string? Tenant { get; set; }

    /// <summary>The path of a PEM file of certificate authorities to trust in addition to the machine's, for IAM and for a service that the host calls with the token.</summary>
    public string? CaFile { get; set; }

    /// <summary>The transaction ID sent with the request (header <c>Transaction-Id</c>) and shown in errors: printable ASCII, at most 200 characters. Default: a new ID for each exchange.</summary>
    public string? TransactionId { get; set; }

    /// <summary>Where tokens are cached, and who shares them. Default: <see cref="TokenCacheMode.User"/>.</summary>
    public TokenCacheMode TokenCache { get; set; } = TokenCacheMode.User;

    /// <summary>The minimum remaining lifetime of the token, up to the full lifetime that the account gives a token. Default: 10 seconds.</summary>
    public TimeSpan MinimumLifetime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The maximum duration of one call, including retries and waits: more than 0, at most 1 hour. Default: 60 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The faults that a host found in its own parameters; reported together with all others.</summary>
    internal IReadOnlyList<Fault> HostFaults { get; set; } = [];

    internal IamSettings Copy() => (IamSettings)MemberwiseClone();
}
