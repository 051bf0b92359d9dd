using Cake.Common.Build;
using Cake.Core;
using IbmIam;

namespace Cake.IbmIam.Hosting;

/// <summary>Registers a token as a secret with the build system, before the script holds it and can print it.</summary>
internal static class BuildLogMask
{
    private static readonly Lock _gate = new();

    // Each secret is announced only once, because announcing it writes it to standard output.
    private static readonly HashSet<string> _announced = new(StringComparer.Ordinal);

    public static void Announce(ICakeContext context, IamToken token)
    {
        Announce(context, token.AccessToken);
        if (token.RefreshToken is { } refreshToken)
        {
            Announce(context, refreshToken);
        }
    }

    public static void Announce(ICakeContext context, string secret)
    {
        var buildSystem = context.BuildSystem();
        if (!buildSystem.IsRunningOnGitHubActions && !buildSystem.IsRunningOnAzurePipelines)
        {
            return;
        }

        lock (_gate)
        {
            if (!_announced.Add(secret))
            {
                return;
            }

            if (buildSystem.IsRunningOnGitHubActions)
            {
                buildSystem.GitHubActions.Commands.SetSecret(secret);
            }
            else
            {
                // Cake's SetSecretVariable would also define a variable that later tasks can read.
                Console.Out.WriteLine("##vso[task.setsecret]" + Escape(secret));
            }
        }
    }

    // Escapes the characters that would end or alter the command; the agent decodes %AZP25, %0D and %0A.
    private static string Escape(string value) => value
        .Replace("%", "%AZP25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);
}
