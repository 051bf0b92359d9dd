namespace IbmIam.Packages.Tests;

/// <summary>What a run of <c>dotnet</c> came to.</summary>
/// <param name="Arguments">What it was called with.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Both its output streams, line by line as they came.</param>
public sealed record SdkResult(string Arguments, int ExitCode, string Output)
{
    public SdkResult ShouldSucceed() =>
        ExitCode == 0 ? this : throw new InvalidOperationException($"dotnet {Arguments} ended with {ExitCode}:\n{Output}");

    public SdkResult ShouldFail() =>
        ExitCode != 0 ? this : throw new InvalidOperationException($"dotnet {Arguments} should have failed:\n{Output}");
}
