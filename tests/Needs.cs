using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace IbmIam.Tests;

/// <summary>What a test needs of the machine. Without it the test is skipped, with the reason, and does not count as failed.</summary>
internal static class Needs
{
    /// <summary>Needs Unix file modes, links, pipes, signals or a POSIX shell.</summary>
    public static void Unix() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a Unix system.");

    /// <summary>Needs <c>/proc</c>, <c>setsid</c>, or a loopback address other than 127.0.0.1.</summary>
    public static void Linux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs Linux.");

    /// <summary>Needs an address by which other machines reach this one.</summary>
    public static IPAddress Network()
    {
        var address = NetworkInterface.GetAllNetworkInterfaces().Where(card => card.OperationalStatus == OperationalStatus.Up)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address)
            .FirstOrDefault(one => one.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(one));
        Assert.SkipWhen(address is null, "Needs an IPv4 address that is not a loopback address.");
        return address;
    }
}
