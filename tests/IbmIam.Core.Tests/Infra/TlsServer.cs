using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace IbmIam.Core.Tests.Infra;

/// <summary>What ails a TLS server.</summary>
public enum TlsFlaw
{
    None,
    Expired,
    NotYetValid,
    SelfSigned,
    OldProtocol,
    BreaksOff,
}

/// <summary>Answers over TLS, with a certificate for a name of the test's choice, from an authority of its own.</summary>
internal sealed class TlsServer : IDisposable
{
    /// <summary>A server's hello that agrees on TLS 1.1, whatever the client offered.</summary>
    private static readonly byte[] _oldHello =
        [22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2, .. RandomNumberGenerator.GetBytes(32), 0, 0xC0, 0x14, 0];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly string _answer;
    private readonly TlsFlaw _flaw;

    public TlsServer(string name, string answer, TlsFlaw flaw = TlsFlaw.None)
    {
        (_answer, _flaw) = (answer, flaw);
        var (begin, end) = (TimeProvider.System.GetUtcNow().AddDays(-9), TimeProvider.System.GetUtcNow().AddDays(9));
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
        var (from, to) = flaw switch
        {
            TlsFlaw.Expired => (begin, begin.AddDays(1)),
            TlsFlaw.NotYetValid => (end.AddDays(-1), end),
            _ => (begin, end),
        };
        using var bare = flaw == TlsFlaw.SelfSigned ? request.CreateSelfSigned(from, to) : request.Create(issuer, from, to, [1, 2, 3]);
        using var keyed = bare.HasPrivateKey ? new X509Certificate2(bare) : bare.CopyWithPrivateKey(key);
        Authority = flaw == TlsFlaw.SelfSigned ? bare.ExportCertificatePem() : Authority;
        _certificate = X509CertificateLoader.LoadPkcs12(keyed.Export(X509ContentType.Pkcs12), null);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Authority { get; }

    public int Answered { get; private set; }

    public int Met { get; private set; }

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
                Met++;
                if (_flaw == TlsFlaw.BreaksOff)
                {
                    continue;
                }

                if (_flaw == TlsFlaw.OldProtocol)
                {
                    // By hand: the system's own TLS may refuse to serve that.
                    _ = await client.GetStream().ReadAsync(new byte[8192]);
                    await client.GetStream().WriteAsync(_oldHello);
                    _ = await client.GetStream().ReadAsync(new byte[8192]);
                    continue;
                }

                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(_certificate, clientCertificateRequired: false, checkCertificateRevocation: false);
                var read = await stream.ReadAsync(new byte[8192]);
                Answered += read > 0 ? 1 : 0;
                await stream.WriteAsync(read > 0 ? Encoding.UTF8.GetBytes(_answer) : []);
            }
            catch (Exception e) when (e is IOException or AuthenticationException or System.ComponentModel.Win32Exception)
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
