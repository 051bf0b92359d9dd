using Cake.Core;
using Cake.Core.IO;
using IbmIam;

namespace Cake.IbmIam;

/// <summary>
/// The settings for getting a token. All are optional: a setting left unset is resolved from the environment.
/// Environment variables are those of <see cref="ICakeEnvironment"/>, and relative paths are resolved against its
/// working directory. Pass secrets by the name of a variable or file wherever possible.
/// </summary>
public sealed class IbmIamSettings
{
    /// <summary>Gets or sets the IAM endpoint URL; the scheme and <c>/identity/token</c> are optional. Default: the environment variable <c>IBMCLOUD_IAM_API_ENDPOINT</c>, else <c>https://iam.cloud.ibm.com</c>.</summary>
    public string? IamUrl { get; set; }

    /// <summary>Gets or sets the API key itself, not its ID. Prefer <see cref="ApiKeyVariable"/> or <see cref="ApiKeyFile"/>.</summary>
    public Secret? ApiKey { get; set; }

    /// <summary>Gets or sets the name of the environment variable that holds the API key, or <c>@</c> followed by the path of a key file. Without a credential setting: the first one set of <c>IBMCLOUD_API_KEY</c>, <c>IC_API_KEY</c>, <c>BM_API_KEY</c>, <c>BLUEMIX_API_KEY</c>.</summary>
    public string? ApiKeyVariable { get; set; }

    /// <summary>Gets or sets the path of a file that holds the API key: the JSON that <c>ibmcloud iam service-api-key-create --file</c> writes, or the key alone.</summary>
    public FilePath? ApiKeyFile { get; set; }

    /// <summary>Gets or sets the name of the environment variable that holds an existing access token, with or without the prefix <c>Bearer </c>. Without a credential setting: <c>IBMCLOUD_IAM_TOKEN</c>, else <c>IC_IAM_TOKEN</c>.</summary>
    public string? TokenVariable { get; set; }

    /// <summary>Gets or sets the name of the service whose IBM SDK configuration supplies the credential: from the credentials file, else the environment, else <c>VCAP_SERVICES</c>.</summary>
    public string? ServiceName { get; set; }

    /// <summary>Gets or sets the path of the file that holds the compute-resource token (Kubernetes, Code Engine); read again for each exchange. Needs a trusted profile: <see cref="TrustedProfile"/>, else <c>IBMCLOUD_CR_PROFILE</c>.</summary>
    public FilePath? CrTokenFile { get; set; }

    /// <summary>Gets or sets a value indicating whether to use the identity of the VPC virtual server instance that the script runs on. Default: false; <c>IBMCLOUD_CR_VPC_URL</c> enables it too. A credential that comes before it in the search order is used instead.</summary>
    public bool UseVpc { get; set; }

    /// <summary>Gets or sets the base URL of the VPC instance metadata service. Default: the environment variable <c>IBMCLOUD_CR_VPC_URL</c>, else <c>http://169.254.169.254</c>.</summary>
    public string? VpcUrl { get; set; }

    /// <summary>Gets or sets the version of the VPC instance metadata API: a date, <c>2022-03-01</c> or later. Default: <c>2022-03-01</c>.</summary>
    public string? VpcVersion { get; set; }

    /// <summary>Gets or sets a value indicating whether to use the session of the <c>ibmcloud</c> CLI on this machine. Never used in continuous integration. Default: false.</summary>
    public bool UseCli { get; set; }

    /// <summary>Gets or sets the name of the environment variable that holds a one-time passcode.</summary>
    public string? PasscodeVariable { get; set; }

    /// <summary>Gets or sets the name of the environment variable that holds a refresh token.</summary>
    public string? RefreshTokenVariable { get; set; }

    /// <summary>Gets or sets the path of a file that holds a refresh token.</summary>
    public FilePath? RefreshTokenFile { get; set; }

    /// <summary>Gets or sets the ID of the OAuth client to authenticate as. Needs a client secret, except for <c>bx</c>, whose secret is public. Default: <c>bx</c> for credentials that need a client, else none.</summary>
    public string? ClientId { get; set; }

    /// <summary>Gets or sets the client secret itself. Prefer <see cref="ClientSecretVariable"/>.</summary>
    public Secret? ClientSecret { get; set; }

    /// <summary>Gets or sets the name of the environment variable that holds the client secret.</summary>
    public string? ClientSecretVariable { get; set; }

    /// <summary>Gets or sets the scope to request: space-separated names. Default: IAM's own, <c>ibm openid</c>.</summary>
    public string? Scope { get; set; }

    /// <summary>Gets or sets the ID of the account that the token is for: 32 hexadecimal digits. Required when a trusted profile is assumed by name. Default: the credential's account.</summary>
    public string? Account { get; set; }

    /// <summary>Gets or sets the trusted profile that the token is for: its ID (<c>Profile-…</c>), CRN (<c>crn:…</c>) or name. Default: for a VPC identity or a compute-resource token, the environment variable <c>IBMCLOUD_CR_PROFILE</c>; else none.</summary>
    public string? TrustedProfile { get; set; }

    /// <summary>Gets or sets comma-separated account or enterprise IDs: IAM issues a token only when the credential belongs to one of them (header <c>ibm-cloud-tenant</c>). Default: no restriction.</summary>
    public string? Tenant { get; set; }

    /// <summary>Gets or sets the path of a PEM file of certificate authorities to trust in addition to the machine's, for IAM and for the service that <c>IbmIamHttpClient</c> calls.</summary>
    public FilePath? CaFile { get; set; }

    /// <summary>Gets or sets the transaction ID sent with the request (header <c>Transaction-Id</c>) and shown in errors: printable ASCII, at most 200 characters. Default: a new ID for each exchange.</summary>
    public string? TransactionId { get; set; }

    /// <summary>Gets or sets where tokens are cached, and who shares them. Default: <see cref="TokenCacheMode.User"/>, all of the user's processes.</summary>
    public TokenCacheMode TokenCache { get; set; } = TokenCacheMode.User;

    /// <summary>Gets or sets the minimum remaining lifetime of the token, up to the full lifetime that the account gives a token. Default: 10 seconds.</summary>
    public TimeSpan MinimumLifetime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets the maximum duration of one call, including retries and waits: more than 0, at most 1 hour. Default: 60 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Gets or sets a value indicating whether the token is registered as a secret with the build system that runs the
    /// script, so that it is masked in the build's log. Works on GitHub Actions and Azure Pipelines. Default: true.
    /// </summary>
    public bool MaskInBuildLog { get; set; } = true;

    /// <summary>Gets or sets the name of the environment variable in which <c>WithIbmIamToken</c> passes the token to a child process. Default: <c>IBM_ACCESS_TOKEN</c>.</summary>
    public string ChildVariable { get; set; } = "IBM_ACCESS_TOKEN";

    internal IamSettings ToIamSettings(ICakeEnvironment environment)
    {
        return new IamSettings
        {
            IamUrl = IamUrl,
            ApiKey = ApiKey,
            ApiKeyVariable = ApiKeyVariable,
            ApiKeyFile = Absolute(ApiKeyFile),
            TokenVariable = TokenVariable,
            ServiceName = ServiceName,
            CrTokenFile = Absolute(CrTokenFile),
            UseVpc = UseVpc,
            VpcUrl = VpcUrl,
            VpcVersion = VpcVersion,
            UseCli = UseCli,
            PasscodeVariable = PasscodeVariable,
            RefreshTokenVariable = RefreshTokenVariable,
            RefreshTokenFile = Absolute(RefreshTokenFile),
            ClientId = ClientId,
            ClientSecret = ClientSecret,
            ClientSecretVariable = ClientSecretVariable,
            Scope = Scope,
            Account = Account,
            TrustedProfile = TrustedProfile,
            Tenant = Tenant,
            CaFile = Absolute(CaFile),
            TransactionId = TransactionId,
            TokenCache = TokenCache,
            MinimumLifetime = MinimumLifetime,
            Timeout = Timeout,
        };

        string? Absolute(FilePath? path) => path?.MakeAbsolute(environment).FullPath;
    }
}
