using Cake.Core;
using Cake.Core.Annotations;
using Cake.IbmIam.Hosting;

namespace Cake.IbmIam;

public static partial class IbmIamAliases
{
    /// <summary>
    /// Creates an HTTP client that adds a current token to each request, renewed as needed. The token is sent to
    /// https addresses and to loopback only, and never follows a redirect to another host.
    /// </summary>
    /// <param name="context">The Cake context.</param>
    /// <returns>The client, which the caller disposes. A request throws <see cref="CakeException"/> when no token can be obtained.</returns>
    /// <example>
    /// <code>
    /// Task("List-Keys-By-Client").Does(async () =>
    /// {
    ///     using var http = IbmIamHttpClient();
    ///     http.DefaultRequestHeaders.Add("bluemix-instance", EnvironmentVariable("KEY_PROTECT_INSTANCE"));
    ///     var keys = await http.GetStringAsync(EnvironmentVariable("KEY_PROTECT_URL") + "/api/v2/keys");
    ///     Information("{0} characters of keys", keys.Length);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("HTTP")]
    [CakeNamespaceImport("System.Net.Http")]
    public static HttpClient IbmIamHttpClient(this ICakeContext context) => context.IbmIamHttpClient(new IbmIamSettings());

    /// <summary>Creates an HTTP client that adds a current token to each request, using the given settings.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="settings">The settings for getting the token.</param>
    /// <returns>The client, which the caller disposes. A request throws <see cref="CakeException"/> when no token can be obtained.</returns>
    /// <example>
    /// <code>
    /// Task("Client-By-Settings").Does(() =>
    /// {
    ///     using var http = IbmIamHttpClient(new IbmIamSettings { ApiKeyVariable = "DEPLOY_API_KEY" });
    ///     http.BaseAddress = new Uri(EnvironmentVariable("KEY_PROTECT_URL"));
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("HTTP")]
    [CakeNamespaceImport("System.Net.Http")]
    public static HttpClient IbmIamHttpClient(this ICakeContext context, IbmIamSettings settings) => CakeIam.HttpClient(context, settings);

    /// <summary>Creates an HTTP client that adds a current token to each request, using the configured settings.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <returns>The client, which the caller disposes. A request throws <see cref="CakeException"/> when no token can be obtained.</returns>
    /// <example>
    /// <code>
    /// Task("Client-By-Fluent-Settings").Does(() =>
    /// {
    ///     using var http = IbmIamHttpClient(s => s.WithApiKeyVariable("DEPLOY_API_KEY"));
    ///     http.BaseAddress = new Uri(EnvironmentVariable("KEY_PROTECT_URL"));
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("HTTP")]
    [CakeNamespaceImport("System.Net.Http")]
    public static HttpClient IbmIamHttpClient(this ICakeContext context, Action<IbmIamSettings> configure) =>
        context.IbmIamHttpClient(CakeIam.Configured(configure));
}
