using System.Diagnostics;
using System.Runtime.Versioning;

namespace IbmIam.Packages.Tests;

/// <summary>What a newcomer hears from the build script when the SDK is not there.</summary>
// For the analyzer alone: a test is skipped by what it needs.
[UnsupportedOSPlatform("windows")]
public sealed class BuildScripts
{
    [Fact]
    public async Task Say_that_the_SDK_is_missing()
    {
        var (exitCode, said) = await RunAsync(dotnet: null);

        Assert.Equal(1, exitCode);
        Assert.Contains("the .NET SDK is missing. Install the .NET 10 SDK", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Say_that_the_SDK_is_too_old()
    {
        var (exitCode, said) = await RunAsync(dotnet: "9.0.305");

        Assert.Equal(1, exitCode);
        Assert.Contains("the .NET SDK is too old: found 9.0.305", said, StringComparison.Ordinal);
        Assert.Contains("need 10.0.100 or newer", said, StringComparison.Ordinal);
    }

    // A PATH with what the script itself needs, and a dotnet of the test's own making or none.
    private static async Task<(int ExitCode, string Said)> RunAsync(string? dotnet)
    {
        Needs.Unix();
        using var path = new TempFolder("ibmiam-path");
        foreach (var tool in (string[])["bash", "dirname", "tr", "cut"])
        {
            File.CreateSymbolicLink(Path.Combine(path.Path, tool), Find(tool));
        }

        if (dotnet is not null)
        {
            var file = Path.Combine(path.Path, "dotnet");
            await File.WriteAllTextAsync(file, $"#!{Find("bash")}\necho {dotnet}\n");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var start = new ProcessStartInfo(Find("bash"), [Path.Combine(Packages.RepositoryRoot, "build.sh"), "--target", "Test"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = path.Path;
        using var script = Process.Start(start)!;
        var said = await script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (script.ExitCode, said);
    }

    private static string Find(string tool) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, tool)).First(File.Exists);
}
