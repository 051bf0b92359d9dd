using Cake.Core.IO;
using IbmIam;

namespace Cake.IbmIam;

/// <summary>The settings in the fluent style of Cake: <c>IbmIamToken(s => s.WithApiKeyVariable("DEPLOY_KEY"))</c>.</summary>
public static class IbmIamSettingsExtensions
{
    /// <summary>Asks this IAM endpoint.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="iamUrl">The endpoint, with or without scheme.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithIamUrl(this IbmIamSettings settings, string iamUrl) => settings.Set(s => s.IamUrl = iamUrl);

    /// <summary>Takes the API key itself, masked from here on. Better: <see cref="WithApiKeyVariable"/> or <see cref="WithApiKeyFile"/>.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="apiKey">The key, such as <c>Argument&lt;string&gt;("apikey")</c>.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithApiKey(this IbmIamSettings settings, string apiKey) => settings.Set(s => s.ApiKey = Secret.From(apiKey ?? ""));

    /// <summary>Takes the API key from an environment variable.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="variable">The variable's name.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithApiKeyVariable(this IbmIamSettings settings, string variable) => settings.Set(s => s.ApiKeyVariable = variable);

    /// <summary>Takes the API key from a file.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="path">The file: IBM's JSON, or the bare key.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithApiKeyFile(this IbmIamSettings settings, FilePath path) => settings.Set(s => s.ApiKeyFile = path);

    /// <summary>Takes a ready access token from an environment variable.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="variable">The variable's name.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithTokenVariable(this IbmIamSettings settings, string variable) => settings.Set(s => s.TokenVariable = variable);

    /// <summary>Reads the IBM SDK configuration of a service.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="name">The service's name, such as <c>KEY_PROTECT</c>.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithServiceName(this IbmIamSettings settings, string name) => settings.Set(s => s.ServiceName = name);

    /// <summary>Takes the compute-resource token from a file.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="path">The file.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithCrTokenFile(this IbmIamSettings settings, FilePath path) => settings.Set(s => s.CrTokenFile = path);

    /// <summary>Uses the identity of the VPC instance this runs on.</summary>
    /// <param name="settings">The settings.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings UseVpc(this IbmIamSettings settings) => settings.Set(s => s.UseVpc = true);

    /// <summary>Asks this VPC metadata service.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="url">Its base address.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithVpcUrl(this IbmIamSettings settings, string url) => settings.Set(s => s.VpcUrl = url);

    /// <summary>Speaks this version of the VPC metadata API.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="version">The version, a date.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithVpcVersion(this IbmIamSettings settings, string version) => settings.Set(s => s.VpcVersion = version);

    /// <summary>Uses the session of the <c>ibmcloud</c> command on this machine.</summary>
    /// <param name="settings">The settings.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings UseCli(this IbmIamSettings settings) => settings.Set(s => s.UseCli = true);

    /// <summary>Takes a one-time passcode from an environment variable.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="variable">The variable's name.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithPasscodeVariable(this IbmIamSettings settings, string variable) => settings.Set(s => s.PasscodeVariable = variable);

    /// <summary>Takes a refresh token from an environment variable.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="variable">The variable's name.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithRefreshTokenVariable(this IbmIamSettings settings, string variable) => settings.Set(s => s.RefreshTokenVariable = variable);

    /// <summary>Takes a refresh token from a file.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="path">The file.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithRefreshTokenFile(this IbmIamSettings settings, FilePath path) => settings.Set(s => s.RefreshTokenFile = path);

    /// <summary>Authenticates as this client.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="clientId">The client's id, such as <c>bx</c>.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithClientId(this IbmIamSettings settings, string clientId) => settings.Set(s => s.ClientId = clientId);

    /// <summary>Takes the client's secret itself, masked from here on. Better: <see cref="WithClientSecretVariable"/>.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="clientSecret">The secret.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithClientSecret(this IbmIamSettings settings, string clientSecret) => settings.Set(s => s.ClientSecret = Secret.From(clientSecret ?? ""));

    /// <summary>Takes the client's secret from an environment variable.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="variable">The variable's name.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithClientSecretVariable(this IbmIamSettings settings, string variable) => settings.Set(s => s.ClientSecretVariable = variable);

    /// <summary>Asks for this scope.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="scope">Names with blanks between.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithScope(this IbmIamSettings settings, string scope) => settings.Set(s => s.Scope = scope);

    /// <summary>Asks for a token for this account.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="account">The account's id.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithAccount(this IbmIamSettings settings, string account) => settings.Set(s => s.Account = account);

    /// <summary>Asks for a token for this trusted profile.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="profile">The profile's id, CRN or name.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithTrustedProfile(this IbmIamSettings settings, string profile) => settings.Set(s => s.TrustedProfile = profile);

    /// <summary>Accepts a token for these accounts or enterprises alone.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="tenant">Their ids, commas between.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithTenant(this IbmIamSettings settings, string tenant) => settings.Set(s => s.Tenant = tenant);

    /// <summary>Trusts these certificate authorities besides the machine's.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="path">A PEM file.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithCaFile(this IbmIamSettings settings, FilePath path) => settings.Set(s => s.CaFile = path);

    /// <summary>Sends this id with the request.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="transactionId">The id, shown in errors.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithTransactionId(this IbmIamSettings settings, string transactionId) => settings.Set(s => s.TransactionId = transactionId);

    /// <summary>Says who shares the token.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="mode">The user's processes, this process, or nobody.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithTokenCache(this IbmIamSettings settings, TokenCacheMode mode) => settings.Set(s => s.TokenCache = mode);

    /// <summary>Asks for a token that lives at least so long from now.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="lifetime">The time, such as a deployment's length.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithMinimumLifetime(this IbmIamSettings settings, TimeSpan lifetime) => settings.Set(s => s.MinimumLifetime = lifetime);

    /// <summary>Waits so long for one call, attempts and waits included.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="timeout">The time.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithTimeout(this IbmIamSettings settings, TimeSpan timeout) => settings.Set(s => s.Timeout = timeout);

    /// <summary>Says whether the token is registered as a secret with the build system.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="mask">False where a script registers it itself.</param>
    /// <returns>The same settings.</returns>
    public static IbmIamSettings WithMaskInBuildLog(this IbmIamSettings settings, bool mask) => settings.Set(s => s.MaskInBuildLog = mask);

    /// <summary>Gives the token to a child process in this variable.</summary>
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
