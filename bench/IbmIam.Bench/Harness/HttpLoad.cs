using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IbmIam.Bench.Harness;

/// <summary>
/// Sends one prepared request repeatedly over open connections. It uses raw sockets because it must cost little: it shares two
/// cores with the servers it compares.
/// </summary>
internal sealed class HttpLoad(Uri server, string request)
{
    private readonly byte[] _request = Encoding.ASCII.GetBytes(request);

    public static string Get(string path) => $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n";

    public static string Post(string path, string form) =>
        $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {form.Length}\r\n\r\n{form}";

    /// <summary>Loads the server for this time; returns the answers per second and in all. An unexpected status throws.</summary>
    public async Task<(double PerSecond, long Count)> PerSecondAsync(int clients, TimeSpan span, int status = 200)
    {
        using var ended = new CancellationTokenSource(span, TimeProvider.System);
        var start = TimeProvider.System.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(() => RepeatAsync(long.MaxValue, status, ended.Token))));
        return (counts.Sum() / TimeProvider.System.GetElapsedTime(start).TotalSeconds, counts.Sum());
    }

    /// <summary>Sends <paramref name="count"/> requests in all.</summary>
    public Task SendAsync(int clients, long count, int status = 200) =>
        Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() => RepeatAsync((count / clients) + (client < count % clients ? 1 : 0), status, CancellationToken.None))));

    private async Task<long> RepeatAsync(long most, int status, CancellationToken ended)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
        var buffer = new byte[64 * 1024];
        var expected = Encoding.ASCII.GetBytes($"HTTP/1.1 {status} ");
        var count = 0L;
        while (count < most && !ended.IsCancellationRequested)
        {
            await socket.SendAsync(_request);
            await ReceiveAsync(socket, buffer, expected);
            count++;
        }

        return count;
    }

    private static async ValueTask ReceiveAsync(Socket socket, byte[] buffer, byte[] expected)
    {
        var (length, whole) = (0, -1);
        while (whole < 0 || length < whole)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            length = read > 0 ? length + read : throw new IOException("The server closed the connection.");
            whole = whole >= 0 ? whole : Whole(buffer.AsSpan(0, length));
        }

        if (!buffer.AsSpan(0, length).StartsWith(expected))
        {
            throw new InvalidOperationException("Unexpected answer: " + Encoding.ASCII.GetString(buffer, 0, Math.Min(length, 600)));
        }
    }

    /// <summary>The length of the whole answer; -1 while it isn't known.</summary>
    private static int Whole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return -1;
        }

        var fields = Encoding.ASCII.GetString(answer[..head]);
        var at = fields.IndexOf("\r\nContent-Length: ", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return answer.EndsWith("0\r\n\r\n"u8) ? answer.Length : -1;
        }

        var digits = fields.AsSpan(at + "\r\nContent-Length: ".Length);
        var end = digits.IndexOf('\r');
        return head + 4 + int.Parse(end < 0 ? digits : digits[..end], System.Globalization.CultureInfo.InvariantCulture);
    }
}
