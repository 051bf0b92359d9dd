namespace IbmIam.Testing.Tests;

/// <summary>A token with a character that Base64url has not is none, though its decoder passes over it.</summary>
public sealed class TokenCharacters : IDisposable
{
    private readonly FrozenFake _fake = new();

    [Theory]
    [InlineData("TOKEN", true)]
    [InlineData("TOKEN%0A", false)]
    [InlineData("%20TOKEN", false)]
    [InlineData("TOKEN=", false)]
    [InlineData("TOKEN==", false)]
    public async Task It_is_not_introspected_as_active(string token, bool active)
    {
        var answer = await _fake.FormAsync("token=" + token.Replace("TOKEN", _fake.Iam.MintToken(), StringComparison.Ordinal), "/identity/introspect");

        Assert.Equal(active, answer.Json["active"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("=")]
    [InlineData("\u00e9")]
    public void It_is_malformed(string more)
    {
        using var iam = new FakeIam(new FakeIamOptions());
        var token = iam.MintToken(iam.Default, new FakeTokenForm());

        Assert.Equal(Minting.TokenFlaw.None, iam.Mint.Read(token).Flaw);
        Assert.Equal(Minting.TokenFlaw.Malformed, iam.Mint.Read(token + more).Flaw);
        Assert.Equal(Minting.TokenFlaw.Malformed, iam.Mint.Read(token.Replace(".", more + ".", StringComparison.Ordinal)).Flaw);
    }

    public void Dispose() => _fake.Dispose();
}
