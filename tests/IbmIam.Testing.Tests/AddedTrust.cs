namespace IbmIam.Testing.Tests;

/// <summary>Whom a client of the Identity API names is trusted besides those whom the test named.</summary>
public sealed class AddedTrust : IDisposable
{
    private readonly FrozenFake _fake = new();

    [Theory]
    [InlineData("named-by-the-test", 200)]
    [InlineData("linked", 200)]
    [InlineData("stranger", 400)]
    public async Task A_link_adds_to_what_TrustOnly_said(string name, int status)
    {
        var profile = _fake.Iam.AddProfile("profile").TrustOnly("named-by-the-test");
        var link = await _fake.AskAsync("POST", $"/v1/profiles/{profile.Id}/links", """{ "cr_type": "VSI", "link": { "name": "linked" } }""", _fake.Iam.MintToken());
        Assert.Equal(201, link.Status);

        var answer = await _fake.Client.TokenAsync(
            ("grant_type", Client.Prefix + "cr-token"), ("cr_token", _fake.Iam.AddComputeResource(name).Token), ("profile_id", profile.Id));

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task An_identity_adds_to_what_TrustOnly_said()
    {
        var profile = _fake.Iam.AddProfile("profile").TrustOnly("named-by-the-test");
        var token = _fake.Iam.MintToken();
        (string, string)[] form = [("grant_type", Client.Prefix + "assume"), ("access_token", token), ("profile_id", profile.Id)];
        Assert.Equal("BXNIM0398E", (await _fake.Client.TokenAsync(form)).Code);

        await _fake.AskAsync("POST", $"/v1/profiles/{profile.Id}/identities/serviceid", $$"""{ "identifier": "{{_fake.Iam.DefaultServiceId.Id}}" }""", token);

        Assert.Equal(200, (await _fake.Client.TokenAsync(form)).Status);
    }

    public void Dispose() => _fake.Dispose();
}
