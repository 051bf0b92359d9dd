using IbmIam.Core.Tests.Infra;

namespace IbmIam.Core.Tests;

internal static class Program
{
    // A mutation run takes no filter, and runs tests by the thousand: those that take minutes, or start processes by the dozen, are none of its business.
    private static readonly string[] ForMutation = ["--filter-not-trait", "Category=Proof", "--filter-not-class", "*.Processes", "*.Deaths", "*.Histories"];

    public static async Task<int> Main(string[] args) =>
        await ChildProcess.BeChildAsync()
            ? 0
            : await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(
                Environment.GetEnvironmentVariable("STRYKER_MUTANT_FILE") is null ? args : [.. args, .. ForMutation], SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
