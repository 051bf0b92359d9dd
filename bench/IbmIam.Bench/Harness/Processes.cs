using System.Diagnostics;

namespace IbmIam.Bench.Harness;

/// <summary>Starts programs, or runs them to their end within a deadline.</summary>
internal static class Processes
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    /// <summary>The command that starts this program again.</summary>
    public static string[] Self(params string[] arguments) => ["dotnet", typeof(Processes).Assembly.Location, .. arguments];

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its standard output, and how long it took.</returns>
    /// <exception cref="InvalidOperationException">It failed (the message quotes its output) or exceeded the deadline.</exception>
    public static async Task<(string Output, double Milliseconds)> RunAsync(string[] command, string folder, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        using var process = Start(command, folder, environment);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(Longest, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{string.Join(' ', command)} did not end in {Longest}.");
        }

        var took = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
        return process.ExitCode == 0
            ? (await output, took)
            : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}:\n{await output}{await errors}");
    }

    public static Process Start(string[] command, string folder, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
