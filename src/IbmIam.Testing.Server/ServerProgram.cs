using System.Globalization;
using System.Runtime.InteropServices;
using IbmIam.Testing.Hosting;

namespace IbmIam.Testing;

/// <summary>Runs the server until a signal ends it.</summary>
internal static class ServerProgram
{
    public static async Task RunAsync(FakeIam iam, string? readyFile, bool quiet, CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        var host = await KestrelHost.StartAsync(iam, cancellationToken).ConfigureAwait(false);
        await using var stop = host.ConfigureAwait(false);
        await Console.Out.WriteLineAsync($"ibm-iam-fake listening on {iam.Url}").ConfigureAwait(false);
        if (!quiet)
        {
            iam.Requests.Added += request => Console.Out.WriteLine(request.ToString());
        }

        if (readyFile is not null)
        {
            await WriteReadyFileAsync(readyFile, iam.Url, cancellationToken).ConfigureAwait(false);
        }

        await ended.Task.WaitAsync(cancellationToken).ConfigureAwait(false);

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            ended.TrySetResult();
        }
    }

    /// <summary>Whoever sees the file sees the whole URL.</summary>
    private static async Task WriteReadyFileAsync(string path, string url, CancellationToken cancellationToken)
    {
        var draft = $"{path}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.tmp";
        await File.WriteAllTextAsync(draft, url + "\n", cancellationToken).ConfigureAwait(false);
        File.Move(draft, path, overwrite: true);
    }
}
