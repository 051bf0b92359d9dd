using Cake.Core;
using Cake.Core.Annotations;
using Cake.Core.IO;
using Cake.IbmIam.Hosting;
using IbmIam;

namespace Cake.IbmIam;

public static partial class IbmIamAliases
{
    /// <summary>Passes a token to one child process in its environment (<c>IBM_ACCESS_TOKEN</c>), never in its arguments.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="processSettings">The settings to start the process with.</param>
    /// <returns>The same process settings.</returns>
    /// <exception cref="CakeException">No token could be obtained: the message has a code and says what to do; the inner exception is an <see cref="IamException"/>.</exception>
    /// <example>
    /// <code>
    /// Task("Run-Deploy-Script").Does(() =>
    /// {
    ///     var exitCode = StartProcess("sh", WithIbmIamToken(new ProcessSettings { Arguments = "deploy.sh" }));
    ///     Information("deploy.sh ended with {0}", exitCode);
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Process")]
    public static ProcessSettings WithIbmIamToken(this ICakeContext context, ProcessSettings processSettings) =>
        context.WithIbmIamToken(processSettings, new IbmIamSettings());

    /// <summary>Passes a token to one child process in its environment, using the given settings.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="processSettings">The settings to start the process with.</param>
    /// <param name="settings">The settings for getting the token, and the variable that receives it.</param>
    /// <returns>The same process settings.</returns>
    /// <exception cref="CakeException">No token could be obtained: the message has a code and says what to do; the inner exception is an <see cref="IamException"/>.</exception>
    /// <example>
    /// <code>
    /// Task("Run-Deploy-Script-By-Settings").Does(() =>
    /// {
    ///     var settings = new IbmIamSettings { ApiKeyVariable = "DEPLOY_API_KEY", ChildVariable = "TOKEN" };
    ///     StartProcess("sh", WithIbmIamToken(new ProcessSettings { Arguments = "deploy.sh" }, settings));
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Process")]
    public static ProcessSettings WithIbmIamToken(this ICakeContext context, ProcessSettings processSettings, IbmIamSettings settings)
    {
        ArgumentNullException.ThrowIfNull(processSettings);
        processSettings.EnvironmentVariables = ChildEnvironment.WithToken(context, processSettings.EnvironmentVariables, settings);
        return processSettings;
    }

    /// <summary>Passes a token to one child process in its environment, using the configured settings.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="processSettings">The settings to start the process with.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <returns>The same process settings.</returns>
    /// <exception cref="CakeException">No token could be obtained: the message has a code and says what to do; the inner exception is an <see cref="IamException"/>.</exception>
    /// <example>
    /// <code>
    /// Task("Run-Deploy-Script-By-Fluent-Settings").Does(() =>
    /// {
    ///     StartProcess("sh", WithIbmIamToken(
    ///         new ProcessSettings().WithArguments(a => a.Append("deploy.sh")),
    ///         s => s.WithApiKeyVariable("DEPLOY_API_KEY").WithChildVariable("TOKEN")));
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Process")]
    public static ProcessSettings WithIbmIamToken(this ICakeContext context, ProcessSettings processSettings, Action<IbmIamSettings> configure) =>
        context.WithIbmIamToken(processSettings, CakeIam.Configured(configure));
}
