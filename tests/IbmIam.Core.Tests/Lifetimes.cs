using IbmIam.Core.Tests.Infra;
using IbmIam.Exchange;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>Fresh until 80 %, then ageing, gone ten seconds before the end; by the clock that shows more.</summary>
public sealed class Lifetimes : IDisposable
{
    private readonly Bed _bed = Bed.OnFakeClock();
    private readonly FakeIamServer _iam;
    private readonly IamClient _client;

    public Lifetimes()
    {
        _iam = FakeIamServer.Start(options => options.Time = _bed.Clock);
        _client = Client(TimeSpan.FromSeconds(10));
    }

    public void Dispose()
    {
        _iam.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public async Task A_fresh_token_is_handed_out_again_and_again()
    {
        var first = await GetAsync();
        _bed.Clock.Advance(TimeSpan.FromMinutes(47));
        var second = await GetAsync();

        Assert.Equal(first.AccessToken, second.AccessToken);
        Assert.True(second.FromCache);
        Assert.Equal(TimeSpan.FromMinutes(13), second.ExpiresIn);
        Assert.Single(_iam.Requests);
    }

    [Fact]
    public async Task An_ageing_token_is_renewed()
    {
        var first = await GetAsync();
        _bed.Clock.Advance(TimeSpan.FromMinutes(49));
        var second = await GetAsync();

        Assert.NotEqual(first.AccessToken, second.AccessToken);
        Assert.False(second.FromCache);
        Assert.Equal(2, _iam.Requests.Count);
    }

    [Fact]
    public async Task One_caller_renews_an_ageing_token_while_the_others_are_served_at_once()
    {
        var first = await GetAsync();
        _bed.Clock.Advance(TimeSpan.FromMinutes(49));
        using var hold = _iam.HoldNext();
        var renewing = GetAsync();
        await Until.IsDoneAsync(hold.Arrived);

        var other = await GetAsync();
        Assert.Equal(first.AccessToken, other.AccessToken);
        Assert.False(renewing.IsCompleted);
        hold.Release();

        Assert.NotEqual(first.AccessToken, (await renewing).AccessToken);
        Assert.Equal(2, _iam.Requests.Count);
    }

    [Fact]
    public async Task An_ageing_token_survives_an_outage_with_one_try_and_a_pause()
    {
        var first = await GetAsync();
        _bed.Clock.Advance(TimeSpan.FromMinutes(49));
        _iam.Faults.Always().Status(503);

        Assert.Equal(first.AccessToken, (await GetAsync()).AccessToken);
        Assert.Equal(first.AccessToken, (await GetAsync()).AccessToken);
        Assert.Equal(2, _iam.Requests.Count);

        _bed.Clock.Advance(TimeSpan.FromSeconds(44));
        Assert.Equal(first.AccessToken, (await GetAsync()).AccessToken);
        Assert.Equal(2, _iam.Requests.Count);

        _bed.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(first.AccessToken, (await GetAsync()).AccessToken);
        Assert.Equal(3, _iam.Requests.Count);
        Assert.Contains("using the current token", _bed.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ageing_token_serves_on_when_its_key_has_vanished()
    {
        _bed["KEY"] = _iam.ApiKey;
        var client = _bed.Client(new() { IamUrl = _iam.Url, ApiKeyVariable = "KEY" });
        var first = await client.GetTokenAsync(Bed.Cancel);
        _bed["KEY"] = null;
        _bed.Clock.Advance(TimeSpan.FromMinutes(49));

        Assert.Equal(first.AccessToken, (await client.GetTokenAsync(Bed.Cancel)).AccessToken);
    }

    [Theory]
    [InlineData(3590)]
    [InlineData(3591)]
    [InlineData(3600)]
    [InlineData(100000)]
    public async Task A_token_within_ten_seconds_of_its_end_is_gone(int after)
    {
        await GetAsync();
        _bed.Clock.Advance(TimeSpan.FromSeconds(after));
        _iam.Faults.Always().Status(400, "BXNIM0415E");

        Assert.Equal("IBMIAM3001", (await Assert.ThrowsAsync<IamException>(GetAsync)).Code);
    }

    [Fact]
    public async Task A_token_serves_until_ten_seconds_before_its_end()
    {
        var first = await GetAsync();
        _bed.Clock.Advance(TimeSpan.FromSeconds(3589));
        _iam.Faults.Always().Status(503);

        Assert.Equal(first.AccessToken, (await GetAsync()).AccessToken);
    }

    [Theory]
    [InlineData(61, -120)]
    [InlineData(61, -30)]
    [InlineData(1, 120)]
    public async Task A_token_is_gone_when_either_clock_says_so(int passed, int set)
    {
        var clocks = new TwoClocks(_bed.Clock);
        var client = new IamClient(new() { IamUrl = _iam.Url, ApiKey = Secret.From(_iam.ApiKey) }, _bed.Sibling(clocks));
        await client.GetTokenAsync(Bed.Cancel);
        _bed.Clock.Advance(TimeSpan.FromMinutes(passed));
        clocks.SetBy = TimeSpan.FromMinutes(set);

        Assert.False((await client.GetTokenAsync(Bed.Cancel)).FromCache);
        Assert.Equal(2, _iam.Requests.Count);
    }

    [Fact]
    public async Task A_renewal_that_gets_no_answer_is_given_up_after_five_seconds()
    {
        var first = await GetAsync();
        _bed.Clock.Advance(TimeSpan.FromMinutes(49));
        using var hold = _iam.HoldNext();
        var renewing = GetAsync();
        await Until.IsDoneAsync(hold.Arrived);

        _bed.Clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(renewing.IsCompleted);
        _bed.Clock.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(first.AccessToken, (await renewing).AccessToken);
        Assert.Contains("IBMIAM4002", _bed.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_longer_life_than_the_held_token_has_left_is_fetched_anew()
    {
        await GetAsync();
        _bed.Clock.Advance(TimeSpan.FromMinutes(25));

        var token = await Client(TimeSpan.FromMinutes(40)).GetTokenAsync(Bed.Cancel);

        Assert.Equal(TimeSpan.FromMinutes(60), token.ExpiresIn);
        Assert.Equal(2, _iam.Requests.Count);
        Assert.Equal(TimeSpan.FromMinutes(60), (await Client(TimeSpan.FromMinutes(40)).GetTokenAsync(Bed.Cancel)).ExpiresIn);
        Assert.Equal(2, _iam.Requests.Count);
    }

    [Fact]
    public async Task The_whole_life_that_the_account_gives_may_be_asked_for()
    {
        var client = Client(TimeSpan.FromMinutes(60));
        await client.GetTokenAsync(Bed.Cancel);
        _bed.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromMinutes(60), (await client.GetTokenAsync(Bed.Cancel)).ExpiresIn);
        Assert.Equal(2, _iam.Requests.Count);
        Assert.Equal("IBMIAM3009", (await Assert.ThrowsAsync<IamException>(() => Client(TimeSpan.FromSeconds(3601)).GetTokenAsync(Bed.Cancel).AsTask())).Code);
    }

    [Theory]
    [InlineData(TokenCacheMode.Process)]
    [InlineData(TokenCacheMode.None)]
    public async Task A_longer_life_than_the_account_gives_is_an_error_that_names_both(TokenCacheMode cache)
    {
        _iam.DefaultServiceId.TokenLifetime = TimeSpan.FromSeconds(900);

        var problem = await Assert.ThrowsAsync<IamException>(() => Client(TimeSpan.FromMinutes(40), cache).GetTokenAsync(Bed.Cancel).AsTask());

        Assert.Equal("IBMIAM3009", problem.Code);
        Assert.Contains("40 min", problem.Message, StringComparison.Ordinal);
        Assert.Contains("15 min", problem.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(15), (await GetAsync()).ExpiresIn);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(-7)]
    public async Task A_clock_skewed_by_hours_changes_nothing_but_a_warning(int hours)
    {
        using var bed = new Bed(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Bed.Noon.AddHours(hours)));
        using var server = new RawServer(RawServer.Token(""","expires_in":3600,"expiration":1""", $"Date: {Bed.Noon:R}"));
        var client = bed.Client(new() { IamUrl = server.Url, ApiKey = Secret.From("canary-key") });

        var token = await client.GetTokenAsync(Bed.Cancel);
        bed.Clock.Advance(TimeSpan.FromMinutes(40));

        Assert.Equal(Bed.Noon.AddHours(hours + 1), token.ExpiresAt);
        Assert.True((await client.GetTokenAsync(Bed.Cancel)).FromCache);
        Assert.Contains(hours > 0 ? "ahead" : "behind", Assert.Single(bed.Log.Warnings), StringComparison.Ordinal);
        Assert.StartsWith("IBMIAM2011", Assert.Single(bed.Log.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(900d, null, null, null, null, 900d)]
    [InlineData(0.5, null, null, null, null, 0.5)]
    [InlineData(1e12, null, null, null, null, 86400d)]
    [InlineData(900d, 5000d, 1000d, null, null, 900d)]
    [InlineData(null, 5000d, 1000d, null, null, 4000d)]
    [InlineData(null, 5000d, null, 2000d, 500d, 1500d)]
    [InlineData(null, null, null, 2000d, 500d, 1500d)]
    [InlineData(0d, 5000d, 1000d, null, null, null)]
    [InlineData(-1d, 5000d, 1000d, null, null, null)]
    [InlineData(null, 5000d, null, 2000d, null, null)]
    [InlineData(null, null, null, null, null, null)]
    public void The_lifetime_is_what_iam_says_by_its_own_clock(double? expiresIn, double? expiration, double? answered, double? exp, double? iat, double? seconds)
    {
        var lifetime = TokenLifetime.Of(new() { ExpiresIn = expiresIn, Expiration = expiration, Answered = answered, ClaimedExpiry = exp, ClaimedIssue = iat });

        Assert.Equal(seconds, lifetime?.TotalSeconds);
    }

    [Theory]
    [InlineData(""","expires_in":0""")]
    [InlineData(""","expires_in":-5""")]
    [InlineData("")]
    [InlineData(""","expires_in":null""")]
    public async Task A_token_that_has_no_life_is_an_error(string fields)
    {
        using var server = new RawServer(RawServer.Token(fields));

        using var bed = new Bed(new FastTime());
        var problem = await Assert.ThrowsAsync<IamException>(() =>
            bed.Client(new() { IamUrl = server.Url, ApiKey = Secret.From("canary-key"), Timeout = TimeSpan.FromSeconds(60) }).GetTokenAsync(Bed.Cancel).AsTask());

        Assert.Equal("IBMIAM4010", problem.Code);
    }

    [Theory]
    [InlineData(""","expires_in":"1200" """)]
    [InlineData(""","expires_in":1200.0""")]
    public async Task A_lifetime_written_oddly_is_read_all_the_same(string fields)
    {
        using var server = new RawServer(RawServer.Token(fields));
        using var bed = Bed.OnFakeClock();

        var token = await bed.Client(new() { IamUrl = server.Url, ApiKey = Secret.From("canary-key") }).GetTokenAsync(Bed.Cancel);

        Assert.Equal(TimeSpan.FromMinutes(20), token.ExpiresIn);
    }

    private Task<IamToken> GetAsync() => _client.GetTokenAsync(Bed.Cancel).AsTask();

    private IamClient Client(TimeSpan minimum, TokenCacheMode cache = TokenCacheMode.User) =>
        _bed.Client(new() { IamUrl = _iam.Url, ApiKey = Secret.From(_iam.ApiKey), MinimumLifetime = minimum, TokenCache = cache });
}
