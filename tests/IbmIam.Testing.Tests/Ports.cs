using System.Net;
using System.Net.Sockets;

namespace IbmIam.Testing.Tests;

/// <summary>Ports that are given back. Alone: the next server of another test could have them at once.</summary>
[Collection(nameof(Ports))]
[CollectionDefinition(nameof(Ports), DisableParallelization = true)]
public sealed class Ports : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public async Task What_a_server_holds_of_the_machine_is_given_back_at_the_end()
    {
        var iam = FakeIamServer.Start(options => options.Https = true);
        int[] ports = [new Uri(iam.Url).Port, new Uri(iam.RefusingUrl).Port];
        var authority = iam.Certificate!;
        Assert.All(ports, port => Assert.Throws<SocketException>(() => Listen(port)));

        await iam.DisposeAsync();

        Assert.All(ports, port => Listen(port));
        Assert.Equal(0, authority.Handle);
    }

    [Fact]
    public void A_server_that_never_began_leaves_its_port()
    {
        var port = Listen(0);
        File.WriteAllText(_file, """{ "serviceIds": 1 }""");

        Assert.ThrowsAny<ArgumentException>(() => FakeIamServer.StartFrom(_file, options => options.Port = port));

        Assert.Equal(port, Listen(port));
    }

    public void Dispose() => File.Delete(_file);

    /// <summary>Listens on a port for a moment; fails where someone else does.</summary>
    private static int Listen(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
