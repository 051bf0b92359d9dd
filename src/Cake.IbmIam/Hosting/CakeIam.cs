using Cake.Common;
using Cake.Core;
using IbmIam;

namespace Cake.IbmIam.Hosting;

/// <summary>Binds the token engine to a Cake context: its environment, working directory, log and dry run.</summary>
internal static class CakeIam
{
    public static IamHost Host(ICakeContext context) => new()
    {
        Variable = context.Environment.GetEnvironmentVariable,
        WorkingDirectory = context.Environment.WorkingDirectory.FullPath,
        Log = new CakeIamLog(context.Log),
    };

    public static IamClient Client(ICakeContext context, IbmIamSettings settings)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(settings);
        return context.IsDryRun()
            ? DryRun.Client(new CakeIamLog(context.Log))
            : new IamClient(settings.ToIamSettings(context.Environment), Host(context));
    }

    public static async Task<IamToken> TokenAsync(ICakeContext context, IbmIamSettings settings, CancellationToken cancellationToken)
    {
        var token = await Client(context, settings).GetTokenAsync(cancellationToken).ConfigureAwait(false);
        if (settings.MaskInBuildLog)
        {
            BuildLogMask.Announce(context, token);
        }

        return token;
    }

    /// <summary>The one line where a script without <c>await</c> waits; the settings' timeout bounds it.</summary>
    public static IamToken Token(ICakeContext context, IbmIamSettings settings) =>
        TokenAsync(context, settings, CancellationToken.None).GetAwaiter().GetResult();

    public static HttpClient HttpClient(ICakeContext context, IbmIamSettings settings)
    {
        var client = Client(context, settings);
        // The bearer handler sits above: what the masking handler sees is what goes over the wire.
        var sender = new BuildLogMaskHandler(context, settings.MaskInBuildLog, new SocketsHttpHandler { AllowAutoRedirect = false });
        return new HttpClient(new BearerTokenHandler(client, sender), disposeHandler: true);
    }

    public static int ClearCache(ICakeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.IsDryRun() ? 0 : IamClient.ClearCache(Host(context));
    }

    public static IbmIamSettings Configured(Action<IbmIamSettings> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var settings = new IbmIamSettings();
        configure(settings);
        return settings;
    }
}
