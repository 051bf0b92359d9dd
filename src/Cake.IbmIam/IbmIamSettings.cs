using Cake.Core;
using Cake.Core.IO;
using IbmIam;

namespace Cake.IbmIam;

/// <summary>
/// Says which token an alias is to get, and by which credential. Every setting may stay unset: then the environment
/// decides. Environment variables are those of <see cref="ICakeEnvironment"/>, and a relative path starts at its
/// working directory. Secrets go in by the name of a variable or file wherever possible.
/// </summary>
public sealed class IbmIamSettings
{
    /// <summary>Gets or sets IAM's endpoint, with or without scheme or <c>/identity/token</c>. Default: variable <c>IBMCLOUD_IAM_API_ENDPOINT</c>, else <c>https://iam.cloud.ibm.com</c>.</summary>
    public string? IamUrl { get; set; }

    /// <summary>Gets or sets the API key itself. Better: <see cref="ApiKeyVariable"/> or <see cref="ApiKeyFile"/>.</summary>
    public Secret? ApiKey { get; set; }

    /// <summary>Gets or sets the name of the variable that holds the API key, or <c>@</c> and the path of a key file. Default: the first set of <c>IBMCLOUD_API_KEY</c>, <c>IC_API_KEY</c>, <c>BM_API_KEY</c>, <c>BLUEMIX_API_KEY</c>.</summary>
    public string? ApiKeyVariable { get; set; }

    /// <summary>Gets or sets a file with the API key: the JSON that <c>ibmcloud iam service-api-key-create --file</c> writes, or the bare key.</summary>
    public FilePath? ApiKeyFile { get; set; }

    /// <summary>Gets or sets the name of the variable that holds a ready access token, with or without <c>Bearer </c>.</summary>
    public string? TokenVariable { get; set; }

    /// <summary>Gets or sets the name of the service whose IBM SDK configuration is to be read (credentials file, environment, VCAP_SERVICES).</summary>
    public string? ServiceName { get; set; }

    /// <summary>Gets or sets the file with the compute-resource token (Kubernetes, Code Engine).</summary>
    public FilePath? CrTokenFile { get; set; }

    /// <summary>Gets or sets a value indicating whether to use the identity of the VPC instance this runs on.</summary>
    public bool UseVpc { get; set; }

    /// <summary>Gets or sets the base address of the VPC metadata service. Default: variable <c>IBMCLOUD_CR_VPC_URL</c>, else <c>http://169.254.169.254</c>.</summary>
    public string? VpcUrl { get; set; }

    /// <summary>Gets or sets the version of the VPC metadata API, a date. Default: <c>2022-03-01</c>.</summary>
    public string? VpcVersion { get; set; }

    /// <summary>Gets or sets a value indicating whether to use the session of the <c>ibmcloud</c> command on this machine. Never used on continuous integration.</summary>
    public bool UseCli { get; set; }

    /// <summary>Gets or sets the name of the variable that holds a one-time passcode.</summary>
    public string? PasscodeVariable { get; set; }

    /// <summary>Gets or sets the name of the variable that holds a refresh token.</summary>
    public string? RefreshTokenVariable { get; set; }

    /// <summary>Gets or sets a file with a refresh token.</summary>
    public FilePath? RefreshTokenFile { get; set; }

    /// <summary>Gets or sets the client id to authenticate with, such as <c>bx</c>. Needs a secret, but for <c>bx</c>, whose secret is public.</summary>
    public string? ClientId { get; set; }

    /// <summary>Gets or sets the client's secret itself. Better: <see cref="ClientSecretVariable"/>.</summary>
    public Secret? ClientSecret { get; set; }

    /// <summary>Gets or sets the name of the variable that holds the client's secret.</summary>
    public string? ClientSecretVariable { get; set; }

    /// <summary>Gets or sets the scope to ask for, names with blanks between. Default: IAM's, <c>ibm openid</c>.</summary>
    public string? Scope { get; set; }

    /// <summary>Gets or sets the account (32 hexadecimal digits) the token is for; needed with a trusted profile's name.</summary>
    public string? Account { get; set; }

    /// <summary>Gets or sets the trusted profile the token is for: its id (<c>Profile-…</c>), its CRN (<c>crn:…</c>) or its name.</summary>
    public string? TrustedProfile { get; set; }

    /// <summary>Gets or sets account or enterprise ids, commas between: IAM gives a token only when the credential belongs to one of them.</summary>
    public string? Tenant { get; set; }

    /// <summary>Gets or sets a PEM file of certificate authorities to trust besides the machine's, when IAM is asked.</summary>
    public FilePath? CaFile { get; set; }

    /// <summary>Gets or sets the id sent with the request (header <c>Transaction-Id</c>) and shown in errors. Default: a new one for each exchange.</summary>
    public string? TransactionId { get; set; }

    /// <summary>Gets or sets who shares the token. Default: <see cref="TokenCacheMode.User"/>, all processes of this user.</summary>
    public TokenCacheMode TokenCache { get; set; } = TokenCacheMode.User;

    /// <summary>Gets or sets how long the token must at least live from now. Default: 10 seconds.</summary>
    public TimeSpan MinimumLifetime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how long one call may take in all, attempts and waits included. Default: 60 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Gets or sets a value indicating whether the token is registered as a secret with the build system that runs the
    /// script, so that it is masked in the build's log. Works on GitHub Actions and Azure Pipelines. Default: true.
    /// </summary>
    public bool MaskInBuildLog { get; set; } = true;

    /// <summary>Gets or sets the name of the variable in which <c>WithIbmIamToken</c> gives the token to a child process. Default: <c>IBM_ACCESS_TOKEN</c>.</summary>
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
