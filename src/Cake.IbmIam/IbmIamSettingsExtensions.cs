using Cake.Core.IO;
using IbmIam;

namespace Cake.IbmIam;

/// <summary>Fluent setters for <see cref="IbmIamSettings"/>: <c>IbmIamToken(s => s.WithApiKeyVariable("DEPLOY_KEY"))</c>.</summary>
public static class IbmIamSettingsExtensions
{
    /// <summary>Sets the IAM endpoint.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="iamUrl">The endpoint URL; the scheme is optional.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithIamUrl(this IbmIamSettings settings, string iamUrl) => settings.Set(s => s.IamUrl = iamUrl);

    /// <summary>Sets the API key itself, masked from here on. Prefer <see cref="WithApiKeyVariable"/> or <see cref="WithApiKeyFile"/>.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="apiKey">The key, such as <c>Argument&lt;string&gt;("apikey")</c>.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithApiKey(this IbmIamSettings settings, string apiKey) => settings.Set(s => s.ApiKey = Secret.From(apiKey ?? ""));

    /// <summary>Reads the API key from an environment variable.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="variable">The variable's name.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithApiKeyVariable(this IbmIamSettings settings, string variable) => settings.Set(s => s.ApiKeyVariable = variable);

    /// <summary>Reads the API key from a file.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="path">The path of the file: IBM's JSON, or the key alone.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithApiKeyFile(this IbmIamSettings settings, FilePath path) => settings.Set(s => s.ApiKeyFile = path);

    /// <summary>Reads an existing access token from an environment variable.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="variable">The variable's name.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithTokenVariable(this IbmIamSettings settings, string variable) => settings.Set(s => s.TokenVariable = variable);

    /// <summary>Uses the IBM SDK configuration of a service.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="name">The service's name, such as <c>KEY_PROTECT</c>.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithServiceName(this IbmIamSettings settings, string name) => settings.Set(s => s.ServiceName = name);

    /// <summary>Reads the compute-resource token from a file.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="path">The path of the file.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithCrTokenFile(this IbmIamSettings settings, FilePath path) => settings.Set(s => s.CrTokenFile = path);

    /// <summary>Uses the identity of the VPC virtual server instance that the script runs on.</summary>
    /// <param name="settings">The settings.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings UseVpc(this IbmIamSettings settings) => settings.Set(s => s.UseVpc = true);

    /// <summary>Sets the base URL of the VPC instance metadata service.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="url">The base URL.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithVpcUrl(this IbmIamSettings settings, string url) => settings.Set(s => s.VpcUrl = url);

    /// <summary>Sets the version of the VPC instance metadata API.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="version">The version: a date such as <c>2022-03-01</c>.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithVpcVersion(this IbmIamSettings settings, string version) => settings.Set(s => s.VpcVersion = version);

    /// <summary>Uses the session of the <c>ibmcloud</c> CLI on this machine.</summary>
    /// <param name="settings">The settings.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings UseCli(this IbmIamSettings settings) => settings.Set(s => s.UseCli = true);

    /// <summary>Reads a one-time passcode from an environment variable.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="variable">The variable's name.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithPasscodeVariable(this IbmIamSettings settings, string variable) => settings.Set(s => s.PasscodeVariable = variable);

    /// <summary>Reads a refresh token from an environment variable.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="variable">The variable's name.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithRefreshTokenVariable(this IbmIamSettings settings, string variable) => settings.Set(s => s.RefreshTokenVariable = variable);

    /// <summary>Reads a refresh token from a file.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="path">The path of the file.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithRefreshTokenFile(this IbmIamSettings settings, FilePath path) => settings.Set(s => s.RefreshTokenFile = path);

    /// <summary>Sets the OAuth client to authenticate as.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="clientId">The client ID, such as <c>bx</c>.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithClientId(this IbmIamSettings settings, string clientId) => settings.Set(s => s.ClientId = clientId);

    /// <summary>Sets the client secret itself, masked from here on. Prefer <see cref="WithClientSecretVariable"/>.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="clientSecret">The secret.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithClientSecret(this IbmIamSettings settings, string clientSecret) => settings.Set(s => s.ClientSecret = Secret.From(clientSecret ?? ""));

    /// <summary>Reads the client secret from an environment variable.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="variable">The variable's name.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithClientSecretVariable(this IbmIamSettings settings, string variable) => settings.Set(s => s.ClientSecretVariable = variable);

    /// <summary>Sets the scope to request.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="scope">Space-separated scope names.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithScope(this IbmIamSettings settings, string scope) => settings.Set(s => s.Scope = scope);

    /// <summary>Sets the account that the token is for.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="account">The account ID: 32 hexadecimal digits.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithAccount(this IbmIamSettings settings, string account) => settings.Set(s => s.Account = account);

    /// <summary>Sets the trusted profile that the token is for.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="profile">The profile's ID, CRN or name.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithTrustedProfile(this IbmIamSettings settings, string profile) => settings.Set(s => s.TrustedProfile = profile);

    /// <summary>Restricts tokens to credentials of these accounts or enterprises.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="tenant">Comma-separated account or enterprise IDs.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithTenant(this IbmIamSettings settings, string tenant) => settings.Set(s => s.Tenant = tenant);

    /// <summary>Trusts these certificate authorities in addition to the machine's.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="path">The path of a PEM file.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithCaFile(this IbmIamSettings settings, FilePath path) => settings.Set(s => s.CaFile = path);

    /// <summary>Sets the transaction ID sent with the request.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="transactionId">The transaction ID, which errors show.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithTransactionId(this IbmIamSettings settings, string transactionId) => settings.Set(s => s.TransactionId = transactionId);

    /// <summary>Sets where tokens are cached, and who shares them.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="mode">The cache mode: the user's processes, this process only, or none.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithTokenCache(this IbmIamSettings settings, TokenCacheMode mode) => settings.Set(s => s.TokenCache = mode);

    /// <summary>Sets the minimum remaining lifetime of the token.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="lifetime">The lifetime, such as the length of a deployment.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithMinimumLifetime(this IbmIamSettings settings, TimeSpan lifetime) => settings.Set(s => s.MinimumLifetime = lifetime);

    /// <summary>Sets the maximum duration of one call, including retries and waits.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="timeout">The maximum duration: more than 0, at most 1 hour.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithTimeout(this IbmIamSettings settings, TimeSpan timeout) => settings.Set(s => s.Timeout = timeout);

    /// <summary>Sets whether the token is registered as a secret with the build system.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="mask">False if the script registers the token itself.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithMaskInBuildLog(this IbmIamSettings settings, bool mask) => settings.Set(s => s.MaskInBuildLog = mask);

    /// <summary>Sets the environment variable in which a child process receives the token.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="variable">The variable's name.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithChildVariable(this IbmIamSettings settings, string variable) => settings.Set(s => s.ChildVariable = variable);

    private static IbmIamSettings Set(this IbmIamSettings settings, Action<IbmIamSettings> change)
    {
        ArgumentNullException.ThrowIfNull(settings);
        change(settings);
        return settings;
    }
}
