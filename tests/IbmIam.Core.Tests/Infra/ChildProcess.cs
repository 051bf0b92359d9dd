using System.Diagnostics;

namespace IbmIam.Core.Tests.Infra;

/// <summary>
/// A process of its own that gets one token: this very assembly, started again with the settings in its environment. It
/// begins when its input is closed, and prints the token's end, its source and its warnings.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private const string Marker = "IBMIAM_TEST_CHILD";
    private readonly Process _process;

    public ChildProcess(string url, string apiKey, string cacheFolder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(ChildProcess).Assembly.Location])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment[Marker], start.Environment["IBMCLOUD_API_KEY"], start.Environment["IBMIAM_CACHE_DIR"]) = (url, apiKey, cacheFolder);
        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = Process.Start(start)!;
    }

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
        Console.WriteLine(await GetAsync(url));
        return true;
    }

    private static async Task<string> GetAsync(string url)
    {
        var log = new RecordingLog();
        try
        {
            var token = await new IamClient(new() { IamUrl = url }, new IamHost { Log = log }).GetTokenAsync(CancellationToken.None);
            return $"{token.AccessToken[^12..]} {string.Join(' ', log.Warnings)}".Trim();
        }
        catch (IamException e)
        {
            return e.Code;
        }
    }
}
