using System.Globalization;
using System.Runtime.InteropServices;
using IbmIam.Testing.Hosting;

namespace IbmIam.Testing;

/// <summary>The options that only the program has, not the library.</summary>
internal sealed record ServerOptions(string? ReadyFile, string? CaFile, bool ListenAny, bool Quiet);

/// <summary>Runs the server until a signal ends it.</summary>
internal static class ServerProgram
{
    public static async Task RunAsync(FakeIam iam, ServerOptions options, CancellationToken cancellationToken)
    {
        CheckFolder("--ca-file", options.CaFile);
        CheckFolder("--ready-file", options.ReadyFile);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        // On Windows, this is Ctrl+Break, which a parent process can send to a process group of its own.
        using var breakKey = OperatingSystem.IsWindows() ? PosixSignalRegistration.Create(PosixSignal.SIGQUIT, End) : null;
        var printer = new RequestPrinter();
        if (!options.Quiet)
        {
            iam.Requests.Added += printer.Add;
        }

        var host = await KestrelHost.StartAsync(iam, options.ListenAny, cancellationToken).ConfigureAwait(false);
        await using var stop = host.ConfigureAwait(false);
        if (options.ReadyFile is { } outdated)
        {
            // Not earlier: if the port is taken, the file may be that of the program which has it.
            File.Delete(outdated);
        }

        if (options.CaFile is { } caFile)
        {
            await WriteWholeAsync(caFile, iam.Certificates!.Authority.ExportCertificatePem() + "\n", cancellationToken).ConfigureAwait(false);
        }

        await Console.Out.WriteLineAsync($"ibm-iam-fake listening on {iam.Url}").ConfigureAwait(false);
        if (!options.Quiet)
        {
            printer.Start(Console.Out);
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

    private static void CheckFolder(string option, string? file)
    {
        if (file is not null && !Directory.Exists(Path.GetDirectoryName(file)))
        {
            throw new ArgumentException($"{option}: the folder '{Path.GetDirectoryName(file)}' does not exist. Create it first.");
        }
    }

    /// <summary>Deletes the ready file, so that a client waiting for the next run doesn't read this one's address. A failure is ignored.</summary>
    private static void Withdraw(string? file, string url)
    {
        try
        {
            // The next run may already have written its own address.
            if (File.Exists(file) && File.ReadAllText(file) == url + "\n")
            {
                File.Delete(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Writes the file atomically, so that no reader sees part of it.</summary>
    private static async Task WriteWholeAsync(string path, string text, CancellationToken cancellationToken)
    {
        var draft = $"{path}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.tmp";
        await File.WriteAllTextAsync(draft, text, cancellationToken).ConfigureAwait(false);
        File.Move(draft, path, overwrite: true);
    }
}
