using IbmIam.Core.Tests.Infra;

namespace IbmIam.Core.Tests;

internal static class Program
{
    // A mutation run takes no filter, and runs tests by the thousand. None of its business are tests that take seconds, those that
    // start processes by the dozen, those that repeat with all at once what others tell of each, and the one that counts what the whole
    // process allocates, since classes run side by side here: most of their time is waiting.
    private static readonly string[] ForMutation =
    [
        "--filter-not-trait", "Category=Proof",
        "--filter-not-class", "*.Processes", "*.Owners", "*.Deaths", "*.Histories", "*.FaultMatrixOfTheCore", "*.Fuzzing",
        "--filter-not-method", "*.A_held_token_costs_no_memory",
        "--max-threads", "8",
    ];

    public static async Task<int> Main(string[] args) =>
        await ChildProcess.BeChildAsync()
            ? 0
            : await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(
                Environment.GetEnvironmentVariable("STRYKER_MUTANT_FILE") is null ? args : [.. args, .. ForMutation], SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
