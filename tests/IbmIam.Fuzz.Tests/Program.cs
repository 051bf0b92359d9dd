using SharpFuzz;

namespace IbmIam.Fuzz.Tests;

internal static class Program
{
    /// <summary>What starts <c>afl-fuzz</c>'s program under test, in place of the tests.</summary>
    private const string Fuzz = "--fuzz";

    public static async Task<int> Main(string[] args)
    {
        if (args is not [Fuzz, var name])
        {
            return await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
        }

        var read = name == Targets.Planted ? Targets.Break : Targets.All[name];
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            read(input.ToArray());
        });
        return 0;
    }
}
