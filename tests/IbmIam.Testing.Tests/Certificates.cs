using System.Security.Cryptography.X509Certificates;
using IbmIam.Testing.Minting;

namespace IbmIam.Testing.Tests;

/// <summary>The fake's certificates, as a strict client of TLS reads them.</summary>
public sealed class Certificates : IDisposable
{
    private readonly TestCertificates _made = TestCertificates.Create();

    [Fact]
    public void The_authority_may_sign_certificates_and_nothing_else()
    {
        var authority = _made.Authority;

        Assert.Equal(("CN=Test CA of a fake IAM", authority.Subject, false), (authority.Subject, authority.Issuer, authority.HasPrivateKey));
        var basic = Extension<X509BasicConstraintsExtension>(authority);
        Assert.Equal((true, true, false), (basic.Critical, basic.CertificateAuthority, basic.HasPathLengthConstraint));
        var usage = Extension<X509KeyUsageExtension>(authority);
        Assert.Equal((true, X509KeyUsageFlags.KeyCertSign), (usage.Critical, usage.KeyUsages));
        Assert.False(Extension<X509SubjectKeyIdentifierExtension>(authority).Critical);
    }

    [Fact]
    public void The_server_is_this_machine_by_each_of_its_names_and_trusted_through_its_authority()
    {
        var server = _made.Server;

        Assert.Equal(("CN=localhost", _made.Authority.Subject, true), (server.Subject, server.Issuer, server.HasPrivateKey));
        var names = Extension<X509SubjectAlternativeNameExtension>(server);
        Assert.Equal(["localhost"], names.EnumerateDnsNames());
        Assert.Equal(["127.0.0.1", "::1"], names.EnumerateIPAddresses().Select(address => address.ToString()));
        var basic = Extension<X509BasicConstraintsExtension>(server);
        Assert.Equal((true, false, false), (basic.Critical, basic.CertificateAuthority, basic.HasPathLengthConstraint));
        var usage = Extension<X509EnhancedKeyUsageExtension>(server);
        Assert.Equal((false, 1, "1.3.6.1.5.5.7.3.1"), (usage.Critical, usage.EnhancedKeyUsages.Count, usage.EnhancedKeyUsages[0].Value));
        var signer = Extension<X509AuthorityKeyIdentifierExtension>(server);
        Assert.Equal(Extension<X509SubjectKeyIdentifierExtension>(_made.Authority).SubjectKeyIdentifierBytes.ToArray(), signer.KeyIdentifier!.Value.ToArray());
        Assert.Equal((false, true), (signer.Critical, signer.NamedIssuer is null));

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_made.Authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.1"));

        Assert.True(chain.Build(_made.Server), string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation)));
        Assert.True(_made.Server.MatchesHostname("localhost") && _made.Server.MatchesHostname("127.0.0.1"));
    }

    [Fact]
    public void Both_are_good_from_before_now_for_some_weeks_and_gone_with_the_fake()
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var (authority, server) = (_made.Authority, _made.Server);

        Assert.InRange(authority.NotBefore.ToUniversalTime(), now.AddDays(-2), now.AddHours(-12));
        Assert.InRange(authority.NotAfter.ToUniversalTime(), now.AddDays(28), now.AddDays(31));
        Assert.True(authority.NotBefore < server.NotBefore && server.NotAfter < authority.NotAfter);
        Assert.InRange(server.NotBefore.ToUniversalTime(), now.AddDays(-2), now.AddHours(-12));

        _made.Dispose();
        Assert.Equal((IntPtr.Zero, IntPtr.Zero), (authority.Handle, server.Handle));
    }

    public void Dispose() => _made.Dispose();

    private static T Extension<T>(X509Certificate2 certificate)
        where T : X509Extension => Assert.Single(certificate.Extensions.OfType<T>());
}
