namespace IbmIam.Testing.Tests;

/// <summary>To the second: how long passcodes, sessions and refresh tokens are good.</summary>
public sealed class Lifetimes : IDisposable
{
    private const string Prefix = "grant_type=" + Client.Prefix;

    private readonly FrozenFake _fake = new();

    [Theory]
    [InlineData(299, 200)]
    [InlineData(300, 401)]
    public async Task A_passcode_is_good_for_five_minutes(int seconds, int status)
    {
        var passcode = _fake.Iam.AddPasscode(passcode: "my.passcode");
        _fake.Iam.Clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(("my.passcode", status), (passcode, (await _fake.FormAsync($"{Prefix}passcode&passcode={passcode}")).Status));
    }

    [Theory]
    [InlineData(259_199, 200)]
    [InlineData(259_200, 400)]
    public async Task A_refresh_token_is_good_for_three_days(int seconds, int status)
    {
        var token = _fake.Iam.AddRefreshToken(_fake.Iam.DefaultServiceId);
        _fake.Iam.Clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(status, (await RefreshAsync(token)).Status);
    }

    [Theory]
    [InlineData("", 518_399, 200)]
    [InlineData("", 518_400, 400)]
    [InlineData("&delegated_refresh_token_expiry=1", 0, 200)]
    [InlineData("&delegated_refresh_token_expiry=1", 1, 400)]
    public async Task A_delegated_refresh_token_is_good_as_long_as_was_asked(string asked, int seconds, int status)
    {
        var given = await _fake.FormAsync(
            $"{Prefix}apikey&apikey={_fake.Iam.ApiKey}&response_type=delegated_refresh_token&receiver_client_ids=bx,+kube{asked}");
        _fake.Iam.Clock.Advance(TimeSpan.FromSeconds(seconds));

        var received = await _fake.FormAsync($"{Prefix}delegated-refresh-token&refresh_token={given.Json.Text("delegated_refresh_token")}", basic: "kube:kube");

        Assert.Equal(status, received.Status);
    }

    [Fact]
    public async Task A_session_ends_after_two_hours_of_rest_for_good()
    {
        var login = await LoginAsync();
        _fake.Iam.Clock.Advance(TimeSpan.FromSeconds(7200));

        Assert.Equal("BXNIM0439E", (await RefreshAsync(login.RefreshToken)).Code);
        _fake.Iam.Clock.Advance(TimeSpan.FromHours(-1));
        Assert.Equal("BXNIM0439E", (await RefreshAsync(login.RefreshToken)).Code);
    }

    [Fact]
    public async Task A_session_that_is_used_rests_anew()
    {
        var login = await LoginAsync();

        for (var use = 0; use < 3; use++)
        {
            _fake.Iam.Clock.Advance(TimeSpan.FromSeconds(7199));
            Assert.Equal(200, (await RefreshAsync(login.RefreshToken)).Status);
        }
    }

    [Fact]
    public async Task Sessions_end_at_once_where_the_test_says_so()
    {
        var login = await LoginAsync();
        _fake.Iam.EndSessions();

        Assert.Equal($"400 BXNIM0439E Session '{login.Json.Text("session_id")}' is invalidated due to inactivity.", (await RefreshAsync(login.RefreshToken)).Refusal());
    }

    [Fact]
    public async Task A_deleted_key_takes_its_refresh_tokens_along()
    {
        var token = (await _fake.FormAsync($"{Prefix}apikey&apikey={_fake.Iam.ApiKey}")).RefreshToken;
        var management = _fake.Iam.MintToken();
        var key = (await _fake.AskAsync("GET", "/v1/apikeys/details", null, management, ("IAM-ApiKey", _fake.Iam.ApiKey))).Json.Text("id");

        Assert.Equal(204, (await _fake.AskAsync("DELETE", "/v1/apikeys/" + key, null, management)).Status);

        Assert.Equal("400 BXNIM0415E Provided API key could not be found.", (await RefreshAsync(token)).Refusal());
    }

    [Theory]
    [InlineData("ibm+openid+email", "", "ibm openid email")]
    [InlineData("ibm+openid+email", "&scope=ibm", "ibm")]
    [InlineData("", "", "ibm openid")]
    public async Task A_refreshed_token_keeps_its_scope_unless_another_is_asked(string scope, string asked, string expected)
    {
        var first = scope.Length == 0
            ? _fake.Iam.AddRefreshToken(_fake.Iam.DefaultServiceId)
            : (await _fake.FormAsync($"{Prefix}apikey&apikey={_fake.Iam.ApiKey}&scope={scope}")).RefreshToken;

        Assert.Equal(expected, (await _fake.FormAsync($"grant_type=refresh_token&refresh_token={first}{asked}")).Json.Text("scope"));
    }

    public void Dispose() => _fake.Dispose();

    private Task<Answer> LoginAsync() => _fake.FormAsync($"{Prefix}passcode&passcode={_fake.Iam.AddPasscode()}");

    private Task<Answer> RefreshAsync(string token) => _fake.FormAsync("grant_type=refresh_token&refresh_token=" + token);
}
