using System.Net.Sockets;
using System.Text;

namespace IbmIam.Testing.Tests;

/// <summary>HTTP by hand, for what no client would send and for what a client hides.</summary>
internal static class RawHttp
{
    /// <summary>Sends bytes and reads until the server closes; the flag tells a reset from an orderly end.</summary>
    public static async Task<(string Text, bool Reset)> SendAsync(string url, string request)
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var uri = new Uri(url);
        await socket.ConnectAsync(uri.Host, uri.Port, cancelled);
        await socket.SendAsync(Encoding.Latin1.GetBytes(request), cancelled);
        var text = new StringBuilder();
        var buffer = new byte[8192];
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(buffer, cancelled)) > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }

            return (text.ToString(), false);
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            return (text.ToString(), true);
        }
    }

    public static string Post(string body, string headers = "Content-Type: application/x-www-form-urlencoded\r\n", string path = "/identity/token") =>
        $"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
}
