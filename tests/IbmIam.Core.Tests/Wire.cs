using System.Buffers.Text;
using System.Text;
using IbmIam.Core.Tests.Infra;
using IbmIam.Credentials;
using IbmIam.Exchange;

namespace IbmIam.Core.Tests;

/// <summary>What goes over the wire to IAM and to the metadata service, byte for byte, and what is read of their answers.</summary>
public sealed class Wire : IDisposable
{
    private static readonly DateTimeOffset Noon = Bed.Noon;
    private readonly Bed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData("""{"access_token":"a.b.c"}""", "Bearer")]
    [InlineData("""{"access_token":"a.b.c","token_type":""}""", "Bearer")]
    [InlineData("""{"access_token":"a.b.c","token_type":"DPoP"}""", "DPoP")]
    public void The_type_of_a_token(string body, string type) => Assert.Equal(type, TokenAnswer.Read(body, null).Answer!.TokenType);

    [Theory]
    [InlineData("!~", true)]
    [InlineData("a b", false)]
    [InlineData("a\\u007f", false)]
    public void A_token_is_printable_ascii(string token, bool good)
    {
        var (answer, why) = TokenAnswer.Read($$"""{"access_token":"{{token}}"}""", null);

        Assert.Equal(good, answer is not null);
        Assert.Equal(good ? "" : "an access_token not valid in a header", why);
    }

    [Theory]
    [InlineData(""" "expires_in":900,"expiration":1 """, true, 900d)]
    [InlineData(""" "expiration":1767355300,"expires_at":"2026-01-02T23:00:00Z" """, true, 100d)]
    [InlineData(""" "expires_at":"2026-01-02T12:01:40.500Z" """, true, 100.5)]
    [InlineData(""" "expires_at":"2026-01-02T12:10:00","created_at":"2026-01-02T12:00:00" """, false, 600d)]
    [InlineData(""" "expires_at":"2026-01-02T12:10:00Z","created_at":"2026-01-02T11:00:00Z" """, true, 600d)]
    [InlineData(""" "expiration":1767355300 """, false, 3600d)]
    [InlineData(""" "expires_at":"soon" """, true, 3600d)]
    [InlineData(""" "expiration":1767355300,"expires_in":null """, true, 100d)]
    public void The_life_of_a_token_by_the_first_that_tells_it(string fields, bool dated, double seconds)
    {
        var token = $"e30.{Base64Url.EncodeToString("""{"iat":1767355200,"exp":1767358800}"""u8)}.sig";

        var (answer, _) = TokenAnswer.Read($$"""{"access_token":"{{token}}",{{fields}}}""", dated ? Noon : null);

        Assert.Equal(seconds, answer!.Lifetime!.Value.TotalSeconds);
    }

    [Theory]
    [InlineData("Profile-17", """{"trusted_profile":{"id":"Profile-17"}}""")]
    [InlineData("crn:v1:mine:\"", """{"trusted_profile":{"crn":"crn:v1:mine:\u0022"}}""")]
    [InlineData("builder \u00E9", """{"trusted_profile":{"name":"builder \u00E9"}}""")]
    [InlineData(null, "{}")]
    public async Task The_metadata_service_is_asked_who_this_is_and_then_for_a_token(string? profile, string body)
    {
        using var server = new RawServer(RawServer.Answer(200, """{"access_token":"who.i.am","expires_in":300}"""), RawServer.Token(""","expires_in":3600"""));

        var token = await _bed.Client(new() { UseVpc = true, VpcUrl = server.Url, TrustedProfile = profile }).GetTokenAsync(Bed.Cancel);

        Assert.Equal("aaa.bbb.ccc", token.AccessToken);
        var (who, asked) = (server.Requests.First(), server.Requests.Last());
        Assert.StartsWith("PUT /instance_identity/v1/token?version=2022-03-01 HTTP/1.1\r\n", who, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n" + """{"expires_in":300}""", who, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json", who, StringComparison.Ordinal);
        Assert.Contains("Metadata-Flavor: ibm\r\n", who, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", who, StringComparison.Ordinal);
        Assert.StartsWith("POST /instance_identity/v1/iam_token?version=2022-03-01 HTTP/1.1\r\n", asked, StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer who.i.am\r\n", asked, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n" + body, asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_metadata_service_says_back_does_not_hold_the_first_token()
    {
        using var server = new RawServer(
            RawServer.Answer(200, """{"access_token":"canary.of.identity","expires_in":300}"""),
            RawServer.Answer(400, """{"errors":[{"code":"bad","message":"canary.of.identity is not wanted"}]}"""));

        var problem = await Assert.ThrowsAsync<IamException>(() => _bed.Client(new() { UseVpc = true, VpcUrl = server.Url }).GetTokenAsync(Bed.Cancel).AsTask());

        Assert.StartsWith($"the VPC metadata service at {new Uri(server.Url).Authority} refused", problem.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("*** is not wanted", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_iam_says_back_does_not_hold_the_client_and_its_secret()
    {
        var basic = Convert.ToBase64String("deploy:canary-s3cret"u8);
        using var server = new RawServer(RawServer.Answer(400, $$"""{"errorCode":"BXNIM0310E","errorMessage":"{{basic}} is not a client."}"""));

        var problem = await Assert.ThrowsAsync<IamException>(() => _bed.Client(
            new() { IamUrl = server.Url, ApiKey = Secret.From("k"), ClientId = "deploy", ClientSecret = Secret.From("canary-s3cret") }).GetTokenAsync(Bed.Cancel).AsTask());

        Assert.Contains("*** is not a client", problem.Message, StringComparison.Ordinal);
        Assert.Contains("Authorization: Basic " + basic, Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_and_tenant_go_with_the_credential_not_with_the_profile_it_assumes()
    {
        using var server = new RawServer(RawServer.Token(""","expires_in":3600"""));

        await _bed.Client(new()
        {
            IamUrl = server.Url, ApiKey = Secret.From("k"), ClientId = "deployer", ClientSecret = Secret.From("s"), Tenant = "mine", Scope = "ibm", TrustedProfile = "Profile-1",
        }).GetTokenAsync(Bed.Cancel);

        Assert.Equal(2, server.Requests.Count);
        foreach (var (part, at) in ((string, int)[])[("Authorization: Basic", 0), ("ibm-cloud-tenant: mine", 0), ("scope=ibm", 0), ("profile_id=Profile-1", 1), ("access_token=aaa.bbb.ccc", 1)])
        {
            Assert.Equal([at == 0, at == 1], server.Requests.Select(request => request.Contains(part, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task No_tenant_is_no_header()
    {
        using var server = new RawServer(RawServer.Token(""","expires_in":3600"""));

        await _bed.Client(new() { IamUrl = server.Url, ApiKey = Secret.From("k") }).GetTokenAsync(Bed.Cancel);

        Assert.DoesNotContain("tenant", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://169.254.169.254", true)]
    [InlineData(" http://169.254.169.254/ ", true)]
    [InlineData("http://api.metadata.cloud.ibm.com", true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("https://metadata.example", true)]
    [InlineData("http://169.254.169.254:8080", false)]
    [InlineData("http://169.254.169.254/path", false)]
    [InlineData("http://169.254.169.254/?query", false)]
    [InlineData("http://user@169.254.169.254", false)]
    [InlineData("http://metadata.example", false)]
    public void The_metadata_service_alone_may_be_asked_over_the_network_without_tls(string url, bool good)
    {
        var reader = new SettingReader(_bed.Host);

        var found = VpcMetadata.Credential(reader, (url, "VpcUrl"), (null, "VpcVersion"), null);

        Assert.Equal(good ? url.Trim().TrimEnd('/') + "/" : null, (found.Credential as IamCredential.VpcIdentity)?.Url.AbsoluteUri);
        Assert.Equal(good ? [] : ["IBMIAM1006"], reader.Faults.Select(static fault => fault.Code));
    }

    [Theory]
    [InlineData("2022-03-01", "/instance_identity/v1/token", "/instance_identity/v1/iam_token", true)]
    [InlineData("2025-08-25", "/instance_identity/v1/token", "/instance_identity/v1/iam_token", true)]
    [InlineData("2025-08-26", "/identity/v1/token", "/identity/v1/iam_tokens", true)]
    [InlineData("2022-02-28", null, null, false)]
    [InlineData("26-08-2025", null, null, false)]
    public void The_version_of_the_metadata_service_decides_its_paths(string version, string? who, string? token, bool good)
    {
        var reader = new SettingReader(_bed.Host);

        var vpc = (IamCredential.VpcIdentity)VpcMetadata.Credential(reader, (VpcMetadata.DefaultUrl, "VpcUrl"), ($" {version} ", "VpcVersion"), null).Credential!;

        Assert.Equal(good ? [] : ["IBMIAM1021"], reader.Faults.Select(static fault => fault.Code));
        if (good)
        {
            Assert.Equal(($"http://169.254.169.254{who}?version={version}", $"http://169.254.169.254{token}?version={version}"), (VpcMetadata.IdentityUrl(vpc).AbsoluteUri, VpcMetadata.TokenUrl(vpc).AbsoluteUri));
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(24)]
    [InlineData(48)]
    public async Task A_ready_token_lives_as_its_claim_says_up_to_a_day(double hours)
    {
        using var bed = Bed.OnFakeClock();
        bed["TOKEN"] = "e30." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"exp":{{(bed.Clock.GetUtcNow() + TimeSpan.FromHours(hours)).ToUnixTimeSeconds()}}}""")) + ".sig";

        var token = await bed.Client(new() { TokenVariable = "TOKEN" }).GetTokenAsync(Bed.Cancel);

        Assert.InRange(token.ExpiresIn.TotalSeconds, (Math.Min(hours, 24) * 3600) - 1, Math.Min(hours, 24) * 3600);
    }

    [Fact]
    public async Task A_ready_token_that_ends_now_has_ended()
    {
        using var bed = new Bed(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Noon));
        bed["TOKEN"] = "e30." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"exp":{{Noon.ToUnixTimeSeconds()}}}""")) + ".sig";

        Assert.Equal("IBMIAM3013", (await Assert.ThrowsAsync<IamException>(() => bed.Client(new() { TokenVariable = "TOKEN" }).GetTokenAsync(Bed.Cancel).AsTask())).Code);
    }

    [Fact]
    public void An_authority_is_a_certificate_that_can_be_read()
    {
        using var server = new TlsServer("127.0.0.1", "");

        Assert.True(IamHttp.HoldsAuthorities("text before\n" + server.Authority));
        Assert.False(IamHttp.HoldsAuthorities("text"));
        Assert.False(IamHttp.HoldsAuthorities("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"));
    }

    [Fact]
    public void A_scope_may_stand_in_a_message() => Assert.True(TokenRequest.IsHarmless("scope"));
}
