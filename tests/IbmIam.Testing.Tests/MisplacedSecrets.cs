using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Tests;

/// <summary>A secret in a field that should hold none is masked wherever a request is shown.</summary>
public sealed class MisplacedSecrets : IDisposable
{
    /// <summary>As long as IBM's keys are, and with their letters.</summary>
    private const string Key = "Abcdefgh-jklmnopqrstuvwxyz_123456789ABCDEFGH";

    private readonly PagedFake _fake = new();

    [Theory]
    [InlineData("profile_id")]
    [InlineData("scope")]
    [InlineData("redirect_uri")]
    [InlineData("grant_type")]
    public async Task A_key_in_a_harmless_field_is_shown_nowhere(string field)
    {
        _fake.Token($"{(field == "grant_type" ? "" : $"grant_type={Client.Prefix}cr-token&")}{field}={Key}");

        await AssertHiddenAsync(Key);
    }

    [Fact]
    public async Task A_key_in_the_user_agent_is_shown_nowhere()
    {
        var token = _fake.Iam.MintToken(_fake.Iam.Default, new FakeTokenForm());

        // IAM repeats it in the context of errors and of the Identity API's objects.
        foreach (var path in (string[])["/identity/keys", "/identity/userinfo", "/v1/serviceids/" + IdentityStore.DefaultServiceId])
        {
            _fake.Iam.Requests.Clear();
            _fake.Ask("GET", path, "", ("User-Agent", "deployer/" + Key), ("Authorization", path.StartsWith("/v1/", StringComparison.Ordinal) ? "Bearer " + token : "none"));

            await AssertHiddenAsync(Key);
        }
    }

    [Fact]
    public async Task A_user_name_is_no_more_in_the_explanation_than_in_the_form()
    {
        const string Name = "my.password.by.mistake";
        _fake.Token($"grant_type=password&username={Name}&password=x");

        var entry = Assert.Single(_fake.Iam.Requests);

        Assert.Equal(("BXNIM0602E", "The fake has no user of that name."), (entry.ErrorCode, entry.Explanation));
        await AssertHiddenAsync(Name);
    }

    [Fact]
    public void A_wrong_password_is_told_from_a_wrong_user_name()
    {
        _fake.Token($"grant_type=password&username={_fake.Iam.DefaultUser.Email}&password=x");

        Assert.Equal("The user exists, but the password is wrong.", Assert.Single(_fake.Iam.Requests).Explanation);
    }

    public void Dispose() => _fake.Dispose();

    private async Task AssertHiddenAsync(string secret)
    {
        var entry = Assert.Single(_fake.Iam.Requests);
        var page = await _fake.LastEntryAsync();
        string[] shown = [entry.ToString(), entry.Grant ?? "", PagedFake.Read(_fake.Ask("GET", "/__fake/requests").Body).ToJsonString(), page.ToJsonString()];
        Assert.All(shown, text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }
}
