using IbmIam.Caching;
using IbmIam.Core.Tests.Infra;
using IbmIam.Credentials;
using IbmIam.Diagnostics;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>Who renews, who is served, and who waits for whom.</summary>
public sealed class Engines : IDisposable
{
    private readonly Bed _bed = Bed.OnFakeClock();
    private readonly FakeIamServer _iam;

    public Engines() => _iam = FakeIamServer.Start(options => options.Time = _bed.Clock);

    public void Dispose()
    {
        _iam.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public async Task Another_client_of_the_process_finds_the_token_in_memory()
    {
        var first = await GetAsync();
        var second = await GetAsync();

        Assert.Equal((false, true, first.AccessToken), (first.FromCache, second.FromCache, second.AccessToken));
    }

    [Fact]
    public async Task A_token_that_serves_through_an_outage_is_from_the_cache()
    {
        await GetAsync();
        _bed.Clock.Advance(TimeSpan.FromMinutes(49));
        _iam.Faults.Always().Status(503);

        Assert.True((await GetAsync()).FromCache);
    }

    [Fact]
    public async Task A_renewal_takes_no_longer_than_the_caller_has()
    {
        await GetAsync();
        _bed.Clock.Advance(TimeSpan.FromMinutes(49));
        using var hold = _iam.HoldNext();
        var renewing = GetAsync(static settings => settings.Timeout = TimeSpan.FromSeconds(2));
        await Until.IsDoneAsync(hold.Arrived);
        _bed.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.True((await renewing).FromCache);
    }

    [Fact]
    public async Task A_token_that_ends_while_it_is_renewed_in_vain_is_fetched_with_all_the_time_there_is()
    {
        var first = await GetAsync();
        _bed.Clock.Advance(TimeSpan.FromSeconds(3587));
        using var hold = _iam.HoldNext();
        var renewing = GetAsync();
        await Until.IsDoneAsync(hold.Arrived);
        _bed.Clock.Advance(TimeSpan.FromSeconds(5));

        var second = await renewing;
        Assert.NotEqual(first.AccessToken, second.AccessToken);
        Assert.False(second.FromCache);
    }

    [Fact]
    public async Task Who_waits_for_one_with_more_time_leaves_at_the_own_deadline()
    {
        using var hold = _iam.HoldNext();
        var patient = GetAsync();
        await Until.IsDoneAsync(hold.Arrived);
        var hasty = GetAsync(static settings => settings.Timeout = TimeSpan.FromSeconds(3));
        await Until.IsTrueAsync(() => hasty.IsCompleted, () => _bed.Clock.Advance(TimeSpan.FromMilliseconds(1)));

        var problem = await Assert.ThrowsAsync<IamException>(() => hasty);
        Assert.Equal(("IBMIAM4012", "No token within the Timeout of 3 s. Raise Timeout if the network is slow."), (problem.Code, problem.Message));
        hold.Release();
        Assert.False((await patient).FromCache);
    }

    [Fact]
    public async Task Who_may_renew_does_not_wait_for_another_process_that_does()
    {
        _bed.SharingFiles();
        var first = await GetAsync();
        _bed.Clock.Advance(TimeSpan.FromMinutes(49));
        using var held = new FileStream(Assert.Single(Directory.GetFiles(_bed.CacheFolder, "*.lock")), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var second = await GetAsync();

        Assert.Equal((true, first.AccessToken), (second.FromCache, second.AccessToken));
        Assert.Single(_iam.Requests);
    }

    [Fact]
    public async Task A_refresh_token_that_comes_with_a_keys_token_is_not_used()
    {
        using var server = new RawServer(RawServer.Token(""","expires_in":3600,"refresh_token":"canary-refresh" """));
        await GetAsync(settings => settings.IamUrl = server.Url);
        _bed.Clock.Advance(TimeSpan.FromMinutes(61));
        await GetAsync(settings => settings.IamUrl = server.Url);

        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, static request => Assert.Contains("apikey=", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_flight_that_everyone_left_does_not_end_the_next_one()
    {
        var slot = new TokenSlot();
        TaskCompletionSource<Obtained> left = new(), next = new();
        var first = slot.Join(TimeSpan.Zero, "", _ => left.Task);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(TimeSpan.FromMinutes(1), _bed.Clock, new CancellationToken(canceled: true)));
        var second = slot.Join(TimeSpan.Zero, "", _ => next.Task);
        Assert.NotSame(first, second);

        var landing = first.WaitAsync(TimeSpan.FromMinutes(1), _bed.Clock, Bed.Cancel);
        left.SetException(new InvalidOperationException());
        await Assert.ThrowsAsync<InvalidOperationException>(() => landing);

        Assert.Same(second, slot.Join(TimeSpan.Zero, "", _ => left.Task));
        next.SetResult(null!);
        await second.WaitAsync(TimeSpan.FromMinutes(1), _bed.Clock, Bed.Cancel);
    }

    [Fact]
    public async Task Whoever_trusts_others_than_the_one_who_asked_asks_anew_when_that_failed()
    {
        using var server = new TlsServer("127.0.0.1", RawServer.Token(""","expires_in":3600"""));
        var settings = new IamSettings { IamUrl = server.Url, ApiKey = Secret.From("k"), CaFile = _bed.File("ca.pem", server.Authority) };
        var request = (await new CredentialChain(settings, _bed.Host).RequestAsync(Bed.Cancel)).Request;
        var asked = new TaskCompletionSource<Obtained>();
        var flight = _bed.Host.Memory.Slot(TokenKey.Of(request)).Join(settings.Timeout, "", _ => asked.Task);
        var getting = _bed.Client(settings).GetTokenAsync(Bed.Cancel).AsTask();
        await Until.IsTrueAsync(() => flight.Waiters == 2);

        asked.SetException(Problems.Untrusted("IAM", "IamUrl"));

        Assert.Equal("aaa.bbb.ccc", (await getting).AccessToken);
    }

    [Fact]
    public async Task A_clear_counts_tokens_alone()
    {
        _bed.SharingFiles();
        await GetAsync();
        Assert.Equal(2, Directory.GetFiles(_bed.CacheFolder).Length);
        await GetAsync(static settings => settings.Scope = "ibm openid email");
        foreach (var token in Directory.GetFiles(_bed.CacheFolder, "*.token").Take(1))
        {
            File.Delete(token);
        }

        Assert.Equal(1, IamClient.ClearCache(_bed.Host));
        Assert.Empty(Directory.GetFiles(_bed.CacheFolder));
    }

    [Fact]
    public async Task A_file_that_can_not_take_its_place_is_removed()
    {
        _bed.SharingFiles();
        await GetAsync();
        var file = Assert.Single(Directory.GetFiles(_bed.CacheFolder, "*.token"));
        File.Delete(file);
        Directory.CreateDirectory(file);
        await new IamClient(new() { IamUrl = _iam.Url, ApiKey = Secret.From(_iam.ApiKey) }, _bed.Sibling()).GetTokenAsync(Bed.Cancel);

        Assert.Equal(2, _iam.Requests.Count);
        Assert.Empty(Directory.GetFiles(_bed.CacheFolder, "*.tmp"));
        Assert.StartsWith("IBMIAM2012", Assert.Single(_bed.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_passcodes_key_that_others_may_read_is_not_used()
    {
        _bed.SharingFiles();
        Directory.CreateDirectory(_bed.CacheFolder);
        Unix.SetMode(_bed.CacheFolder, (UnixFileMode)448);
        var key = Path.Combine(_bed.CacheFolder, "passcode.key");
        await File.WriteAllBytesAsync(key, new byte[32], Bed.Cancel);
        Unix.SetMode(key, (UnixFileMode)420);
        _bed["PASSCODE"] = _iam.AddPasscode();
        await GetAsync(static settings => (settings.ApiKey, settings.PasscodeVariable) = (null, "PASSCODE"));

        Assert.Equal($"IBMIAM2012 Tokens are not shared between processes: {key} is not private to its owner. Fix that, set IBMIAM_CACHE_DIR, or set TokenCache to process.", Assert.Single(_bed.Log.Warnings));
        Assert.Empty(Directory.GetFiles(_bed.CacheFolder, "*.token"));
    }

    [Fact]
    public async Task A_passcodes_key_that_cant_be_stored_leaves_no_file_behind()
    {
        _bed.SharingFiles();
        Directory.CreateDirectory(Path.Combine(_bed.CacheFolder, "passcode.key"));
        Unix.SetMode(_bed.CacheFolder, (UnixFileMode)448);
        _bed["PASSCODE"] = _iam.AddPasscode();
        await GetAsync(static settings => (settings.ApiKey, settings.PasscodeVariable) = (null, "PASSCODE"));

        Assert.StartsWith("IBMIAM2012", Assert.Single(_bed.Log.Warnings), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_bed.CacheFolder));
    }

    private Task<IamToken> GetAsync(Action<IamSettings>? change = null)
    {
        var settings = new IamSettings { IamUrl = _iam.Url, ApiKey = Secret.From(_iam.ApiKey) };
        change?.Invoke(settings);
        return _bed.Client(settings).GetTokenAsync(Bed.Cancel).AsTask();
    }
}
