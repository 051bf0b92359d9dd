using System.Diagnostics;

namespace IbmIam.Packages.Tests.Trust;

/// <summary>A run of <c>dotnet</c> that the test looks at, or ends, while a child of it waits at a named pipe.</summary>
internal sealed class WatchedRun : IDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly string _pipe;

    private WatchedRun(Process process, string pipe)
    {
        (_process, _pipe) = (process, pipe);
        process.StandardInput.Close();
        _output = ReadAsync();
    }

    public int Id => _process.Id;

    /// <summary>The pipe at which a child of the run is to wait, by the command <c>cat</c>.</summary>
    public const string Pipe = "wait.pipe";

    public static async Task<WatchedRun> StartAsync(Sandbox sandbox, params string[] arguments)
    {
        Needs.Linux();
        var pipe = Path.Combine(sandbox.Folder, Pipe);
        if (!File.Exists(pipe))
        {
            using var make = Process.Start("mkfifo", [pipe]);
            await make.WaitForExitAsync(Stop);
        }

        // A group of processes of its own, as a terminal makes: what interrupts it reaches all of it, and nothing else.
        var start = Sdk.StartInfo(["dotnet", .. arguments], sandbox.Folder, sandbox.Environment);
        start.FileName = "setsid";
        return new WatchedRun(Process.Start(start)!, pipe);
    }

    /// <summary>Lets the test look while the child waits, then lets the child go on.</summary>
    public async Task AtPipeAsync(Action look)
    {
        // To open a pipe for writing is to wait for its reader.
        var opening = Task.Run(() => new FileStream(_pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite), Stop);
        if (await Task.WhenAny(opening, _process.WaitForExitAsync(Stop)).WaitAsync(_deadline, TimeProvider.System, Stop) != opening)
        {
            // Nobody will read any more: free the thread that waits.
            await using var reader = new FileStream(_pipe, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            await (await opening).DisposeAsync();
            throw new InvalidOperationException("The run ended before its child came to the pipe:\n" + await _output);
        }

        await using var pipe = await opening;
        look();
    }

    /// <summary>Ends it as <c>kill -9</c> does, its children too.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <summary>Lets it fault, without its children. .NET takes the first such signal as a fault of its own to report, and goes on: a fault comes again.</summary>
    public void Fault()
    {
        do
        {
            using var kill = Process.Start("kill", ["-SEGV", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }
        while (!_process.WaitForExit(TimeSpan.FromSeconds(5)));
    }

    /// <summary>Presses Ctrl-C.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", "--", "-" + Id]);
        await kill.WaitForExitAsync(Stop);
    }

    public async Task<SdkResult> EndAsync()
    {
        await _process.WaitForExitAsync(Stop).WaitAsync(_deadline, TimeProvider.System, Stop);
        return new SdkResult("watched", _process.ExitCode, await _output.WaitAsync(_deadline, TimeProvider.System, Stop));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task<string> ReadAsync()
    {
        var errors = _process.StandardError.ReadToEndAsync(Stop);
        return await _process.StandardOutput.ReadToEndAsync(Stop) + await errors;
    }
}
