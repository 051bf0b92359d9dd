using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace IbmIam.Testing.Tests;

/// <summary>HTTP by hand, for what no client would send and for what a client hides.</summary>
internal static class RawHttp
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Sends bytes and reads until the server closes; the flag tells a reset from an orderly end.</summary>
    public static async Task<(string Text, bool Reset)> SendAsync(string url, string request, X509Certificate2? authority = null)
    {
        var text = new StringBuilder();
        await using var stream = await ConnectAsync(new Uri(url), authority);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Cancelled);
        var buffer = new byte[8192];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, Cancelled)) > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }

            return (text.ToString(), false);
        }
        catch (IOException broken) when (broken.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return (text.ToString(), true);
        }
    }

    /// <summary>A connection, with TLS where there is an authority to trust.</summary>
    public static async Task<Stream> ConnectAsync(Uri url, X509Certificate2? authority = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(url.Host, url.Port, Cancelled);
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (authority is null)
        {
            return plain;
        }

        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck };
        var secure = new SslStream(plain);
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = url.Host, CertificateChainPolicy = trust }, Cancelled);
        return secure;
    }

    public static string Post(string body, string headers = "Content-Type: application/x-www-form-urlencoded\r\n", string path = "/identity/token") =>
        $"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
}
