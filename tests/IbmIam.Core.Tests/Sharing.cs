using IbmIam.Core.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>One exchange, however many ask in a process.</summary>
public sealed class Sharing : IDisposable
{
    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly Bed _bed = new();

    public void Dispose()
    {
        _iam.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public async Task Ten_thousand_callers_make_one_request()
    {
        using var hold = _iam.HoldNext();
        var clients = Enumerable.Range(0, 10).Select(_ => Client()).ToList();
        var callers = Enumerable.Range(0, 10_000).Select(at => clients[at % 10].GetTokenAsync(Bed.Cancel).AsTask()).ToList();
        await Until.IsDoneAsync(hold.Arrived);
        hold.Release();

        var tokens = await Task.WhenAll(callers);

        Assert.Single(tokens.Select(static token => token.AccessToken).Distinct());
        Assert.Single(_iam.Requests);
    }

    [Fact]
    public async Task Whoever_shares_a_token_is_told_where_their_own_credential_came_from()
    {
        _bed["FIRST"] = _bed["SECOND"] = _iam.ApiKey;
        IamClient[] clients = [.. "FIRST SECOND".Split(' ').Select(name => _bed.Client(new() { IamUrl = _iam.Url, ApiKeyVariable = name }))];

        foreach (var client in (IamClient[])[.. clients, .. clients])
        {
            Assert.EndsWith(client == clients[0] ? " FIRST" : " SECOND", (await client.GetTokenAsync(Bed.Cancel)).Source, StringComparison.Ordinal);
        }

        Assert.Single(_iam.Requests);
    }

    [Fact]
    public async Task Of_those_whose_credentials_came_from_elsewhere_one_renews_an_ageing_token()
    {
        using var bed = Bed.OnFakeClock();
        using var iam = FakeIamServer.Start(options => options.Time = bed.Clock);
        bed["FIRST"] = bed["SECOND"] = iam.ApiKey;
        IamClient[] clients = [.. "FIRST SECOND".Split(' ').Select(name => bed.Client(new() { IamUrl = iam.Url, ApiKeyVariable = name }))];
        await clients[0].GetTokenAsync(Bed.Cancel);
        await clients[1].GetTokenAsync(Bed.Cancel);
        bed.Clock.Advance(TimeSpan.FromMinutes(50));
        iam.Faults.Always().Status(503);

        await clients[0].GetTokenAsync(Bed.Cancel);
        for (var more = 0; more < 5; more++)
        {
            Assert.True((await clients[1].GetTokenAsync(Bed.Cancel)).FromCache);
        }

        Assert.Equal(2, iam.Requests.Count);
        Assert.Equal(3, bed.Log.All.Split("Credential: ").Length - 1);
    }

    [Fact]
    public async Task A_cancelled_caller_leaves_the_others_waiting()
    {
        using var hold = _iam.HoldNext();
        using var cancelled = new CancellationTokenSource();
        var client = Client();
        var leaves = client.GetTokenAsync(cancelled.Token).AsTask();
        var stays = client.GetTokenAsync(Bed.Cancel).AsTask();
        await Until.IsDoneAsync(hold.Arrived);

        await cancelled.CancelAsync();
        var end = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        Assert.Equal(cancelled.Token, end.CancellationToken);
        hold.Release();

        Assert.NotNull((await stays).AccessToken);
        Assert.Single(_iam.Requests);
    }

    [Fact]
    public async Task When_every_caller_has_left_the_next_one_asks_anew()
    {
        using (var hold = _iam.HoldNext())
        {
            using var cancelled = new CancellationTokenSource();
            var leaves = Client().GetTokenAsync(cancelled.Token).AsTask();
            await Until.IsDoneAsync(hold.Arrived);
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);

            Assert.False((await Client().GetTokenAsync(Bed.Cancel)).FromCache);
        }
    }

    [Fact]
    public async Task A_failure_is_shared_by_those_who_wait_and_not_kept()
    {
        _iam.DisableApiKeys(_iam.DefaultServiceId);
        using var hold = _iam.HoldNext();
        var callers = Enumerable.Range(0, 50).Select(_ => Client().GetTokenAsync(Bed.Cancel).AsTask()).ToList();
        await Until.IsDoneAsync(hold.Arrived);
        hold.Release();

        foreach (var caller in callers)
        {
            Assert.Equal("IBMIAM3002", (await Assert.ThrowsAsync<IamException>(() => caller)).Code);
        }

        Assert.Single(_iam.Requests);
        _iam.DisableApiKeys(_iam.DefaultServiceId, disabled: false);
        Assert.NotNull((await Client().GetTokenAsync(Bed.Cancel)).AccessToken);
    }

    [Fact]
    public async Task Who_has_more_time_does_not_share_the_failure_of_one_who_has_less()
    {
        using var bed = Bed.OnFakeClock();
        using var hold = _iam.HoldNext();
        var hasty = bed.Client(Settings(static settings => settings.Timeout = TimeSpan.FromSeconds(1))).GetTokenAsync(Bed.Cancel).AsTask();
        await Until.IsDoneAsync(hold.Arrived);
        var patient = bed.Client(Settings()).GetTokenAsync(Bed.Cancel).AsTask();
        bed.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("IBMIAM4002", (await Assert.ThrowsAsync<IamException>(() => hasty)).Code);
        Assert.False((await patient).FromCache);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_already_asks_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client().GetTokenAsync(new CancellationToken(canceled: true)).AsTask());

        Assert.Empty(_iam.Requests);
    }

    [Fact]
    public async Task Whatever_changes_the_token_changes_where_it_is_kept()
    {
        _iam.AddClient("deployer", "s3cret");
        List<IamSettings> all =
        [
            Settings(),
            Settings(static settings => settings.Scope = "ibm openid email"),
            Settings(settings => settings.Account = _iam.AccountId),
            Settings(settings => settings.Tenant = _iam.AccountId),
            Settings(static settings => settings.ClientId = "bx"),
            Settings(static settings => (settings.ClientId, settings.ClientSecret) = ("deployer", Secret.From("s3cret"))),
            Settings(settings => settings.ApiKey = Secret.From(_iam.AddServiceId("second").ApiKey)),
            Settings(settings => settings.IamUrl = _iam.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)),
        ];
        foreach (var settings in all.Concat(all))
        {
            await _bed.Client(settings).GetTokenAsync(Bed.Cancel);
        }

        Assert.Equal(all.Count, _iam.Requests.Count);
    }

    [Fact]
    public async Task A_base_token_serves_every_profile_it_assumes()
    {
        foreach (var profile in (FakeProfile[])[_iam.DefaultProfile, _iam.AddProfile("second"), _iam.DefaultProfile])
        {
            await _bed.Client(Settings(settings => settings.TrustedProfile = profile.Id)).GetTokenAsync(Bed.Cancel);
        }

        Assert.Equal(3, _iam.Requests.Count);
    }

    [Fact]
    public async Task With_no_cache_each_call_asks()
    {
        var client = _bed.SharingFiles().Client(Settings(static settings => settings.TokenCache = TokenCacheMode.None));

        Assert.False((await client.GetTokenAsync(Bed.Cancel)).FromCache);
        Assert.False((await client.GetTokenAsync(Bed.Cancel)).FromCache);
        Assert.Equal(2, _iam.Requests.Count);
        Assert.False(Directory.Exists(_bed.CacheFolder));
    }

    [Fact]
    public async Task A_clear_forgets_what_clients_hold_too()
    {
        var client = Client();
        await client.GetTokenAsync(Bed.Cancel);
        IamClient.ClearCache(_bed.Host);

        Assert.False((await client.GetTokenAsync(Bed.Cancel)).FromCache);
    }

    [Fact]
    public async Task A_held_token_costs_no_memory()
    {
        var client = Client();
        await client.GetTokenAsync(Bed.Cancel);
        for (var warm = 0; warm < 1000; warm++)
        {
            _ = await client.GetTokenAsync(Bed.Cancel);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var at = 0; at < 1000; at++)
        {
            var held = client.GetTokenAsync(CancellationToken.None);
            Assert.True(held.IsCompletedSuccessfully);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 999);
    }

    private IamClient Client() => _bed.Client(Settings());

    private IamSettings Settings(Action<IamSettings>? change = null)
    {
        var settings = new IamSettings { IamUrl = _iam.Url, ApiKey = Secret.From(_iam.ApiKey) };
        change?.Invoke(settings);
        return settings;
    }
}
