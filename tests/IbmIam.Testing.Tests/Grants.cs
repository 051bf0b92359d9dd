using System.Text.Json.Nodes;

namespace IbmIam.Testing.Tests;

public sealed class Grants : IDisposable
{
    private const string Cli = "bx:bx";

    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly Client _client;

    public Grants() => _client = new Client(_iam);

    [Fact]
    public async Task A_named_client_gets_a_refresh_token_that_only_it_may_use()
    {
        var first = await _client.ApiKeyAsync(_iam.ApiKey, Cli);
        Assert.Equal("bx", first.Claims.Text("client_id"));

        var second = await RefreshAsync(first.RefreshToken, Cli);
        Assert.Equal((200, first.Claims.Text("iam_id")), (second.Status, second.Claims.Text("iam_id")));
        Assert.NotEqual(first.RefreshToken, second.RefreshToken);

        Assert.Equal("BXNIM0407E", (await RefreshAsync(first.RefreshToken, "kube:kube")).Code);
        Assert.Equal((401, "BXNIM0308E"), Refusal(await RefreshAsync(first.RefreshToken, "")));
        Assert.Equal((401, "BXNIM0310E"), Refusal(await RefreshAsync(first.RefreshToken, "bx:wrong")));
        Assert.Equal("BXNIM0407E", (await RefreshAsync("nonsense", Cli)).Code);
    }

    [Fact]
    public async Task A_refresh_token_ends_with_its_lifetime_and_with_its_key()
    {
        var service = _iam.AddServiceId("short-lived");
        var token = (await _client.ApiKeyAsync(service.ApiKey, Cli)).RefreshToken;

        _iam.DisableApiKeys(service);
        Assert.Equal("BXNIM0462E", (await RefreshAsync(token, Cli)).Code);
        _iam.DisableApiKeys(service, disabled: false);
        Assert.Equal(200, (await RefreshAsync(token, Cli)).Status);

        _iam.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal("BXNIM0408E", (await RefreshAsync(token, Cli)).Code);
    }

    [Fact]
    public async Task Single_use_refresh_tokens_are_spent_by_the_first_of_many()
    {
        using var strict = FakeIamServer.Start(options => options.SingleUseRefreshTokens = true);
        using var client = new Client(strict);
        var token = strict.AddRefreshToken(strict.DefaultServiceId);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => client.TokenAsync(Cli, ("grant_type", "refresh_token"), ("refresh_token", token))));

        Assert.Single(answers, answer => answer.Status == 200);
    }

    [Fact]
    public async Task A_passcode_works_once_and_begins_a_session_that_ends_by_rest()
    {
        var passcode = _iam.AddPasscode();

        var login = await PasscodeAsync(passcode);
        Assert.Equal((200, _iam.DefaultUser.Id, "user@example.com"), (login.Status, login.Claims.Text("iam_id"), login.Claims.Text("sub")));
        Assert.StartsWith("C-", login.Json.Text("session_id"), StringComparison.Ordinal);
        Assert.Equal((401, "BXNIM0400E"), Refusal(await PasscodeAsync(passcode)));

        _iam.Clock.Advance(TimeSpan.FromHours(1));
        var refreshed = await RefreshAsync(login.RefreshToken, Cli);
        Assert.Equal(login.Json.Text("session_id"), refreshed.Json.Text("session_id"));

        _iam.Clock.Advance(TimeSpan.FromHours(2));
        var ended = await RefreshAsync(refreshed.RefreshToken, Cli);
        Assert.Equal("BXNIM0439E", ended.Code);
        Assert.Contains(login.Json.Text("session_id"), ended.Json.Text("errorMessage"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_needs_a_client_and_must_be_right()
    {
        var user = _iam.AddUser("builder@example.com", password: "right.horse");
        (string, string)[] form = [("grant_type", "password"), ("username", user.Email), ("password", "right.horse")];

        Assert.Equal(200, (await _client.TokenAsync(Cli, form)).Status);
        Assert.Equal("BXNIM0308E", (await _client.TokenAsync("", form)).Code);
        Assert.Equal("BXNIM0602E", (await _client.TokenAsync(Cli, form[0], form[1], ("password", "wrong.horse"))).Code);
    }

    [Fact]
    public async Task An_authorization_code_is_bound_to_client_and_address()
    {
        const string Address = "http://localhost:9999/back";
        async Task<string> LogInAsync()
        {
            var page = await _client.GetAsync($"/identity/authorize?client_id=bx&response_type=code&state=s%201&redirect_uri={Uri.EscapeDataString(Address)}");
            Assert.Equal(302, page.Status);
            Assert.Contains("&state=s%201", page.Headers["Location"], StringComparison.Ordinal);
            return page.Headers["Location"].Split("code=")[1].Split('&')[0];
        }

        var code = await LogInAsync();

        Assert.Equal("BXNIM0400E", (await CodeAsync("no-such-code", Address)).Code);
        Assert.Equal("BXNIM0400E", (await CodeAsync(await LogInAsync(), Address, "kube:kube")).Code);
        Assert.Equal("BXNIM0400E", (await CodeAsync(await LogInAsync(), Address + "/other")).Code);
        Assert.Equal(200, (await CodeAsync(code, Address)).Status);
        Assert.Equal("BXNIM0400E", (await CodeAsync(code, Address)).Code);
    }

    [Theory]
    [InlineData("profile_id")]
    [InlineData("profile_name")]
    [InlineData("profile_crn")]
    public async Task A_compute_resource_gets_a_token_of_a_profile_by_each_of_its_names(string field)
    {
        var resource = _iam.AddComputeResource("pod-1");
        var profile = _iam.AddProfile("deployer");

        var answer = await ComputeResourceAsync(resource.Token, (field, NameOf(profile, field)));

        Assert.Equal((200, profile.IamId), (answer.Status, answer.Claims.Text("iam_id")));
        Assert.Equal("crn-" + resource.Crn, answer.Claims["authn"]!.AsObject().Text("iam_id"));
        Assert.False(answer.Json.ContainsKey("refresh_token"));
    }

    [Fact]
    public async Task A_compute_resource_is_refused_a_profile_that_is_unknown_or_does_not_trust_it()
    {
        var resource = _iam.AddComputeResource("pod-1");
        var profile = _iam.AddProfile("deployer").TrustOnly("pod-2");

        Assert.Equal((400, "BXNIM0398E"), Refusal(await ComputeResourceAsync(resource.Token, ("profile_id", profile.Id))));
        Assert.Equal((400, "BXNIM0102E"), Refusal(await ComputeResourceAsync(resource.Token, ("profile_id", "Profile-none"))));
        Assert.Equal((400, "BXNIM0401E"), Refusal(await ComputeResourceAsync("nonsense", ("profile_id", profile.Id))));
        Assert.Equal((400, "BXNIM0109E"), Refusal(await ComputeResourceAsync(resource.Token)));
    }

    [Theory]
    [InlineData("profile_id")]
    [InlineData("profile_name")]
    [InlineData("profile_crn")]
    public async Task A_profile_is_assumed_no_longer_than_the_token_it_was_assumed_with(string field)
    {
        var profile = _iam.AddProfile("deployer");
        var parent = await _client.ApiKeyAsync(_iam.ApiKey);
        _iam.Clock.Advance(TimeSpan.FromMinutes(50));

        var answer = await AssumeAsync(parent.Token, (field, NameOf(profile, field)), ("account", _iam.AccountId));

        Assert.Equal((200, profile.IamId), (answer.Status, answer.Claims.Text("iam_id")));
        Assert.InRange(answer.Json["expires_in"]!.GetValue<int>(), 590, 600);
        Assert.Equal(_iam.DefaultServiceId.IamId, answer.Claims["authn"]!.AsObject().Text("iam_id"));
    }

    [Fact]
    public async Task A_profile_is_not_assumed_with_a_bad_token_or_without_trust()
    {
        var profile = _iam.AddProfile("deployer");
        var expired = _iam.MintToken(form: FakeTokenForm.Expired);
        var alien = _iam.MintToken(form: new FakeTokenForm { SignedByUnknownKey = true });
        var good = _iam.MintToken();

        Assert.Equal("BXNIM0405E", (await AssumeAsync(expired, ("profile_id", profile.Id))).Code);
        Assert.Equal("BXNIM0405E", (await AssumeAsync(alien, ("profile_id", profile.Id))).Code);
        Assert.Equal("BXNIM0401E", (await AssumeAsync("nonsense", ("profile_id", profile.Id))).Code);
        Assert.Equal("BXNIM0109E", (await AssumeAsync(good, ("profile_name", profile.Name))).Code);
        Assert.Equal("BXNIM0102E", (await AssumeAsync(good, ("profile_id", "Profile-none"))).Code);
        profile.TrustOnly("ServiceId-other");
        Assert.Equal("BXNIM0398E", (await AssumeAsync(good, ("profile_id", profile.Id))).Code);
    }

    [Fact]
    public async Task A_token_of_any_end_is_taken_as_a_parent()
    {
        var eternal = _iam.MintToken(form: new FakeTokenForm { Claims = new Dictionary<string, System.Text.Json.Nodes.JsonNode?> { ["exp"] = long.MaxValue } });

        Assert.Equal(200, (await AssumeAsync(eternal, ("profile_id", _iam.DefaultProfile.Id))).Status);
    }

    [Fact]
    public async Task A_service_gets_a_token_of_its_instance()
    {
        const string Crn = "crn:v1:bluemix:public:databases:us-south:a/fa4e:instance-1::";
        var token = _iam.MintToken();

        var answer = await AuthorizeAsync(token, "crn-" + Crn);
        Assert.Equal((200, "crn-" + Crn, "CRN"), (answer.Status, answer.Claims.Text("iam_id"), answer.Claims.Text("sub_type")));
        Assert.Equal("BXNIM0113E", (await AuthorizeAsync(token, Crn)).Code);
        _iam.DefaultServiceId.MayDelegate = false;
        Assert.Equal((403, "BXNIM0513E"), Refusal(await AuthorizeAsync(token, "crn-" + Crn)));
    }

    [Fact]
    public async Task A_delegated_refresh_token_serves_its_receiver_alone()
    {
        var answer = await _client.TokenAsync(
            Cli, ("grant_type", Client.Prefix + "apikey"), ("apikey", _iam.ApiKey), ("response_type", "cloud_iam delegated_refresh_token"), ("receiver_client_ids", "kube"));
        var delegated = answer.Json.Text("delegated_refresh_token");

        (string, string)[] form = [("grant_type", Client.Prefix + "delegated-refresh-token"), ("refresh_token", delegated)];
        Assert.Equal("BXNIM0407E", (await _client.TokenAsync(Cli, form)).Code);
        var received = await _client.TokenAsync("kube:kube", form);
        Assert.Equal((200, "kube"), (received.Status, received.Claims.Text("client_id")));
    }

    [Fact]
    public async Task A_delegated_refresh_token_alone_comes_without_an_access_token()
    {
        var answer = await _client.TokenAsync(
            Cli, ("grant_type", Client.Prefix + "apikey"), ("apikey", _iam.ApiKey), ("response_type", "delegated_refresh_token"), ("receiver_client_ids", "kube"));

        Assert.Equal(["delegated_refresh_token"], answer.Json.Select(field => field.Key));
    }

    [Theory]
    [InlineData("apikey")]
    [InlineData("passcode")]
    [InlineData("refresh_token")]
    public async Task A_delegated_refresh_token_needs_a_receiver_and_a_sound_expiry_whatever_the_grant(string grant)
    {
        (string, string)[] form =
        [
            ("grant_type", grant == "refresh_token" ? grant : Client.Prefix + grant), ("apikey", _iam.ApiKey), ("passcode", _iam.AddPasscode()),
            ("refresh_token", _iam.AddRefreshToken(_iam.DefaultUser)), ("response_type", "delegated_refresh_token"),
        ];

        Assert.Equal((400, "BXNIM0109E"), Refusal(await _client.TokenAsync(Cli, form)));
        form = [.. form, ("receiver_client_ids", "kube")];
        Assert.Equal((400, "BXNIM0106E"), Refusal(await _client.TokenAsync(Cli, [.. form, ("delegated_refresh_token_expiry", "soon")])));
        Assert.Equal(200, (await _client.TokenAsync(Cli, form)).Status);
    }

    [Fact]
    public async Task An_assumed_token_ends_in_the_second_its_parent_ends()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, 500, TimeSpan.Zero));
        using var iam = FakeIamServer.Start(options => options.Time = time);
        using var client = new Client(iam);
        var parent = await client.ApiKeyAsync(iam.ApiKey);
        time.Advance(TimeSpan.FromSeconds(3599.2));

        var answer = await client.TokenAsync(("grant_type", Client.Prefix + "assume"), ("access_token", parent.Token), ("profile_id", iam.DefaultProfile.Id));

        Assert.Equal((1, parent.Json["expiration"]!.GetValue<long>()), (answer.Json["expires_in"]!.GetValue<int>(), answer.Json["expiration"]!.GetValue<long>()));
    }

    [Fact]
    public async Task Scope_account_and_tenant_are_heeded()
    {
        (string, string)[] form = [("grant_type", Client.Prefix + "apikey"), ("apikey", _iam.ApiKey)];

        var scoped = await _client.TokenAsync([.. form, ("scope", "ibm openid containers-kubernetes")]);
        Assert.Equal("ibm openid containers-kubernetes", scoped.Json.Text("scope"));
        Assert.Equal(200, (await _client.TokenAsync([.. form, ("account", _iam.AccountId)])).Status);
        Assert.Equal("BXNIM0436E", (await _client.TokenAsync([.. form, ("account", new string('0', 32))])).Code);
        Assert.Equal(200, await TenantAsync("abc, " + _iam.AccountId));
        Assert.Equal(403, await TenantAsync("abc"));
        Assert.Equal(403, await TenantAsync("abc", ("grant_type", Client.Prefix + "cr-token"), ("cr_token", _iam.AddComputeResource("pod").Token), ("profile_id", _iam.DefaultProfile.Id)));
    }

    [Fact]
    public async Task Claims_and_lifetimes_follow_the_identity_and_the_next_token()
    {
        var service = _iam.AddServiceId("special");
        service.Claims["team"] = "builds";
        service.Claims["acr"] = null;
        service.TokenLifetime = TimeSpan.FromMinutes(15);
        _iam.NextTokenClaims(new Dictionary<string, JsonNode?> { ["once"] = true });

        var first = await _client.ApiKeyAsync(service.ApiKey);
        var second = await _client.ApiKeyAsync(service.ApiKey);

        Assert.Equal(("builds", 900, false), (first.Claims.Text("team"), first.Json["expires_in"]!.GetValue<int>(), first.Claims.ContainsKey("acr")));
        Assert.Equal((true, false), (first.Claims.ContainsKey("once"), second.Claims.ContainsKey("once")));
    }

    public void Dispose()
    {
        _client.Dispose();
        _iam.Dispose();
    }

    private static (int Status, string Code) Refusal(Answer answer) => (answer.Status, answer.Code);

    private static string NameOf(FakeProfile profile, string field) =>
        field switch { "profile_id" => profile.Id, "profile_crn" => profile.Crn, _ => profile.Name };

    private Task<Answer> RefreshAsync(string token, string basic) => _client.TokenAsync(basic, ("grant_type", "refresh_token"), ("refresh_token", token));

    private Task<Answer> PasscodeAsync(string code) => _client.TokenAsync(Cli, ("grant_type", Client.Prefix + "passcode"), ("passcode", code));

    private Task<Answer> CodeAsync(string code, string address, string basic = Cli) =>
        _client.TokenAsync(basic, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", address));

    private Task<Answer> ComputeResourceAsync(string token, params (string, string)[] profile) =>
        _client.TokenAsync([("grant_type", Client.Prefix + "cr-token"), ("cr_token", token), .. profile]);

    private Task<Answer> AssumeAsync(string token, params (string, string)[] profile) =>
        _client.TokenAsync([("grant_type", Client.Prefix + "assume"), ("access_token", token), .. profile]);

    private Task<Answer> AuthorizeAsync(string token, string iamId) =>
        _client.TokenAsync(("grant_type", Client.Prefix + "iam-authz"), ("access_token", token), ("desired_iam_id", iamId));

    private async Task<int> TenantAsync(string tenants, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/identity/token");
        request.Headers.Add("ibm-cloud-tenant", tenants);
        request.Content = new FormUrlEncodedContent((form.Length > 0 ? form : [("grant_type", Client.Prefix + "apikey"), ("apikey", _iam.ApiKey)])
            .Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return (await _client.SendAsync(request)).Status;
    }
}
