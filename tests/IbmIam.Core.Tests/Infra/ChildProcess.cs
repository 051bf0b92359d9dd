using System.Diagnostics;

namespace IbmIam.Core.Tests.Infra;

/// <summary>
/// A process of its own that gets a token: this very assembly, started again with the settings in its environment. It
/// begins when its input is closed, and prints the token's end and its warnings, or the code of its error.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private const string Marker = "IBMIAM_TEST_CHILD";
    private const string Endless = "IBMIAM_TEST_ENDLESS";
    private const string Unhurried = "IBMIAM_TEST_PATIENT";
    private const string Limited = "IBMIAM_TEST_TIMEOUT";
    private const string Shell = "IBMIAM_TEST_SHELL";
    private readonly Process _process;

    public ChildProcess(string url, string apiKey, string cacheFolder, params (string Name, string Value)[] variables)
    {
        string[] command = [Environment.ProcessPath!, typeof(ChildProcess).Assembly.Location];
        var first = variables.FirstOrDefault(static at => at.Name == Shell).Value;
        var start = first is null ? new ProcessStartInfo(command[0], command[1..]) : new ProcessStartInfo("/bin/sh", ["-c", first + "; exec \"$0\" \"$@\"", .. command]);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        (start.Environment[Marker], start.Environment["IBMCLOUD_API_KEY"], start.Environment["IBMIAM_CACHE_DIR"]) = (url, apiKey, cacheFolder);
        start.Environment["DOTNET_TieredPGO"] = "0";

        // A mutation run has its children mutate too, but counts what its own process covers: two that write one file break it.
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("STRYKER_COVERAGE", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
    }

    /// <summary>Makes a child get tokens without end, each one by a new exchange and into the files; it prints a line once it has the first.</summary>
    public static (string Name, string Value) WithoutEnd { get; } = (Endless, "yes");

    /// <summary>Makes a child wait for an answer as long as it takes, beside many others.</summary>
    public static (string Name, string Value) Patient { get; } = (Unhurried, "yes");

    /// <summary>Gives a child a deadline, on a clock that runs fast.</summary>
    public static (string Name, string Value) Within(int seconds) => (Limited, seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Has a shell say something before the child begins, such as <c>umask 000</c>.</summary>
    public static (string Name, string Value) After(string command)
    {
        Needs.Unix();
        return (Shell, command);
    }

    public async Task<string?> FirstLineAsync() => await _process.StandardOutput.ReadLineAsync(Bed.Cancel);

    /// <summary>Lets it begin.</summary>
    public void Begin() => _process.StandardInput.Close();

    public void Kill() => _process.Kill();

    /// <summary>What it printed, once it has ended.</summary>
    public async Task<string> OutputAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync(Bed.Cancel);
        await _process.WaitForExitAsync(Bed.Cancel);
        return output.Trim();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    /// <summary>Gets the token, where this process is such a child.</summary>
    public static async Task<bool> BeChildAsync()
    {
        if (Environment.GetEnvironmentVariable(Marker) is not { } url)
        {
            return false;
        }

        await Console.In.ReadToEndAsync();
        var limit = Environment.GetEnvironmentVariable(Limited);
        var settings = new IamSettings { IamUrl = url, Timeout = limit is null ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(int.Parse(limit, System.Globalization.CultureInfo.InvariantCulture)) };
        TimeProvider time = limit is not null ? new FastTime() : Environment.GetEnvironmentVariable(Unhurried) is null ? TimeProvider.System : new PatientTime();
        var endless = Environment.GetEnvironmentVariable(Endless) is not null;
        settings.MinimumLifetime = endless ? TimeSpan.FromHours(1) : settings.MinimumLifetime;
        do
        {
            Console.WriteLine(await GetAsync(settings, time));
        }
        while (endless);
        return true;
    }

    private static async Task<string> GetAsync(IamSettings settings, TimeProvider time)
    {
        var log = new RecordingLog();
        try
        {
            var token = await new IamClient(settings, new IamHost { Log = log, Time = time, Memory = new TokenMemory() }).GetTokenAsync(CancellationToken.None);
            return $"{token.AccessToken[^12..]} {string.Join(' ', log.Warnings)}".Trim();
        }
        catch (IamException e)
        {
            return e.Code;
        }
    }
}
