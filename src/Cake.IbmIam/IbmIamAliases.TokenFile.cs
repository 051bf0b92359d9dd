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
    /// Writes the token as IAM's JSON to a file that only its owner can read: <c>access_token</c>,
    /// <c>refresh_token</c> if there is one, <c>token_type</c>, <c>expires_in</c> (seconds left), <c>expiration</c>
    /// (seconds since 1970) and <c>scope</c>.
    /// </summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="path">The path of the file. An existing file is replaced; a missing folder is created. Delete the file after use.</param>
    /// <exception cref="CakeException">No token could be obtained, and the inner exception is an <see cref="IamException"/>; or the file can't be written (IBMIAM7001). The message has a code and says what to do.</exception>
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

    /// <summary>Writes the token as IAM's JSON to a file that only its owner can read, using the given settings.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="path">The path of the file. An existing file is replaced; a missing folder is created.</param>
    /// <param name="settings">The settings for getting the token.</param>
    /// <exception cref="CakeException">No token could be obtained, and the inner exception is an <see cref="IamException"/>; or the file can't be written (IBMIAM7001). The message has a code and says what to do.</exception>
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

    /// <summary>Writes the token as IAM's JSON to a file that only its owner can read, using the configured settings.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="path">The path of the file. An existing file is replaced; a missing folder is created.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <exception cref="CakeException">No token could be obtained, and the inner exception is an <see cref="IamException"/>; or the file can't be written (IBMIAM7001). The message has a code and says what to do.</exception>
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
