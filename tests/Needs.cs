namespace IbmIam.Tests;

/// <summary>What a test needs of the machine. Without it the test is skipped, with the reason, and does not count as failed.</summary>
internal static class Needs
{
    /// <summary>Needs Unix file modes, links, pipes, signals or a POSIX shell.</summary>
    public static void Unix() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a Unix system.");

    /// <summary>Needs <c>/proc</c>, <c>setsid</c>, or a loopback address other than 127.0.0.1.</summary>
    public static void Linux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs Linux.");
}
