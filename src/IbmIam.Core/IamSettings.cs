using IbmIam.Diagnostics;

namespace IbmIam;

/// <summary>
/// What a caller says about the token it wants. Every setting may stay null: then the environment decides.
/// A relative path starts at <see cref="IamHost.WorkingDirectory"/>.
/// </summary>
public sealed class IamSettings
{
    /// <summary>IAM's endpoint, with or without scheme or <c>/identity/token</c>. Default: <c>IBMCLOUD_IAM_API_ENDPOINT</c>, else <c>https://iam.cloud.ibm.com</c>.</summary>
    public string? IamUrl { get; set; }

    /// <summary>The API key itself.</summary>
    public Secret? ApiKey { get; set; }

    /// <summary>The name of the variable that holds the API key, or <c>@</c> and the path of a key file.</summary>
    public string? ApiKeyVariable { get; set; }

    /// <summary>A file with the API key: the JSON that <c>ibmcloud iam service-api-key-create --file</c> writes, or the bare key.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>The name of the variable that holds a ready access token, with or without <c>Bearer </c>.</summary>
    public string? TokenVariable { get; set; }

    /// <summary>The name of the service whose IBM SDK configuration is to be read (credentials file, environment, VCAP_SERVICES).</summary>
    public string? ServiceName { get; set; }

    /// <summary>The file with the compute-resource token (Kubernetes, Code Engine). Read anew at each exchange.</summary>
    public string? CrTokenFile { get; set; }

    /// <summary>Whether to use the identity of the VPC instance this runs on.</summary>
    public bool UseVpc { get; set; }

    /// <summary>The base address of the VPC metadata service. Default: <c>IBMCLOUD_CR_VPC_URL</c>, else <c>http://169.254.169.254</c>.</summary>
    public string? VpcUrl { get; set; }

    /// <summary>The version of the VPC metadata API, a date. Default: <c>2022-03-01</c>; from <c>2025-08-26</c> on, the newer paths.</summary>
    public string? VpcVersion { get; set; }

    /// <summary>Whether to use the session of the <c>ibmcloud</c> command on this machine. Never used on continuous integration.</summary>
    public bool UseCli { get; set; }

    /// <summary>The name of the variable that holds a one-time passcode.</summary>
    public string? PasscodeVariable { get; set; }

    /// <summary>The name of the variable that holds a refresh token.</summary>
    public string? RefreshTokenVariable { get; set; }

    /// <summary>A file with a refresh token.</summary>
    public string? RefreshTokenFile { get; set; }

    /// <summary>The client id to authenticate with, such as <c>bx</c>. Needs a secret, but for <c>bx</c>, whose secret is public.</summary>
    public string? ClientId { get; set; }

    /// <summary>The client's secret itself.</summary>
    public Secret? ClientSecret { get; set; }

    /// <summary>The name of the variable that holds the client's secret.</summary>
    public string? ClientSecretVariable { get; set; }

    /// <summary>The scope to ask for, names with blanks between. Default: IAM's, <c>ibm openid</c>.</summary>
    public string? Scope { get; set; }

    /// <summary>The account (32 hexadecimal digits) the token is for; needed with a trusted profile's name.</summary>
    public string? Account { get; set; }

    /// <summary>
    /// The trusted profile the token is for: its id (<c>Profile-…</c>), its CRN (<c>crn:…</c>) or its name.
    /// A compute-resource token or a VPC identity is exchanged for it; any other credential assumes it.
    /// </summary>
    public string? TrustedProfile { get; set; }

    /// <summary>Account or enterprise ids, commas between: IAM gives a token only when the credential belongs to one of them (header <c>ibm-cloud-tenant</c>).</summary>
    public string? Tenant { get; set; }

    /// <summary>A PEM file of certificate authorities to trust besides the machine's: of IAM, and of the service where a host calls one with the token.</summary>
    public string? CaFile { get; set; }

    /// <summary>The id sent with the request (header <c>Transaction-Id</c>) and shown in errors. Default: a new one for each exchange.</summary>
    public string? TransactionId { get; set; }

    /// <summary>Who shares the token. Default: <see cref="TokenCacheMode.User"/>.</summary>
    public TokenCacheMode TokenCache { get; set; } = TokenCacheMode.User;

    /// <summary>How long the token must at least live from now, up to the whole life that the account gives a token. Default: 10 seconds.</summary>
    public TimeSpan MinimumLifetime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one call may take in all, attempts and waits included. Default: 60 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>What a host could not make settings of; told together with all else that is wrong.</summary>
    internal IReadOnlyList<Fault> HostFaults { get; set; } = [];

    internal IamSettings Copy() => (IamSettings)MemberwiseClone();
}
