using Cake.Core;
using Cake.Core.Annotations;
using Cake.IbmIam.Hosting;
using IbmIam;

namespace Cake.IbmIam;

public static partial class IbmIamAliases
{
    /// <summary>Gets an access token with the credential found in the environment, without blocking.</summary>
    /// <param name="context">The Cake context.</param>
    /// <returns>The token.</returns>
    /// <exception cref="CakeException">No token could be obtained: the message has a code and says what to do; the inner exception is an <see cref="IamException"/>.</exception>
    /// <example>
    /// <code>
    /// Task("Token-Async").Does(async () =>
    /// {
    ///     var token = await IbmIamTokenAsync();
    ///     Information("{0}", token);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Token")]
    public static Task<IamToken> IbmIamTokenAsync(this ICakeContext context) => context.IbmIamTokenAsync(new IbmIamSettings());

    /// <summary>Gets an access token using the given settings, without blocking.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="settings">The settings for getting the token.</param>
    /// <returns>The token.</returns>
    /// <exception cref="CakeException">No token could be obtained: the message has a code and says what to do; the inner exception is an <see cref="IamException"/>.</exception>
    /// <example>
    /// <code>
    /// Task("Token-Async-By-Settings").Does(async () =>
    /// {
    ///     var token = await IbmIamTokenAsync(new IbmIamSettings { TokenCache = TokenCacheMode.Process });
    ///     Information("{0}", token);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Token")]
    public static Task<IamToken> IbmIamTokenAsync(this ICakeContext context, IbmIamSettings settings) =>
        context.IbmIamTokenAsync(settings, CancellationToken.None);

    /// <summary>Gets an access token using the given settings, without blocking; the wait can be cancelled.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="settings">The settings for getting the token.</param>
    /// <param name="cancellationToken">Cancels the wait at once.</param>
    /// <returns>The token.</returns>
    /// <exception cref="CakeException">No token could be obtained: the message has a code and says what to do; the inner exception is an <see cref="IamException"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <example>
    /// <code>
    /// Task("Token-Async-With-Deadline").Does(async () =>
    /// {
    ///     using var deadline = new System.Threading.CancellationTokenSource(TimeSpan.FromSeconds(20));
    ///     var token = await IbmIamTokenAsync(new IbmIamSettings(), deadline.Token);
    ///     Information("{0}", token);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Token")]
    public static Task<IamToken> IbmIamTokenAsync(this ICakeContext context, IbmIamSettings settings, CancellationToken cancellationToken) =>
        CakeIam.TokenAsync(context, settings, cancellationToken);

    /// <summary>Gets an access token using the configured settings, without blocking.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <returns>The token.</returns>
    /// <exception cref="CakeException">No token could be obtained: the message has a code and says what to do; the inner exception is an <see cref="IamException"/>.</exception>
    /// <example>
    /// <code>
    /// Task("Two-Tokens-At-Once").Does(async () =>
    /// {
    ///     var tokens = await System.Threading.Tasks.Task.WhenAll(
    ///         IbmIamTokenAsync(s => s.WithApiKeyVariable("DEPLOY_API_KEY")),
    ///         IbmIamTokenAsync(s => s.WithApiKeyVariable("AUDIT_API_KEY")));
    ///     Information("{0} and {1}", tokens[0].Identity, tokens[1].Identity);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Token")]
    public static Task<IamToken> IbmIamTokenAsync(this ICakeContext context, Action<IbmIamSettings> configure) =>
        context.IbmIamTokenAsync(configure, CancellationToken.None);

    /// <summary>Gets an access token using the configured settings, without blocking; the wait can be cancelled.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <param name="cancellationToken">Cancels the wait at once.</param>
    /// <returns>The token.</returns>
    /// <exception cref="CakeException">No token could be obtained: the message has a code and says what to do; the inner exception is an <see cref="IamException"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <example>
    /// <code>
    /// Task("Fluent-Token-With-Deadline").Does(async () =>
    /// {
    ///     using var deadline = new System.Threading.CancellationTokenSource(TimeSpan.FromSeconds(20));
    ///     var token = await IbmIamTokenAsync(s => s.WithApiKeyVariable("DEPLOY_API_KEY"), deadline.Token);
    ///     Information("{0}", token);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Token")]
    public static Task<IamToken> IbmIamTokenAsync(this ICakeContext context, Action<IbmIamSettings> configure, CancellationToken cancellationToken) =>
        context.IbmIamTokenAsync(CakeIam.Configured(configure), cancellationToken);
}
