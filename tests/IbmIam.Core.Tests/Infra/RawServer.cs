using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IbmIam.Core.Tests.Infra;

/// <summary>
/// Answers with exactly the bytes a test gives, one text for each connection, the last one for ever. For answers that
/// no decent server gives.
/// </summary>
internal sealed class RawServer : IDisposable
{
    public const string CutOff = "\u0000cut off";
    public const string Reset = "\u0000reset";

    /// <summary>At the end of an answer that no more comes of, on a connection that stays.</summary>
    public const string Stalls = "\u0000stalls";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly string[] _answers;
    private int _stalled;

    public RawServer(params string[] answers)
    {
        _answers = answers;
        _listener.Start();
        _ = ServeAsync();
    }

    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>How many answers have stalled, all that comes of them being written.</summary>
    public int Stalled => Volatile.Read(ref _stalled);

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>An answer as a server would frame it.</summary>
    public static string Answer(int status, string body, params string[] headers) =>
        $"HTTP/1.1 {status} Any\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{string.Concat(headers.Select(static header => header + "\r\n"))}\r\n{body}";

    public static string Token(string fields, params string[] headers) => Answer(200, $$"""{"access_token":"aaa.bbb.ccc","token_type":"Bearer"{{fields}}}""", headers);

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        for (var at = 0; ; at++)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = AnswerAsync(client, _answers[Math.Min(at, _answers.Length - 1)]);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(TcpClient client, string answer)
    {
        using var held = client;
        try
        {
            var stream = client.GetStream();
            Requests.Enqueue(await ReadAsync(stream));
            var stalls = answer.Length == 0 || answer.EndsWith(Stalls, StringComparison.Ordinal);
            if (answer.EndsWith(CutOff, StringComparison.Ordinal))
            {
                answer = answer[..^CutOff.Length];
                client.LingerState = new LingerOption(false, 0);
            }
            else if (answer.EndsWith(Reset, StringComparison.Ordinal))
            {
                answer = answer[..^Reset.Length];
                client.LingerState = new LingerOption(true, 0);
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes(stalls && answer.Length > 0 ? answer[..^Stalls.Length] : answer), _end.Token);
            if (stalls)
            {
                Interlocked.Increment(ref _stalled);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _end.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client has gone, or the test has ended.
        }
    }

    private async Task<string> ReadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, _end.Token);
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            var (head, length) = (text.ToString(), 0);
            var end = head.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            foreach (var line in head.Split("\r\n"))
            {
                length = line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase) ? int.Parse(line[15..], System.Globalization.CultureInfo.InvariantCulture) : length;
            }

            if (read == 0 || (end >= 0 && head.Length >= end + 4 + length))
            {
                return head;
            }
        }
    }
}
