using IbmIam.Testing.Minting;

namespace IbmIam.Testing.Tests;

/// <summary>Tokens that a test mints, and which of them the fake believes when.</summary>
public sealed class MintedTokens : IDisposable
{
    private readonly FrozenFake _fake = new();

    [Fact]
    public void A_minted_token_says_what_a_granted_one_says()
    {
        Jwt.Payload(_fake.Iam.MintToken()).Is("""
            {
              "iam_id": "iam-ServiceId-00000000-0000-4000-8000-00000000fa4e", "id": "iam-ServiceId-00000000-0000-4000-8000-00000000fa4e", "realmid": "iam",
              "jti": "<guid>", "identifier": "ServiceId-00000000-0000-4000-8000-00000000fa4e", "name": "default",
              "sub": "ServiceId-00000000-0000-4000-8000-00000000fa4e", "sub_type": "ServiceId",
              "authn": {
                "sub": "ServiceId-00000000-0000-4000-8000-00000000fa4e", "iam_id": "iam-ServiceId-00000000-0000-4000-8000-00000000fa4e", "sub_type": "ServiceId", "name": "default"
              },
              "account": { "boundary": "global", "valid": true, "bss": "<account>", "frozen": true }, "iat": 1767323045, "exp": 1767326645,
              "iss": "<url>/identity", "grant_type": "urn:ibm:params:oauth:grant-type:apikey", "scope": "ibm openid", "client_id": "default", "acr": 1, "amr": ["pwd"]
            }
            """);
    }

    [Fact]
    public async Task A_token_is_live_from_its_first_second_and_dead_in_the_second_of_its_end()
    {
        var token = _fake.Iam.MintToken(form: new FakeTokenForm { NotBefore = TimeSpan.FromSeconds(10), Lifetime = TimeSpan.FromSeconds(60) });

        Assert.False(await LivesAsync(token));
        _fake.Iam.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(await LivesAsync(token));
        _fake.Iam.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await LivesAsync(token));
        _fake.Iam.Clock.Advance(TimeSpan.FromSeconds(49));
        Assert.True(await LivesAsync(token));
        _fake.Iam.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await LivesAsync(token));
    }

    [Theory]
    [InlineData("!.e30.e30")]
    [InlineData("e30.!.e30")]
    [InlineData("e30.e30.!")]
    [InlineData("e30.e30.e30")]
    [InlineData("eyJraWQiOjF9.e30.e30")]
    [InlineData("W10.e30.e30")]
    [InlineData("e30.e30")]
    public async Task What_is_no_token_is_not_active(string token) => Assert.False(await LivesAsync(token));

    [Fact]
    public async Task A_tampered_token_carries_a_claim_more_and_its_old_signature()
    {
        var token = _fake.Iam.MintToken(form: new FakeTokenForm { Tampered = true });

        Assert.True(Jwt.Payload(token)["tampered"]!.GetValue<bool>());
        Assert.False(await LivesAsync(token));
    }

    [Fact]
    public async Task Each_new_key_has_the_next_id_and_the_tokens_of_the_old_ones_stay_good()
    {
        var first = _fake.Iam.MintToken();

        Assert.Equal(["202601010001", "202601010002"], [_fake.Iam.RotateKeys(), _fake.Iam.RotateKeys()]);

        Assert.Equal(["202601010000", "202601010001", "202601010002"], (await _fake.Client.GetAsync("/identity/keys")).Json["keys"]!.AsArray().Select(key => key!.AsObject().Text("kid")));
        Assert.True(await LivesAsync(first));
        Assert.True(await LivesAsync(_fake.Iam.MintToken()));
    }

    [Fact]
    public void Threads_that_sign_at_once_each_sign_well()
    {
        using var key = SigningKey.ReadyMade();

        Assert.All(ParallelEnumerable.Range(0, 64).WithDegreeOfParallelism(8).Select(i => key.Verify([(byte)i], key.Sign([(byte)i]))), Assert.True);
    }

    public void Dispose() => _fake.Dispose();

    private async Task<bool> LivesAsync(string token) =>
        (await _fake.FormAsync("token=" + Uri.EscapeDataString(token), "/identity/introspect")).Json["active"]!.GetValue<bool>();
}
