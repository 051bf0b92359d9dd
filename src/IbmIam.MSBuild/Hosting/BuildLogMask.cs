using System.Buffers;

namespace IbmIam.MSBuild.Hosting;

/// <summary>
/// Makes GitHub Actions or Azure Pipelines mask a token. The command goes to the process's own standard
/// error, which their agents read as well: through MSBuild it would stand in its logs, and standard output is what people
/// keep in files and parse. Where the output of a process is not the build's (worker nodes), it is lost.
/// </summary>
internal static class BuildLogMask
{
    // What a bearer token is made of (RFC 6750, 2.1); none of it ends or changes a command.
    private static readonly SearchValues<char> _ofTokens = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    public static void Announce(string token)
    {
        if (Command() is { } command && !token.AsSpan().ContainsAnyExcept(_ofTokens))
        {
            Console.Error.WriteLine(command + token);
        }
    }

    private static string? Command() =>
        "true".Equals(Environment.GetEnvironmentVariable("GITHUB_ACTIONS"), StringComparison.OrdinalIgnoreCase) ? "::add-mask::"
        : "true".Equals(Environment.GetEnvironmentVariable("TF_BUILD"), StringComparison.OrdinalIgnoreCase) ? "##vso[task.setsecret]"
        : null;
}
