using System.Diagnostics;
using System.Globalization;

namespace IbmIam.Bench.Harness;

/// <summary>A server in a process of its own, which prints a line with its address.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Marker = "listening on ";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ServerProcess(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    /// <summary>Processor time so far, in microseconds.</summary>
    public double Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalMicroseconds;
        }
    }

    /// <summary>Resident memory in MiB; 0 on systems without /proc.</summary>
    public double Memory
    {
        get
        {
            var status = $"/proc/{_process.Id}/status";
            var line = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)) : null;
            return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
    }

    public static async Task<ServerProcess> StartAsync(params string[] command)
    {
        var process = Processes.Start(command, Run.Repository);
        // A server would block once its standard error pipe is full.
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        using var deadline = new CancellationTokenSource(Longest, TimeProvider.System);
        while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.IndexOf(Marker, StringComparison.Ordinal) is var at and >= 0)
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new ServerProcess(process, new Uri(line[(at + Marker.Length)..].Trim()));
            }
        }

        process.Kill(entireProcessTree: true);
        throw new InvalidOperationException($"{string.Join(' ', command)} ended before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
