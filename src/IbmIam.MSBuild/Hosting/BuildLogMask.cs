using System.Buffers;

namespace IbmIam.MSBuild.Hosting;

/// <summary>
/// Makes GitHub Actions or Azure Pipelines mask a token. The command is written to the process's own standard error, which
/// their agents read too: MSBuild would write it to its logs, and standard output is often saved and parsed. It is lost in
/// a process whose output is not the build's (a worker node).
/// </summary>
internal static class BuildLogMask
{
    // The characters of a bearer token (RFC 6750 section 2.1). None of them can end or alter the command.
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
