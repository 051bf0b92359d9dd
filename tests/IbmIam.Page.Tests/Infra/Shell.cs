using System.Diagnostics;

namespace IbmIam.Page.Tests;

/// <summary>Runs what someone would paste into a shell.</summary>
internal static class Shell
{
    public static async Task<string> RunAsync(string script)
    {
        Needs.Unix();
        using var shell = Process.Start(new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        await shell.StandardInput.WriteLineAsync(script);
        shell.StandardInput.Close();
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output;
    }
}
