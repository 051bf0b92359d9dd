using Cake.Core;
using Cake.Core.Annotations;
using Cake.Core.Tooling;
using Cake.IbmIam.Hosting;
using IbmIam;

namespace Cake.IbmIam;

public static partial class IbmIamAliases
{
    /// <summary>Passes a token to a tool in its environment (<c>IBM_ACCESS_TOKEN</c>), never in its arguments.</summary>
    /// <typeparam name="T">The tool's own settings, such as <c>DotNetRunSettings</c>.</typeparam>
    /// <param name="context">The Cake context.</param>
    /// <param name="toolSettings">The settings to run the tool with.</param>
    /// <returns>The same tool settings.</returns>
    /// <exception cref="CakeException">No token could be obtained: the message has a code and says what to do; the inner exception is an <see cref="IamException"/>.</exception>
    /// <example>
    /// <code>
    /// Task("Run-Deploy-Project").Does(() =>
    /// {
    ///     DotNetRun("deploy", WithIbmIamToken(new DotNetRunSettings { NoBuild = true }));
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Process")]
    public static T WithIbmIamToken<T>(this ICakeContext context, T toolSettings)
        where T : ToolSettings => context.WithIbmIamToken(toolSettings, new IbmIamSettings());

    /// <summary>Passes a token to a tool in its environment, using the given settings.</summary>
    /// <typeparam name="T">The tool's own settings, such as <c>DotNetRunSettings</c>.</typeparam>
    /// <param name="context">The Cake context.</param>
    /// <param name="toolSettings">The settings to run the tool with.</param>
    /// <param name="settings">The settings for getting the token, and the variable that receives it.</param>
    /// <returns>The same tool settings.</returns>
    /// <exception cref="CakeException">No token could be obtained: the message has a code and says what to do; the inner exception is an <see cref="IamException"/>.</exception>
    /// <example>
    /// <code>
    /// Task("Run-Deploy-Tool-By-Settings").Does(() =>
    /// {
    ///     var settings = new IbmIamSettings { ApiKeyVariable = "DEPLOY_API_KEY", ChildVariable = "TOKEN" };
    ///     var shell = new CommandSettings { ToolName = "sh", ToolExecutableNames = new[] { "sh" } };
    ///     Command(WithIbmIamToken(shell, settings), "deploy.sh");
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Process")]
    public static T WithIbmIamToken<T>(this ICakeContext context, T toolSettings, IbmIamSettings settings)
        where T : ToolSettings
    {
        ArgumentNullException.ThrowIfNull(toolSettings);
        toolSettings.EnvironmentVariables = ChildEnvironment.WithToken(context, toolSettings.EnvironmentVariables, settings);
        return toolSettings;
    }

    /// <summary>Passes a token to a tool in its environment, using the configured settings.</summary>
    /// <typeparam name="T">The tool's own settings, such as <c>DotNetRunSettings</c>.</typeparam>
    /// <param name="context">The Cake context.</param>
    /// <param name="toolSettings">The settings to run the tool with.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <returns>The same tool settings.</returns>
    /// <exception cref="CakeException">No token could be obtained: the message has a code and says what to do; the inner exception is an <see cref="IamException"/>.</exception>
    /// <example>
    /// <code>
    /// Task("Run-Deploy-Tool-By-Fluent-Settings").Does(() =>
    /// {
    ///     Command(new[] { "sh" }, "deploy.sh", settingsCustomization: tool => WithIbmIamToken(
    ///         tool,
    ///         s => s.WithApiKeyVariable("DEPLOY_API_KEY").WithChildVariable("TOKEN")));
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Process")]
    public static T WithIbmIamToken<T>(this ICakeContext context, T toolSettings, Action<IbmIamSettings> configure)
        where T : ToolSettings => context.WithIbmIamToken(toolSettings, CakeIam.Configured(configure));
}
