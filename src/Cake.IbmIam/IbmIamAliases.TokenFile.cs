using Cake.Core;
using Cake.Core.Annotations;
using Cake.Core.IO;
using Cake.IbmIam.Files;
using Cake.IbmIam.Hosting;
using IbmIam;

namespace Cake.IbmIam;

public static partial class IbmIamAliases
{
    /// <summary>
    /// Writes the document that IAM answers with to a file that its owner alone can read: <c>access_token</c>,
    /// <c>refresh_token</c> where there is one, <c>token_type</c>, <c>expires_in</c> (seconds left), <c>expiration</c>
    /// (seconds since 1970) and <c>scope</c>.
    /// </summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="path">The file, replaced where it exists; its folder is made where there is none. Delete the file when it has served.</param>
    /// <exception cref="CakeException">There is no token, and the inner exception is an <see cref="IamException"/>; or the file can't be written (IBMIAM7001). The message has a code and says what to do.</exception>
    /// <example>
    /// <code>
    /// Task("Write-Token-File").Does(() =>
    /// {
    ///     IbmIamTokenToFile("artifacts/token.json");
    ///     Information("artifacts/token.json is there: {0}", FileExists("artifacts/token.json"));
    /// })
    /// .Finally(() => DeleteFile("artifacts/token.json"));
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("File")]
    public static void IbmIamTokenToFile(this ICakeContext context, FilePath path) =>
        context.IbmIamTokenToFile(path, new IbmIamSettings());

    /// <summary>Writes the document that IAM answers with to a file that its owner alone can read, as the settings say.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="path">The file, replaced where it exists; its folder is made where there is none.</param>
    /// <param name="settings">Which token, by which credential.</param>
    /// <exception cref="CakeException">There is no token, and the inner exception is an <see cref="IamException"/>; or the file can't be written (IBMIAM7001). The message has a code and says what to do.</exception>
    /// <example>
    /// <code>
    /// Task("Write-Token-File-By-Settings").Does(() =>
    /// {
    ///     IbmIamTokenToFile("artifacts/deploy.json", new IbmIamSettings { ApiKeyVariable = "DEPLOY_API_KEY" });
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("File")]
    public static void IbmIamTokenToFile(this ICakeContext context, FilePath path, IbmIamSettings settings)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(path);
        TokenFile.Write(context, path, CakeIam.Token(context, settings));
    }

    /// <summary>Writes the document that IAM answers with to a file that its owner alone can read, as the configured settings say.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="path">The file, replaced where it exists; its folder is made where there is none.</param>
    /// <param name="configure">Sets what is to differ from the environment.</param>
    /// <exception cref="CakeException">There is no token, and the inner exception is an <see cref="IamException"/>; or the file can't be written (IBMIAM7001). The message has a code and says what to do.</exception>
    /// <example>
    /// <code>
    /// Task("Write-Token-File-By-Fluent-Settings").Does(() =>
    /// {
    ///     IbmIamTokenToFile("artifacts/audit.json", s => s.WithApiKeyVariable("AUDIT_API_KEY"));
    /// });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("File")]
    public static void IbmIamTokenToFile(this ICakeContext context, FilePath path, Action<IbmIamSettings> configure) =>
        context.IbmIamTokenToFile(path, CakeIam.Configured(configure));
}
