using Cake.Core;
using Cake.Core.Annotations;
using Cake.IbmIam.Hosting;

namespace Cake.IbmIam;

public static partial class IbmIamAliases
{
    /// <summary>
    /// Gives an HTTP client that puts a fresh token on each request, and renews it in a long script. The token goes to
    /// https addresses and to loopback alone, and never across a redirect to another host.
    /// </summary>
    /// <param name="context">The Cake context.</param>
    /// <returns>The client; dispose it. A request throws <see cref="CakeException"/> where there is no token.</returns>
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

    /// <summary>Gives an HTTP client that puts a fresh token on each request, as the settings say.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="settings">Which token, by which credential.</param>
    /// <returns>The client; dispose it. A request throws <see cref="CakeException"/> where there is no token.</returns>
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

    /// <summary>Gives an HTTP client that puts a fresh token on each request, as the configured settings say.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="configure">Sets what is to differ from the environment.</param>
    /// <returns>The client; dispose it. A request throws <see cref="CakeException"/> where there is no token.</returns>
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
