using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IbmIam.Testing.Tests;

/// <summary>A stock validator and the fake's own endpoints agree about tokens.</summary>
public sealed class AccessTokens : IDisposable
{
    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly Client _client;

    public AccessTokens() => _client = new Client(_iam);

    public static TheoryData<string, bool> Forms => new()
    {
        { "good", true }, { "expired", false }, { "not yet valid", false }, { "unknown key", false }, { "tampered", false },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_minted_token_is_what_it_was_asked_to_be(string name, bool good)
    {
        var token = _iam.MintToken(form: Form(name));

        Assert.Equal(good, await ValidatesAsync(token));
        Assert.Equal(good, (await IntrospectAsync(token))["active"]!.GetValue<bool>());
        Assert.Equal(good ? 200 : 401, (await _client.GetAsync("/identity/userinfo", token)).Status);
    }

    [Fact]
    public async Task Rotated_keys_sign_and_the_old_ones_stay_published()
    {
        var before = _iam.MintToken();
        var kid = _iam.RotateKeys();
        var after = _iam.MintToken();

        Assert.Equal(kid, Jwt.Header(after).Text("kid"));
        Assert.True(await ValidatesAsync(before));
        Assert.True(await ValidatesAsync(after));
        Assert.Equal(2, (await _client.GetAsync("/identity/keys")).Json["keys"]!.AsArray().Count);
    }

    [Fact]
    public async Task Discovery_leads_to_the_servers_own_endpoints()
    {
        var document = (await _client.GetAsync("/identity/.well-known/openid-configuration")).Json;

        Assert.Equal(_iam.Url + "/identity", document.Text("issuer"));
        foreach (var name in new[] { "token_endpoint", "jwks_uri", "passcode_endpoint", "userinfo_endpoint", "authorization_endpoint" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, document.Text(name));
            Assert.NotEqual(404, (await _client.SendAsync(request)).Status);
        }
    }

    [Fact]
    public async Task A_removed_identity_takes_its_tokens_along()
    {
        var service = _iam.AddServiceId("gone");
        var token = _iam.MintToken(service);
        Assert.True((await IntrospectAsync(token))["active"]!.GetValue<bool>());

        _iam.Remove(service);

        Assert.False((await IntrospectAsync(token))["active"]!.GetValue<bool>());
        Assert.Equal("BXNIM0415E", (await _client.ApiKeyAsync(service.ApiKey)).Code);
    }

    [Fact]
    public async Task A_users_refresh_token_becomes_a_passcode()
    {
        var token = _iam.AddRefreshToken(_iam.DefaultUser);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/identity/passcode");
        request.Headers.Authorization = new("Basic", "Yng6Yng=");
        request.Content = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "refresh_token"), KeyValuePair.Create("refresh_token", token)]);

        var passcode = (await _client.SendAsync(request)).Json.Text("passcode");

        Assert.Equal(200, (await _client.TokenAsync("bx:bx", ("grant_type", Client.Prefix + "passcode"), ("passcode", passcode))).Status);
    }

    public void Dispose()
    {
        _client.Dispose();
        _iam.Dispose();
    }

    private static FakeTokenForm Form(string name) => name switch
    {
        "expired" => FakeTokenForm.Expired,
        "not yet valid" => new() { NotBefore = TimeSpan.FromHours(1) },
        "unknown key" => new() { SignedByUnknownKey = true },
        "tampered" => new() { Tampered = true },
        _ => new(),
    };

    private async Task<System.Text.Json.Nodes.JsonObject> IntrospectAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/identity/introspect");
        request.Headers.Authorization = new("Basic", "Yng6Yng=");
        request.Content = new FormUrlEncodedContent([KeyValuePair.Create("token", token)]);
        return (await _client.SendAsync(request)).Json;
    }

    private async Task<bool> ValidatesAsync(string token)
    {
        var keys = new JsonWebKeySet((await _client.GetAsync("/identity/keys")).Text);
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = _iam.Url + "/identity", IssuerSigningKeys = keys.GetSigningKeys(), AudienceValidator = (audiences, _, _) => !audiences.Any(), ClockSkew = TimeSpan.Zero,
        });
        return result.IsValid;
    }
}
