namespace IbmIam.Testing.Tests;

/// <summary>Who may assume a profile, with what, for how long.</summary>
public sealed class AssumedProfiles : IDisposable
{
    private const string Prefix = "grant_type=" + Client.Prefix;

    private readonly FrozenFake _fake = new();

    [Fact]
    public async Task An_assumed_token_lives_no_longer_than_its_profile_says()
    {
        _fake.Iam.DefaultProfile.TokenLifetime = TimeSpan.FromMinutes(1);

        var answer = await _fake.FormAsync($"{Prefix}assume&access_token={_fake.Iam.MintToken()}&profile_id={_fake.Iam.DefaultProfile.Id}");

        Assert.Equal(60, answer.Json["expires_in"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("bx", "bx:bx", "")]
    [InlineData("default", null, "")]
    [InlineData("bx", null, "400 BXNIM0407E Provided refresh token is invalid.")]
    public async Task A_profile_is_assumed_with_a_refresh_token_by_the_client_it_is_of(string owner, string? client, string refusal)
    {
        var token = _fake.Iam.AddRefreshToken(_fake.Iam.DefaultUser, owner);

        var answer = await _fake.FormAsync($"{Prefix}assume&refresh_token={token}&profile_id={_fake.Iam.DefaultProfile.Id}", basic: client);

        Assert.Equal(refusal, answer.Status == 200 ? "" : answer.Refusal());
        Assert.True(refusal.Length > 0 || answer.Claims["authn"]!.AsObject().Text("sub") == "user@example.com");
    }

    [Fact]
    public async Task Who_proved_who_they_are_stays_in_a_chain_of_assumed_profiles()
    {
        var resource = _fake.Iam.AddComputeResource("pod-1");
        var second = _fake.Iam.AddProfile("second");
        var first = await _fake.FormAsync($"{Prefix}cr-token&cr_token={resource.Token}&profile_id={_fake.Iam.DefaultProfile.Id}");

        var answer = await _fake.FormAsync($"{Prefix}assume&access_token={first.Token}&profile_id={second.Id}");

        Assert.Equal((second.IamId, "pod-1"), (answer.Claims.Text("iam_id"), answer.Claims["authn"]!.AsObject().Text("name")));
    }

    [Theory]
    [InlineData("profile_id=Profile-00000000-0000-4000-8000-00000000fa4e")]
    [InlineData("profile_crn=crn:v1:bluemix:public:iam-identity::a/fa4e0000fa4e4000a000fa4e00000001::profile:Profile-00000000-0000-4000-8000-00000000fa4e")]
    public async Task A_profile_that_is_named_beside_its_id_needs_no_account(string id)
    {
        Assert.Equal(200, (await _fake.FormAsync($"{Prefix}assume&access_token={_fake.Iam.MintToken()}&profile_name=default&{id}")).Status);
    }

    public void Dispose() => _fake.Dispose();
}
