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

    [Theory]
    [InlineData("9.0.305")]
    [InlineData("11.0.100")]
    public async Task Say_that_the_SDK_is_another_than_they_need(string version)
    {
        var (exitCode, said) = await RunAsync(dotnet: version);

        Assert.Equal(1, exitCode);
        Assert.Contains($"the .NET 10 SDK is missing: found {version}. Install 10.0.100 or a newer 10.0 beside it", said, StringComparison.Ordinal);
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
            // As where global.json finds no SDK that it takes.
            await File.WriteAllTextAsync(file, $"#!{Find("bash")}\n[ \"$1\" = --list-sdks ] && echo '{dotnet} [/usr/share/dotnet/sdk]'\n");
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
