using Cake.Core;
using Cake.Core.Annotations;
using Cake.IbmIam.Hosting;
using IbmIam;

namespace Cake.IbmIam;

public static partial class IbmIamAliases
{
    /// <summary>Gets the value of an HTTP <c>Authorization</c> header: <c>Bearer</c> and a current token.</summary>
    /// <param name="context">The Cake context.</param>
    /// <returns>The header value. It is a secret, and not masked when printed.</returns>
    /// <exception cref="CakeException">No token could be obtained: the message has a code and says what to do; the inner exception is an <see cref="IamException"/>.</exception>
    /// <example>
    /// <code>
    /// Task("List-Keys").Does(async () =>
    /// {
    ///     using var request = new HttpRequestMessage(HttpMethod.Get, EnvironmentVariable("KEY_PROTECT_URL") + "/api/v2/keys");
    ///     request.Headers.Add("Authorization", IbmIamAuthorizationHeader());
    ///     request.Headers.Add("bluemix-instance", EnvironmentVariable("KEY_PROTECT_INSTANCE"));
    ///     using var http = new HttpClient();
    ///     using var response = await http.SendAsync(request);
    ///     Information("Key Protect says {0}", response.StatusCode);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Header")]
    public static string IbmIamAuthorizationHeader(this ICakeContext context) => context.IbmIamAuthorizationHeader(new IbmIamSettings());

    /// <summary>Gets the value of an HTTP <c>Authorization</c> header, using the given settings.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="settings">The settings for getting the token.</param>
    /// <returns>The header value. It is a secret, and not masked when printed.</returns>
    /// <exception cref="CakeException">No token could be obtained: the message has a code and says what to do; the inner exception is an <see cref="IamException"/>.</exception>
    /// <example>
    /// <code>
    /// Task("Header-By-Settings").Does(() =>
    /// {
    ///     var header = IbmIamAuthorizationHeader(new IbmIamSettings { ApiKeyVariable = "DEPLOY_API_KEY" });
    ///     using var http = new HttpClient();
    ///     http.DefaultRequestHeaders.Add("Authorization", header);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Header")]
    public static string IbmIamAuthorizationHeader(this ICakeContext context, IbmIamSettings settings) =>
        CakeIam.Token(context, settings).AuthorizationHeader;

    /// <summary>Gets the value of an HTTP <c>Authorization</c> header, using the configured settings.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <returns>The header value. It is a secret, and not masked when printed.</returns>
    /// <exception cref="CakeException">No token could be obtained: the message has a code and says what to do; the inner exception is an <see cref="IamException"/>.</exception>
    /// <example>
    /// <code>
    /// Task("Header-By-Fluent-Settings").Does(() =>
    /// {
    ///     var header = IbmIamAuthorizationHeader(s => s.WithApiKeyVariable("DEPLOY_API_KEY"));
    ///     using var http = new HttpClient();
    ///     http.DefaultRequestHeaders.Add("Authorization", header);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Header")]
    public static string IbmIamAuthorizationHeader(this ICakeContext context, Action<IbmIamSettings> configure) =>
        context.IbmIamAuthorizationHeader(CakeIam.Configured(configure));
}
