using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Tests;

/// <summary>Who was removed gets no token, by whatever was given out before.</summary>
public sealed class RemovedIdentities : IDisposable
{
    private readonly FrozenFake _fake = new(options => options.AdminApi = true);

    [Fact]
    public async Task A_passcode_of_a_removed_user_is_good_for_nothing()
    {
        var passcode = _fake.Iam.AddPasscode();
        _fake.Iam.Remove(_fake.Iam.DefaultUser);

        var answer = await _fake.FormAsync($"grant_type={Client.Prefix}passcode&passcode={passcode}");

        Assert.Equal((400, "BXNIM0410E"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_code_of_a_removed_user_is_good_for_nothing()
    {
        var sent = await _fake.AskAsync("GET", "/identity/authorize?client_id=bx&redirect_uri=http://127.0.0.1:1/back");
        var code = sent.Headers["Location"].Split("code=")[1];
        _fake.Iam.Remove(_fake.Iam.DefaultUser);

        var answer = await _fake.FormAsync($"grant_type=authorization_code&code={code}&redirect_uri=http://127.0.0.1:1/back");

        Assert.Equal((400, "BXNIM0410E"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_virtual_server_gets_no_token_of_the_default_profile_once_that_is_removed()
    {
        const string Version = "?version=2026-01-01";
        var instance = await _fake.AskAsync("PUT", "/identity/v1/token" + Version, "{}", null, ("Metadata-Flavor", "ibm"));
        _fake.Iam.Remove(_fake.Iam.DefaultProfile);

        var answer = await _fake.AskAsync("POST", "/identity/v1/iam_tokens" + Version, null, instance.Token);

        Assert.Equal((400, "invalid_trusted_profile"), (answer.Status, answer.Json["errors"]![0]!.AsObject().Text("code")));
    }

    [Fact]
    public async Task Who_has_the_id_now_is_neither_removed_nor_given_the_others_refresh_token()
    {
        _fake.Iam.Configure("""{ "users": [{ "email": "first", "id": "IBMid-1" }] }""");
        var (store, first) = (new IdentityStore(TimeProvider.System), default(FakeIdentity));
        first = store.AddProfile("first", "Profile-1");
        store.Remove(first);
        var second = store.AddProfile("second", "Profile-1");

        store.Remove(first);

        Assert.Same(second, store.Find("Profile-1"));

        _fake.Iam.Configure("""{ "refreshTokens": [{ "identity": "IBMid-1", "token": "of.the.first" }], "remove": ["IBMid-1"] }""");
        _fake.Iam.Configure("""{ "users": [{ "email": "second", "id": "IBMid-1" }] }""");
        Assert.Equal("BXNIM0410E", (await _fake.FormAsync("grant_type=refresh_token&refresh_token=of.the.first")).Code);
    }

    [Fact]
    public void A_key_that_is_made_while_its_owner_is_removed_is_not_there_afterwards()
    {
        var store = new IdentityStore(TimeProvider.System);
        var owner = store.AddServiceId("owner");

        Assert.Null(store.TryAddKey(owner, "late", _ => store.Remove(owner)));

        Assert.Empty(store.Keys);
    }

    public void Dispose() => _fake.Dispose();
}
