using System.Net;
using System.Net.Sockets;

namespace IbmIam.Core.Tests.Infra;

/// <summary>Writes a beginning, then the same piece for ever, until the client leaves. For answers without end.</summary>
internal sealed class StreamingServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly byte[] _head;
    private readonly byte[] _piece;
    private readonly TimeSpan _pause;
    private long _written;

    public StreamingServer(byte[] head, byte[] piece, TimeSpan pause = default)
    {
        (_head, _piece, _pause) = (head, piece, pause);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>How many bytes the clients took, or the network on their behalf.</summary>
    public long Written => Interlocked.Read(ref _written);

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                _ = WriteAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task WriteAsync(TcpClient client)
    {
        using var held = client;
        try
        {
            var stream = client.GetStream();
            _ = await stream.ReadAsync(new byte[8192], _end.Token);
            await stream.WriteAsync(_head, _end.Token);
            while (_piece.Length > 0)
            {
                await stream.WriteAsync(_piece, _end.Token);
                Interlocked.Add(ref _written, _piece.Length);
                if (_pause > TimeSpan.Zero)
                {
                    await Task.Delay(_pause, TimeProvider.System, _end.Token);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client has had enough, or the test has ended.
        }
    }
}
