using IbmIam.Core.Tests.Infra;

namespace IbmIam.Core.Tests;

internal static class Program
{
    public static async Task<int> Main(string[] args) =>
        await ChildProcess.BeChildAsync()
            ? 0
            : await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
