namespace IbmIam.Testing.Tests;

internal static class Program
{
    // A mutation run takes no filter, and runs tests by the thousand. None of its business are tests that take seconds, and those of
    // the program, which is built apart and carries no change.
    private static readonly string[] ForMutation =
    [
        "--filter-not-trait", "Category=Proof",
        "--filter-not-class", "*.ProgramContract", "*.ProgramOptions", "*.Fuzzing", "*.Histories",
        "--filter-not-method", "*.Tokens_without_end_leave_memory_flat", "*.Servers_that_come_and_go_leave_no_thread_and_no_socket", "*.Two_hundred_servers_side_by_side_know_nothing_of_each_other",
        "--max-threads", "8",
    ];

    public static Task<int> Main(string[] args) => Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(
        Environment.GetEnvironmentVariable("STRYKER_MUTANT_FILE") is null ? args : [.. args, .. ForMutation], SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
