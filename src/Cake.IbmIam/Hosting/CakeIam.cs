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
        return DryRun.IsActive(context)
            ? DryRun.Client(new CakeIamLog(context.Log))
            : new IamClient(settings.ToIamSettings(context.Environment), Host(context));
    }

    public static async Task<IamToken> TokenAsync(ICakeContext context, IbmIamSettings settings, CancellationToken cancellationToken)
    {
        var client = Client(context, settings);
        try
        {
            var token = await client.GetTokenAsync(cancellationToken).ConfigureAwait(false);
            if (settings.MaskInBuildLog)
            {
                BuildLogMask.Announce(context, token);
            }

            return token;
        }
        catch (IamException e)
        {
            throw Error(e);
        }
    }

    /// <summary>Puts the code in front of the message, because Cake shows only an exception's message.</summary>
    public static CakeException Error(IamException e) => new($"{e.Code}: {e.Message}", e);

    /// <summary>Gets a token for a script without <c>await</c>: blocks at most for the settings' timeout.</summary>
    public static IamToken Token(ICakeContext context, IbmIamSettings settings) =>
        TokenAsync(context, settings, CancellationToken.None).GetAwaiter().GetResult();

    public static HttpClient HttpClient(ICakeContext context, IbmIamSettings settings)
    {
        var client = Client(context, settings);
        var authorities = client.AuthoritiesAsync(CancellationToken.None).GetAwaiter().GetResult();
        // From the outside in: error conversion, token, masking, transport.
        var mask = new BuildLogMaskHandler(context, settings.MaskInBuildLog) { InnerHandler = BearerTokenHandler.CreateTransport(authorities) };
        return new HttpClient(new CakeErrorHandler { InnerHandler = new BearerTokenHandler(client, mask) }, disposeHandler: true);
    }

    public static int ClearCache(ICakeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return DryRun.IsActive(context) ? 0 : IamClient.ClearCache(Host(context));
    }

    public static IbmIamSettings Configured(Action<IbmIamSettings> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var settings = new IbmIamSettings();
        configure(settings);
        return settings;
    }
}
