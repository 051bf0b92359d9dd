using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace IbmIam.Core.Tests.Infra;

/// <summary>Answers over TLS, with a certificate for a name of the test's choice, from an authority of its own.</summary>
internal sealed class TlsServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly string _answer;

    public TlsServer(string name, string answer)
    {
        _answer = answer;
        var (begin, end) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=Test authority", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var issuer = authority.CreateSelfSigned(begin, end);
        Authority = issuer.ExportCertificatePem();

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        using var bare = request.Create(issuer, begin, end, [1, 2, 3]);
        using var keyed = bare.CopyWithPrivateKey(key);
        _certificate = X509CertificateLoader.LoadPkcs12(keyed.Export(X509ContentType.Pkcs12), null);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Authority { get; }

    public int Answered { get; private set; }

    public string Url => $"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public void Dispose()
    {
        _listener.Dispose();
        _certificate.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(_certificate);
                var read = await stream.ReadAsync(new byte[8192]);
                Answered += read > 0 ? 1 : 0;
                await stream.WriteAsync(read > 0 ? Encoding.UTF8.GetBytes(_answer) : []);
            }
            catch (Exception e) when (e is IOException or AuthenticationException)
            {
                // The client did not like the certificate.
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
