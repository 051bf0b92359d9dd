using System.ComponentModel;
using System.Diagnostics;
using IbmIam.Credentials;
using IbmIam.Diagnostics;

namespace IbmIam.Exchange;

/// <summary>Gets the access token of the <c>ibmcloud</c> CLI's session. Runs the CLI without a shell, and kills it when it takes too long.</summary>
internal sealed class CliSession(IamHost host, Deadline deadline)
{
    private const int LongestOutput = 256 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly string[] NamesOnWindows = ["ibmcloud.exe", "ibmcloud.cmd", "ibmcloud.bat"];
    private static readonly string[] NamesElsewhere = ["ibmcloud"];

    public async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        var longest = deadline.Left < Longest ? deadline.Left : Longest;
        using var timer = new CancellationTokenSource(longest, host.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        using var notice = new WaitNotice(host, "the ibmcloud CLI", longest);
        try
        {
            var (status, output, error) = await RunAsync(Find() ?? throw Problems.CliNotInstalled(), both.Token).ConfigureAwait(false);
            return Token(status, output, error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Problems.CliHung(longest);
        }
    }

    private string? Find() => (host.Variable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Where(Path.IsPathFullyQualified)
        .SelectMany(static folder => (OperatingSystem.IsWindows() ? NamesOnWindows : NamesElsewhere).Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    private async Task<(int Status, string Output, string Error)> RunAsync(string command, CancellationToken cancellationToken)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(command, ["iam", "oauth-tokens", "--output", "json"])
            {
                WorkingDirectory = host.WorkingDirectory,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.StartInfo.Environment["IBMCLOUD_COLOR"] = "false";
        process.StartInfo.Environment["IBMCLOUD_VERSION_CHECK"] = "false";
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            throw Problems.CliFailed("it could not be started");
        }

        try
        {
            process.StandardInput.Close();
            var output = ReadAsync(process.StandardOutput, cancellationToken);
            var error = ReadAsync(process.StandardError, cancellationToken);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return (process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Reads the output up to a limit. A process that keeps printing then blocks, and is killed at the deadline.</summary>
    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var text = new char[LongestOutput];
        return new string(text, 0, await reader.ReadBlockAsync(text, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Returns the token without <c>Bearer</c>. Messages never quote the CLI's output.</summary>
    internal static string Token(int status, string output, string error)
    {
        var said = output + error;
        if (status != 0)
        {
            throw said.Contains("expired", StringComparison.OrdinalIgnoreCase) ? Problems.CliSessionExpired()
                : said.Contains("not logged in", StringComparison.OrdinalIgnoreCase) || said.Contains("ibmcloud login", StringComparison.OrdinalIgnoreCase) ? Problems.CliNotLoggedIn()
                : Problems.CliFailed($"it exited with status {status.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        }

        return !Json.TryRead(output, static root => root.TryGetProperty("iam_token", out var token) ? token.GetString() : null, out var text)
            ? throw Problems.CliFailed("it printed no JSON of the expected form")
            : ReadyTokens.WithoutScheme(text ?? "") is { Length: > 0 } bare ? bare : throw Problems.CliNotLoggedIn();
    }
}
