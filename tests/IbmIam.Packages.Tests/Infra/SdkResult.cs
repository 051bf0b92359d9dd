namespace IbmIam.Packages.Tests;

/// <summary>What a run came to.</summary>
/// <param name="Command">What was called.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Both its output streams, line by line as they came.</param>
public sealed record SdkResult(string Command, int ExitCode, string Output)
{
    public SdkResult ShouldSucceed() =>
        ExitCode == 0 ? this : throw new InvalidOperationException($"{Command} ended with {ExitCode}:\n{Output}");

    public SdkResult ShouldFail() =>
        ExitCode != 0 ? this : throw new InvalidOperationException($"{Command} should have failed:\n{Output}");
}
