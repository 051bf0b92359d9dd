using IbmIam.Core.Tests.Infra;

namespace IbmIam.Core.Tests;

internal static class Program
{
    public static async Task<int> Main(string[] args) =>
        await ChildProcess.BeChildAsync()
            ? 0
            : await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(
                IsMutated ? [.. args, "--filter-not-trait", "Category=Proof"] : args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);

    /// <summary>A mutation run takes no filter, and runs tests by the thousand: those that take minutes are none of its business.</summary>
    private static bool IsMutated => Environment.GetEnvironmentVariable("STRYKER_MUTANT_FILE") is not null;
}
