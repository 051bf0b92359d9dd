using System.Diagnostics;
using System.Reflection;

namespace IbmIam.Testing.Tests;

/// <summary>The program <c>ibm-iam-fake</c>, run as a process of its own.</summary>
internal sealed class FakeProgram : IDisposable
{
    private static readonly string Assembly = Path.GetFullPath(Path.Combine(
        typeof(FakeProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!,
        "artifacts/bin/IbmIam.Testing.Server/release/IbmIam.Testing.Server.dll"));

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private FakeProgram(Process process, string firstLine) => (Process, FirstLine) = (process, firstLine);

    public Process Process { get; }

    public string FirstLine { get; }

    public string Url => FirstLine["ibm-iam-fake listening on ".Length..];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Starts it and reads its first line.</summary>
    public static async Task<FakeProgram> StartAsync(params string[] arguments)
    {
        var process = Launch(arguments);
        return new FakeProgram(process, await process.StandardOutput.ReadLineAsync(Cancelled).AsTask().WaitAsync(Deadline, Cancelled)
            ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(Cancelled)));
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Launch(arguments);
        var output = process.StandardOutput.ReadToEndAsync(Cancelled);
        var error = process.StandardError.ReadToEndAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled).WaitAsync(Deadline, Cancelled);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Sends a signal, waits for the end and gives the exit code.</summary>
    public async Task<int> EndAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])!;
        await Process.WaitForExitAsync(Cancelled).WaitAsync(Deadline, Cancelled);
        return Process.ExitCode;
    }

    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
        }

        Process.Dispose();
    }

    private static Process Launch(string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Assembly, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
