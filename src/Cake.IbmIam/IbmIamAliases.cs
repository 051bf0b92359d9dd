using Cake.Core;
using Cake.Core.Annotations;
using Cake.IbmIam.Hosting;
using IbmIam;

namespace Cake.IbmIam;

/// <summary>
/// <para>Gets IBM Cloud IAM access tokens.</para>
/// <para>
/// Add this to a script, and set <c>IBMCLOUD_API_KEY</c> in the environment:
/// <c>#addin nuget:?package=Cake.IbmIam</c>
/// </para>
/// </summary>
[CakeAliasCategory("IBM Cloud IAM")]
[CakeNamespaceImport("IbmIam")]
public static partial class IbmIamAliases
{
    /// <summary>Gets an access token with the credential found in the environment: a cached one while it is fresh, otherwise a new one from IAM.</summary>
    /// <param name="context">The Cake context.</param>
    /// <returns>The token. It is masked when printed; its <see cref="IamToken.AccessToken"/> is the token itself.</returns>
    /// <exception cref="CakeException">No token could be obtained: the message has a code and says what to do; the inner exception is an <see cref="IamException"/>.</exception>
    /// <example>
    /// <code>
    /// Task("Who-Am-I").Does(() =>
    /// {
    ///     var token = IbmIamToken();
    ///     Information("{0}, {1:F0} minutes left", token.Identity, token.ExpiresIn.TotalMinutes);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Token")]
    public static IamToken IbmIamToken(this ICakeContext context) => context.IbmIamToken(new IbmIamSettings());

    /// <summary>Gets an access token using the given settings.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="settings">The settings for getting the token.</param>
    /// <returns>The token.</returns>
    /// <exception cref="CakeException">No token could be obtained: the message has a code and says what to do; the inner exception is an <see cref="IamException"/>.</exception>
    /// <example>
    /// <code>
    /// Task("Token-By-Settings").Does(() =>
    /// {
    ///     var token = IbmIamToken(new IbmIamSettings
    ///     {
    ///         ApiKeyFile = "secrets/apikey.json",
    ///         MinimumLifetime = TimeSpan.FromMinutes(40),
    ///     });
    ///     Information("Good until {0}", token.ExpiresAt);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Token")]
    public static IamToken IbmIamToken(this ICakeContext context, IbmIamSettings settings) => CakeIam.Token(context, settings);

    /// <summary>Gets an access token using the configured settings.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <returns>The token.</returns>
    /// <exception cref="CakeException">No token could be obtained: the message has a code and says what to do; the inner exception is an <see cref="IamException"/>.</exception>
    /// <example>
    /// <code>
    /// Task("Token-By-Fluent-Settings").Does(() =>
    /// {
    ///     var token = IbmIamToken(s => s
    ///         .WithApiKeyVariable("DEPLOY_API_KEY")
    ///         .WithTimeout(TimeSpan.FromSeconds(30)));
    ///     Information("From {0}", token.Source);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Token")]
    public static IamToken IbmIamToken(this ICakeContext context, Action<IbmIamSettings> configure) =>
        context.IbmIamToken(CakeIam.Configured(configure));

    /// <summary>Deletes all cached tokens: those in memory, and the encrypted files in the user's cache folder. Makes no request to IAM.</summary>
    /// <param name="context">The Cake context.</param>
    /// <returns>The number of files deleted.</returns>
    /// <example>
    /// <code>
    /// Task("Forget-Tokens").Does(() =>
    /// {
    ///     var files = IbmIamClearCache();
    ///     Information("{0} cached tokens deleted", files);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Cache")]
    public static int IbmIamClearCache(this ICakeContext context) => CakeIam.ClearCache(context);
}
