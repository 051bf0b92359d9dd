using System.Globalization;
using System.Runtime.InteropServices;
using IbmIam.Testing.Hosting;

namespace IbmIam.Testing;

/// <summary>The options of the program alone.</summary>
internal sealed record ServerOptions(string? ReadyFile, string? CaFile, bool ListenAny, bool Quiet);

/// <summary>Runs the server until a signal ends it.</summary>
internal static class ServerProgram
{
    public static async Task RunAsync(FakeIam iam, ServerOptions options, CancellationToken cancellationToken)
    {
        Prepare("--ca-file", options.CaFile);
        Prepare("--ready-file", options.ReadyFile);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        // On Windows, Ctrl-Break: what a parent process can send to a process group of its own.
        using var breakKey = OperatingSystem.IsWindows() ? PosixSignalRegistration.Create(PosixSignal.SIGQUIT, End) : null;
        var printer = new RequestPrinter();
        if (!options.Quiet)
        {
            iam.Requests.Added += printer.Add;
        }

        var host = await KestrelHost.StartAsync(iam, options.ListenAny, cancellationToken).ConfigureAwait(false);
        await using var stop = host.ConfigureAwait(false);
        await Console.Out.WriteLineAsync($"ibm-iam-fake listening on {iam.Url}").ConfigureAwait(false);
        if (!options.Quiet)
        {
            printer.Start(Console.Out);
        }

        if (options.CaFile is { } caFile)
        {
            await WriteWholeAsync(caFile, iam.Certificates!.Authority.ExportCertificatePem() + "\n", cancellationToken).ConfigureAwait(false);
        }

        try
        {
            if (options.ReadyFile is { } readyFile)
            {
                await WriteWholeAsync(readyFile, iam.Url + "\n", cancellationToken).ConfigureAwait(false);
            }

            await ended.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Withdraw(options.ReadyFile, iam.Url);
        }

        iam.Stop();
        iam.ReportUnusedFaults();

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            ended.TrySetResult();
        }
    }

    /// <summary>A file of an earlier run would tell whoever waits for it the wrong address.</summary>
    private static void Prepare(string option, string? file)
    {
        if (file is null)
        {
            return;
        }

        if (!Directory.Exists(Path.GetDirectoryName(file)))
        {
            throw new ArgumentException($"{option}: the folder '{Path.GetDirectoryName(file)}' does not exist. Create it first.");
        }

        File.Delete(file);
    }

    /// <summary>Whoever waits for the next program must not take this one's address for it. Failing is no reason to end with an error.</summary>
    private static void Withdraw(string? file, string url)
    {
        try
        {
            // The next program may have written its own address there already.
            if (File.Exists(file) && File.ReadAllText(file) == url + "\n")
            {
                File.Delete(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Whoever sees the file sees all of it.</summary>
    private static async Task WriteWholeAsync(string path, string text, CancellationToken cancellationToken)
    {
        var draft = $"{path}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.tmp";
        await File.WriteAllTextAsync(draft, text, cancellationToken).ConfigureAwait(false);
        File.Move(draft, path, overwrite: true);
    }
}
