using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IbmIam.Testing.Tests;

/// <summary>Who a configuration names is there, with all that it says of them.</summary>
public sealed class ConfiguredIdentities : IDisposable
{
    private const string Prefix = "grant_type=" + Client.Prefix;

    private readonly FrozenFake _fake = new(options => options.AdminApi = true);

    public ConfiguredIdentities() => _fake.Iam.Configure("""
        {
          // As people write it: with comments and a comma too many.
          "serviceIds": [
            { "name": "bot", "id": "ServiceId-bot", "apiKey": "bot.key", "claims": { "team": "bots", "name": null }, "tokenLifetime": 60 },
            { "name": "free", "apiKey": "free.key", "mayDelegate": true }, { "name": "bound", "apiKey": "bound.key", "mayDelegate": false },
          ],
          "users": [
            { "email": "a@example.com", "id": "IBMid-a", "apiKey": "a.key", "password": "a.password", "claims": { "team": "users" }, "tokenLifetime": 61 },
            { "email": "b@example.com" },
          ],
          "profiles": [{ "name": "deployer", "id": "Profile-d", "trustOnly": ["pod"], "claims": { "team": "profiles" }, "tokenLifetime": 62 }, { "name": "open", "id": "Profile-o" }],
          /* They are told apart by their tokens. */
          "computeResources": [{ "name": "pod", "token": "pod.token", "claims": { "namespace": "prod" } }, { "name": "other", "token": "other.token" }, { "name": "third" }],
          "clients": [{ "id": "cli", "secret": "cli.secret" }],
          "passcodes": ["one.code"],
          "refreshTokens": [{ "identity": "IBMid-a", "client": "cli", "token": "refresh.cli" }, { "identity": "ServiceId-bot", "token": "refresh.bx" }],
        }
        """);

    [Theory]
    [InlineData("bx:bx", Prefix + "apikey&apikey=bot.key", "ServiceId-bot, bots, 60")]
    [InlineData("bx:bx", Prefix + "apikey&apikey=a.key", "a@example.com, users, 61")]
    [InlineData("bx:bx", "grant_type=password&username=a@example.com&password=a.password", "a@example.com, users, 61")]
    [InlineData("bx:bx", "grant_type=password&username=a@example.com&password=fake.password", "401 BXNIM0602E The credentials you entered for the user 'a@example.com' are incorrect.")]
    [InlineData("bx:bx", "grant_type=password&username=b@example.com&password=fake.password", "b@example.com, , 3600")]
    [InlineData("bx:bx", Prefix + "passcode&passcode=one.code", "user@example.com, , 3600")]
    [InlineData(null, Prefix + "cr-token&cr_token=pod.token&profile_id=Profile-d", "Profile-d, profiles, 62")]
    [InlineData(null, Prefix + "cr-token&cr_token=pod.token&profile_name=deployer", "Profile-d, profiles, 62")]
    [InlineData(null, Prefix + "cr-token&cr_token=other.token&profile_id=Profile-d", "400 BXNIM0398E The given token with identifier 'other' is not permitted to assume the indicated trusted profile; profile ID 'iam-Profile-d'.")]
    [InlineData(null, Prefix + "cr-token&cr_token=other.token&profile_id=Profile-o", "Profile-o, , 3600")]
    [InlineData("cli:cli.secret", "grant_type=refresh_token&refresh_token=refresh.cli", "a@example.com, users, 61")]
    [InlineData("bx:bx", "grant_type=refresh_token&refresh_token=refresh.cli", "400 BXNIM0407E Provided refresh token is invalid.")]
    [InlineData("cli:other", "grant_type=refresh_token&refresh_token=refresh.cli", "401 BXNIM0310E The provided client could not be found.")]
    [InlineData("bx:bx", "grant_type=refresh_token&refresh_token=refresh.bx", "ServiceId-bot, bots, 60")]
    public async Task Whoever_is_named_gets_a_token_as_it_is_said(string? basic, string form, string given)
    {
        Assert.Equal(given, Say(await _fake.FormAsync(form, basic: basic)));
    }

    [Theory]
    [InlineData("""{ "serviceIds": [{ "name": "n", "id": "ServiceId-n", "apiKey": "n.key", "mayDelegate": 1 }] }""", "1", "true")]
    [InlineData("""{ "users": [{ "email": "n@example.com", "id": "IBMid-n", "apiKey": "n.key", "tokenLifetime": 0.5 }] }""", "0.5", "5")]
    [InlineData("""{ "profiles": [{ "name": "n", "id": "Profile-n", "trustOnly": 1 }] }""", "1", "[]")]
    [InlineData("""{ "profiles": [{ "name": "n", "id": "Profile-n", "claims": 1 }] }""", "1", "{}")]
    [InlineData("""{ "computeResources": [{ "name": "n", "token": "n.token", "claims": { "a": 1 } }] }""", "1", "\"1\"")]
    public void Of_one_that_is_refused_nothing_stays(string wrong, string mistake, string right)
    {
        Assert.ThrowsAny<ArgumentException>(() => _fake.Iam.Configure(wrong));

        _fake.Iam.Configure(wrong.Replace(": " + mistake, ": " + right, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bot.key", "crn:v1:bluemix:public:databases:us-south:a/fa4e:instance-1::, bots, 60")]
    [InlineData("free.key", "crn:v1:bluemix:public:databases:us-south:a/fa4e:instance-1::, , 1800")]
    [InlineData("bound.key", "403 BXNIM0513E You are not authorized to use this API.")]
    public async Task A_service_may_delegate_unless_it_is_told_otherwise(string key, string given)
    {
        var token = (await _fake.FormAsync($"{Prefix}apikey&apikey={key}")).Token;

        Assert.Equal(given, Say(await _fake.FormAsync($"{Prefix}iam-authz&access_token={token}&desired_iam_id=crn-crn:v1:bluemix:public:databases:us-south:a/fa4e:instance-1::")));
    }

    [Fact]
    public async Task An_ID_that_is_not_given_is_the_same_in_each_run_and_of_two_of_a_name_each_has_its_own()
    {
        const string Unnamed = """{ "serviceIds": [{ "name": "same" }, { "name": "same" }], "users": [{ "email": "same@example.com" }], "profiles": [{ "name": "same" }, { "name": "same" }] }""";
        using var other = new FrozenFake(options => options.AdminApi = true);
        var (first, second) = (await NewIdsAsync(_fake, Unnamed), await NewIdsAsync(other, Unnamed));

        Assert.Equal(5, first.Distinct().Count());
        Assert.Equal(3, first.Intersect(second).Count());
        Assert.Equal(3, first.Count(id => Regex.IsMatch(id, "^((ServiceId|Profile)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|IBMid-[0-9A-F]{10})$") && second.Contains(id)));
    }

    [Fact]
    public async Task Of_many_of_a_name_that_come_at_once_each_is_taken()
    {
        var same = $$"""{ "profiles": [{{string.Join(", ", Enumerable.Range(0, 2000).Select(at => $$"""{ "name": "same{{at}}" }"""))}}] }""";
        using var ready = new Barrier(4);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                Assert.True(ready.SignalAndWait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
                _fake.Iam.Configure(same);
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.Equal(4 * 2000, (await IdsAsync(_fake)).Count(id => id.StartsWith("Profile-", StringComparison.Ordinal)) - 3);
    }

    [Fact]
    public void In_CSharp_it_can_be_given_too()
    {
        var (service, user) = (_fake.Iam.AddServiceId("s", id: "ServiceId-s"), _fake.Iam.AddUser("s@example.com", id: "IBMid-s"));

        Assert.Equal(("ServiceId-s", "iam-ServiceId-s", "IBMid-s"), (service.Id, service.IamId, user.IamId));
        Assert.Equal("'s' is not a user's ID: it must start with 'IBMid-'.", Assert.Throws<ArgumentException>(() => _fake.Iam.AddUser("t@example.com", id: "s")).Message);
        Assert.Equal("The id 'ServiceId-s' is empty or taken: each identity needs an id of its own.", Assert.Throws<ArgumentException>(() => _fake.Iam.AddServiceId("t", id: "ServiceId-s")).Message);
    }

    [Fact]
    public async Task A_claim_that_is_null_is_left_out()
    {
        Assert.False((await _fake.FormAsync(Prefix + "apikey&apikey=bot.key")).Claims.ContainsKey("name"));
    }

    [Fact]
    public async Task A_compute_resources_claims_are_what_rules_look_at()
    {
        const string Rule = """{ "type": "Profile-CR", "conditions": [{ "claim": "namespace", "operator": "EQUALS", "value": "prod" }] }""";
        var token = _fake.Iam.MintToken();
        var id = (await _fake.AskAsync("POST", "/v1/profiles", """{ "name": "of prod", "account_id": "fa4e0000fa4e4000a000fa4e00000001" }""", token)).Json.Text("id");
        Assert.Equal(201, (await _fake.AskAsync("POST", $"/v1/profiles/{id}/rules", Rule, token)).Status);

        Assert.Equal(id + ", , 3600", Say(await _fake.FormAsync($"{Prefix}cr-token&cr_token=pod.token&profile_id={id}", basic: null)));
        Assert.Equal($"400 BXNIM0398E The given token with identifier 'other' is not permitted to assume the indicated trusted profile; profile ID 'iam-{id}'.", Say(await _fake.FormAsync($"{Prefix}cr-token&cr_token=other.token&profile_id={id}", basic: null)));
    }

    [Fact]
    public async Task Keys_are_disabled_and_enabled_identities_removed_sessions_ended_and_keys_rotated()
    {
        const string Ask = Prefix + "apikey&apikey=bot.key";
        var login = await _fake.FormAsync("grant_type=password&username=a@example.com&password=a.password");

        _fake.Iam.Configure("""{ "disableApiKeys": ["ServiceId-bot"], "rotateKeys": false, "endSessions": false }""");
        Assert.Equal("400 BXNIM0462E Provided API key is disabled.", Say(await _fake.FormAsync(Ask)));
        _fake.Iam.Configure("""{ "enableApiKeys": ["ServiceId-bot"] }""");
        Assert.Equal("202601010000", Jwt.Header((await _fake.FormAsync(Ask)).Token).Text("kid"));
        var renewed = await _fake.FormAsync($"grant_type=refresh_token&refresh_token={login.RefreshToken}");
        Assert.Equal("a@example.com, users, 61", Say(renewed));

        _fake.Iam.Configure("""{ "rotateKeys": true, "endSessions": true, "nextTokenClaims": { "team": "next" } }""");
        Assert.Equal("ServiceId-bot, next, 60", Say(await _fake.FormAsync(Ask)));
        Assert.Equal("202601010001", Jwt.Header((await _fake.FormAsync(Ask)).Token).Text("kid"));
        Assert.Equal("BXNIM0439E", (await _fake.FormAsync($"grant_type=refresh_token&refresh_token={renewed.RefreshToken}")).Code);

        _fake.Iam.Configure("""{ "remove": ["ServiceId-bot"] }""");
        Assert.Equal("400 BXNIM0415E Provided API key could not be found.", Say(await _fake.FormAsync(Ask)));
    }

    [Fact]
    public async Task A_path_is_guarded_by_the_service_that_is_named_or_as_the_resource_controller_does()
    {
        _fake.Iam.Protect("/rc", FakeService.ResourceController);
        _fake.Iam.Protect("/kp", FakeService.KeyProtect);

        _fake.Iam.Configure("""{ "protect": [{ "path": "/a" }, { "path": "/b", "service": "resource-controller" }, { "path": "/c", "service": "key-protect" }] }""");

        var (controller, keyProtect) = (await RefusalAsync("/rc"), await RefusalAsync("/kp"));
        Assert.NotEqual(controller, keyProtect);
        Assert.Equal((controller, controller, keyProtect), (await RefusalAsync("/a"), await RefusalAsync("/b"), await RefusalAsync("/c")));
    }

    [Fact]
    public async Task The_clock_is_set_to_a_date_of_UTC_and_advanced()
    {
        _fake.Iam.Configure("""{ "now": "2027-01-01T00:00:00", "advance": 1.5 }""");

        Assert.Equal("2027-01-01T00:00:01.500Z", (await _fake.AskAsync("GET", "/__fake/state")).Json.Text("now"));
    }

    public void Dispose() => _fake.Dispose();

    private async Task<string> RefusalAsync(string path)
    {
        var answer = await _fake.AskAsync("GET", path);
        return $"{answer.Status} {answer.Text}";
    }

    private static async Task<List<string>> NewIdsAsync(FrozenFake fake, string configuration)
    {
        var before = await IdsAsync(fake);
        fake.Iam.Configure(configuration);
        return [.. (await IdsAsync(fake)).Except(before)];
    }

    private static async Task<List<string>> IdsAsync(FrozenFake fake) =>
        [.. (await fake.AskAsync("GET", "/__fake/state")).Json["identities"]!.AsArray().Select(identity => identity!["id"]!.GetValue<string>())];

    /// <summary>Whose token it is, of which team, for how many seconds; or the refusal.</summary>
    private static string Say(Answer answer) => answer.Status == 200
        ? $"{answer.Claims.Text("sub")}, {(answer.Claims["team"] as JsonValue)?.GetValue<string>()}, {answer.Json["expires_in"]}"
        : answer.Refusal();
}
