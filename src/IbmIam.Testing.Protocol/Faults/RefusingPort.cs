using System.Net;
using System.Net.Sockets;

namespace IbmIam.Testing.Faults;

/// <summary>A reserved port that nothing listens on: connections are refused, and no other process can listen there.</summary>
internal sealed class RefusingPort : IDisposable
{
    private readonly Lazy<Socket> _socket = new(Bind);

    public string Url => $"http://{_socket.Value.LocalEndPoint}";

    public void Dispose()
    {
        if (_socket.IsValueCreated)
        {
            _socket.Value.Dispose();
        }
    }

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        if (!OperatingSystem.IsWindows())
        {
            // On Unix, Bind sets SO_REUSEADDR, which would let another process listen on this port.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, false);
        }

        return socket;
    }
}
