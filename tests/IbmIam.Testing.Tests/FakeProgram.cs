using System.Diagnostics;
using System.Reflection;

namespace IbmIam.Testing.Tests;

/// <summary>The program <c>ibm-iam-fake</c>, run as a process of its own.</summary>
internal sealed class FakeProgram : IDisposable
{
    private const string Announcement = "ibm-iam-fake listening on ";

    private static readonly string Assembly = Path.GetFullPath(Path.Combine(
        typeof(FakeProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!,
        "artifacts/bin/IbmIam.Testing.Server/release/IbmIam.Testing.Server.dll"));

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private FakeProgram(string[] arguments) =>
        Process = Process.Start(new ProcessStartInfo("dotnet", [Assembly, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    public Process Process { get; }

    public string Url { get; private set; } = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Starts it and reads its first line.</summary>
    public static async Task<FakeProgram> StartAsync(params string[] arguments)
    {
        var fake = new FakeProgram(arguments);
        try
        {
            var line = await fake.Process.StandardOutput.ReadLineAsync(Cancelled).AsTask().WaitAsync(Deadline, Cancelled)
                ?? await fake.Process.StandardError.ReadToEndAsync(Cancelled);
            Assert.StartsWith(Announcement, line, StringComparison.Ordinal);
            fake.Url = line[Announcement.Length..];
            return fake;
        }
        catch
        {
            fake.Dispose();
            throw;
        }
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var fake = new FakeProgram(arguments);
        var output = fake.Process.StandardOutput.ReadToEndAsync(Cancelled);
        var error = fake.Process.StandardError.ReadToEndAsync(Cancelled);
        await fake.Process.WaitForExitAsync(Cancelled).WaitAsync(Deadline, Cancelled);
        return (fake.Process.ExitCode, await output, await error);
    }

    /// <summary>Sends a signal, waits for the end and gives the exit code.</summary>
    public async Task<int> EndAsync(string signal)
    {
        Needs.Unix();
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
}
