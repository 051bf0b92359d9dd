using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace IbmIam.Packages.Tests;

/// <summary>Runs the real <c>dotnet</c> with an environment of which the test knows every credential and every switch.</summary>
public static partial class Sdk
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(10);

    // What a developer's or a build server's environment may hold and a throwaway build must not see.
    private static readonly string[] _foreign =
    [
        "IBM", "IC_", "BM_", "BLUEMIX_", "VCAP_", "MSBUILD", "CAKE_", "NUGET_PACKAGES", "GITHUB_", "TF_BUILD", "TEAMCITY_", "GITLAB_", "JENKINS_",
    ];

    /// <summary>Runs <c>dotnet</c> with these arguments, to its end or to the deadline.</summary>
    public static Task<SdkResult> RunAsync(
        IReadOnlyList<string> arguments, string folder, IReadOnlyDictionary<string, string?> environment, CancellationToken cancellationToken = default) =>
            RunAsync(StartInfo(arguments, folder, environment), cancellationToken);

    /// <summary>Runs a process that <see cref="StartInfo"/> prepared, to its end or to the deadline.</summary>
    public static Task<SdkResult> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken) => WatchAsync(start, _ => { }, cancellationToken);

    /// <summary>The same, with each line of its output shown as it comes.</summary>
    public static async Task<SdkResult> WatchAsync(ProcessStartInfo start, Action<string> seen, CancellationToken cancellationToken)
    {
        var command = $"{start.FileName} {string.Join(' ', start.ArgumentList)}";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = new StringBuilder();
        var read = Task.WhenAll(ReadAsync(process.StandardOutput, output, seen), ReadAsync(process.StandardError, output, seen));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_deadline);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            await read.WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{command} did not end in {_deadline}. It said:\n{output}");
        }

        return new SdkResult(command, process.ExitCode, output.ToString());
    }

    /// <summary>How such a process is started, for a test that has to signal it or to watch it.</summary>
    public static ProcessStartInfo StartInfo(IReadOnlyList<string> arguments, string folder, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment.Remove("CI");
        start.Environment["DOTNET_NOLOGO"] = "1";
        // In a new home, an SDK that belongs to root says that it can't check its workloads.
        start.Environment["DOTNET_SKIP_WORKLOAD_INTEGRITY_CHECK"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    [GeneratedRegex(@"\x1b\[[0-9;]*m")]
    private static partial Regex Colour();

    private static bool IsForeign(string name) => _foreign.Any(f => name.StartsWith(f, StringComparison.OrdinalIgnoreCase));

    private static async Task ReadAsync(StreamReader from, StringBuilder to, Action<string> seen)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (to)
            {
                to.AppendLine(Colour().Replace(line, ""));
            }

            seen(line);
        }
    }
}
