using System.Text;
using System.Text.Json.Nodes;

namespace IbmIam.Testing.Tests;

/// <summary>IAM's Identity API, as the platform SDK drives it.</summary>
public sealed class IdentityApi : IDisposable
{
    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly Client _client;
    private readonly string _token;

    public IdentityApi() => (_client, _token) = (new Client(_iam), _iam.MintToken());

    [Fact]
    public async Task A_key_lives_from_its_creation_to_its_deletion()
    {
        var service = (await SendAsync(HttpMethod.Post, "/v1/serviceids", new() { ["account_id"] = _iam.AccountId, ["name"] = "made" })).Json;
        var created = await SendAsync(HttpMethod.Post, "/v1/apikeys", new() { ["name"] = "k", ["iam_id"] = service.Text("iam_id"), ["account_id"] = _iam.AccountId });
        Assert.Equal(201, created.Status);
        var (id, value) = (created.Json.Text("id"), created.Json.Text("apikey"));
        Assert.StartsWith("ApiKey-", id, StringComparison.Ordinal);

        Assert.Equal(service.Text("iam_id"), (await _client.ApiKeyAsync(value)).Claims.Text("iam_id"));
        var details = await _client.GetAsync("/v1/apikeys/details", _token, ("IAM-ApiKey", value));
        Assert.Equal((id, false), (details.Json.Text("id"), details.Json.ContainsKey("apikey")));

        await SendAsync(HttpMethod.Post, $"/v1/apikeys/{id}/disable");
        Assert.Equal("BXNIM0462E", (await _client.ApiKeyAsync(value)).Code);
        await SendAsync(HttpMethod.Delete, $"/v1/apikeys/{id}/disable");
        Assert.Equal(200, (await _client.ApiKeyAsync(value)).Status);

        await SendAsync(HttpMethod.Post, $"/v1/apikeys/{id}/lock");
        Assert.Equal(403, (await SendAsync(HttpMethod.Delete, $"/v1/apikeys/{id}")).Status);
        await SendAsync(HttpMethod.Delete, $"/v1/apikeys/{id}/lock");
        Assert.Equal(204, (await SendAsync(HttpMethod.Delete, $"/v1/apikeys/{id}")).Status);
        Assert.Equal("BXNIM0415E", (await _client.ApiKeyAsync(value)).Code);
        Assert.Equal(404, (await SendAsync(HttpMethod.Get, $"/v1/apikeys/{id}")).Status);
    }

    [Fact]
    public async Task Of_those_who_create_the_same_key_at_once_one_wins()
    {
        JsonObject Body() => new() { ["name"] = "k", ["iam_id"] = "iam-" + _iam.DefaultServiceId.Id, ["account_id"] = _iam.AccountId, ["apikey"] = "fake.key.of.many.who.are.at.it.at.once" };

        var statuses = (await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => SendAsync(HttpMethod.Post, "/v1/apikeys", Body()))))).Select(answer => answer.Status).ToList();

        Assert.Single(statuses, 201);
        Assert.Equal(99, statuses.Count(status => status == 409));
    }

    [Fact]
    public async Task A_change_needs_the_version_that_was_read()
    {
        var id = (await SendAsync(HttpMethod.Get, "/v1/apikeys")).Json["apikeys"]![0]!.AsObject().Text("id");
        var tag = (await SendAsync(HttpMethod.Get, $"/v1/apikeys/{id}")).Json.Text("entity_tag");

        var changed = await SendAsync(HttpMethod.Put, $"/v1/apikeys/{id}", new() { ["name"] = "renamed" }, tag);
        Assert.Equal((200, "renamed"), (changed.Status, changed.Json.Text("name")));
        Assert.Equal(409, (await SendAsync(HttpMethod.Put, $"/v1/apikeys/{id}", new() { ["name"] = "again" }, tag)).Status);
    }

    [Fact]
    public async Task A_made_profile_gives_tokens_to_what_is_linked_to_it()
    {
        var resource = _iam.AddComputeResource("pod-1");
        var profile = (await SendAsync(HttpMethod.Post, "/v1/profiles", new() { ["name"] = "made", ["account_id"] = _iam.AccountId })).Json;
        var id = profile.Text("id");
        (string, string)[] form = [("grant_type", Client.Prefix + "cr-token"), ("cr_token", resource.Token), ("profile_id", id)];
        Assert.Equal("BXNIM0398E", (await _client.TokenAsync(form)).Code);

        var link = await SendAsync(HttpMethod.Post, $"/v1/profiles/{id}/links", new() { ["cr_type"] = "IKS_SA", ["link"] = new JsonObject { ["name"] = "pod-1", ["namespace"] = "default" } });

        Assert.Equal(201, link.Status);
        Assert.Equal(profile.Text("iam_id"), (await _client.TokenAsync(form)).Claims.Text("iam_id"));
        Assert.Equal(link.Json.Text("id"), Assert.Single((await SendAsync(HttpMethod.Get, $"/v1/profiles/{id}/links")).Json["links"]!.AsArray())!.AsObject().Text("id"));
        Assert.Equal("IKS_SA", (await SendAsync(HttpMethod.Get, $"/v1/profiles/{id}/links/{link.Json.Text("id")}")).Json.Text("cr_type"));
        await SendAsync(HttpMethod.Delete, $"/v1/profiles/{id}/links/{link.Json.Text("id")}");
        Assert.Equal("BXNIM0398E", (await _client.TokenAsync(form)).Code);
        Assert.Equal(404, (await SendAsync(HttpMethod.Get, $"/v1/profiles/{id}/links/none")).Status);
    }

    [Theory]
    [InlineData("namespace", "EQUALS", "\"builds\"", true)]
    [InlineData("namespace", "EQUALS", "builds", true)]
    [InlineData("namespace", "EQUALS", "\"other\"", false)]
    [InlineData("namespace", "NOT_EQUALS", "\"other\"", true)]
    [InlineData("namespace", "EQUALS_IGNORE_CASE", "\"BUILDS\"", true)]
    [InlineData("namespace", "IN", "[\"x\",\"builds\"]", true)]
    [InlineData("name", "CONTAINS", "\"pod\"", true)]
    [InlineData("no-such-claim", "EQUALS", "\"x\"", false)]
    public async Task A_made_profile_gives_tokens_to_what_its_claim_rules_fit(string claim, string comparison, string value, bool fits)
    {
        var resource = _iam.AddComputeResource("pod-1");
        resource.Claims["namespace"] = "builds";
        var id = (await SendAsync(HttpMethod.Post, "/v1/profiles", new() { ["name"] = "made", ["account_id"] = _iam.AccountId })).Json.Text("id");
        (string, string)[] form = [("grant_type", Client.Prefix + "cr-token"), ("cr_token", resource.Token), ("profile_id", id)];
        var condition = new JsonObject { ["claim"] = claim, ["operator"] = comparison, ["value"] = value };

        var rule = await SendAsync(HttpMethod.Post, $"/v1/profiles/{id}/rules", new() { ["type"] = "Profile-CR", ["cr_type"] = "IKS_SA", ["conditions"] = new JsonArray(condition) });

        Assert.Equal(201, rule.Status);
        Assert.Equal(fits ? 200 : 400, (await _client.TokenAsync(form)).Status);
        var path = $"/v1/profiles/{id}/rules/{rule.Json.Text("id")}";
        var saml = await SendAsync(HttpMethod.Put, path, new() { ["type"] = "Profile-SAML", ["conditions"] = new JsonArray(condition.DeepClone()) });
        Assert.Equal("Profile-SAML", saml.Json.Text("type"));
        Assert.Equal(400, (await _client.TokenAsync(form)).Status);
        Assert.Single((await SendAsync(HttpMethod.Get, $"/v1/profiles/{id}/rules")).Json["rules"]!.AsArray());
        Assert.Equal(204, (await SendAsync(HttpMethod.Delete, path)).Status);
    }

    [Fact]
    public async Task A_locked_service_id_is_neither_changed_nor_deleted_and_a_change_needs_the_version_that_was_read()
    {
        var path = "/v1/serviceids/" + _iam.AddServiceId("locked").Id;
        var read = (await SendAsync(HttpMethod.Get, path)).Json;

        Assert.Equal(204, (await SendAsync(HttpMethod.Post, path + "/lock")).Status);
        Assert.Equal(403, (await SendAsync(HttpMethod.Delete, path)).Status);
        await SendAsync(HttpMethod.Delete, path + "/lock");
        Assert.Equal(200, (await SendAsync(HttpMethod.Put, path, new() { ["name"] = "renamed" }, read.Text("entity_tag"))).Status);
        Assert.Equal(409, (await SendAsync(HttpMethod.Put, path, new() { ["name"] = "again" }, read.Text("entity_tag"))).Status);
        Assert.Equal(204, (await SendAsync(HttpMethod.Delete, path)).Status);
        Assert.Equal(404, (await SendAsync(HttpMethod.Get, path)).Status);
    }

    [Theory]
    [InlineData("serviceids")]
    [InlineData("apikeys")]
    public async Task Of_two_at_once_one_comes_too_late(string kind)
    {
        using var fake = new PagedFake();
        var bearer = ("Authorization", "Bearer " + fake.Iam.MintToken(fake.Iam.DefaultUser, new FakeTokenForm()));

        for (var round = 0; round < 1_000; round++)
        {
            var made = PagedFake.Read(fake.Ask("POST", "/v1/" + kind, $$"""{ "name": "n", "iam_id": "{{fake.Iam.Default.IamId}}", "account_id": "{{fake.Iam.Default.AccountId}}" }""", bearer).Body);
            var (path, version) = ($"/v1/{kind}/{made["id"]}", ("If-Match", made.Text("entity_tag")));

            Assert.Equal([200, 409], await TwiceAsync(() => fake.Ask("PUT", path, "{}", bearer, version).Status));
            Assert.Equal([204, 404], await TwiceAsync(() => fake.Ask("DELETE", path, "", bearer).Status));
        }
    }

    [Fact]
    public async Task Of_two_who_want_one_name_or_change_the_settings_at_once_one_comes_too_late()
    {
        using var fake = new PagedFake();
        var (iam, bearer) = (fake.Iam, ("Authorization", "Bearer " + fake.Iam.MintToken(fake.Iam.DefaultUser, new FakeTokenForm())));
        var settings = $"/v1/accounts/{iam.Default.AccountId}/settings/identity";

        for (var round = 1; round <= 500; round++)
        {
            var (body, version) = ($$"""{ "name": "p{{round}}", "account_id": "{{iam.Default.AccountId}}" }""", ("If-Match", $"{round}-settings"));

            Assert.Equal([201, 409], await TwiceAsync(() => fake.Ask("POST", "/v1/profiles", body, bearer).Status));
            Assert.Equal([200, 409], await TwiceAsync(() => fake.Ask("PUT", settings, "{}", bearer, version).Status));
        }
    }

    [Theory]
    [InlineData("serviceids")]
    [InlineData("apikeys")]
    public async Task A_list_shows_no_version_with_the_content_of_another(string kind)
    {
        using var fake = new PagedFake();
        var bearer = ("Authorization", "Bearer " + fake.Iam.MintToken(fake.Iam.DefaultUser, new FakeTokenForm()));
        var made = PagedFake.Read(fake.Ask("POST", "/v1/" + kind, $$"""{ "name": "1", "iam_id": "{{fake.Iam.Default.IamId}}", "account_id": "{{fake.Iam.Default.AccountId}}" }""", bearer).Body);

        // Each version is called by its number.
        var renaming = Task.Run(() =>
        {
            for (var version = 2; version < 3_000; version++)
            {
                Assert.Equal(200, fake.Ask("PUT", $"/v1/{kind}/{made["id"]}", $$"""{ "name": "{{version}}" }""", bearer, ("If-Match", "*")).Status);
            }
        }, TestContext.Current.CancellationToken);

        do
        {
            var one = PagedFake.Read(fake.Ask("GET", $"/v1/{kind}?account_id={fake.Iam.Default.AccountId}&scope=account", "", bearer).Body)[kind]!.AsArray().Single(one => $"{one!["id"]}" == $"{made["id"]}")!.AsObject();
            Assert.StartsWith(one.Text("name") + "-", one.Text("entity_tag"), StringComparison.Ordinal);
        }
        while (!renaming.IsCompleted);

        await renaming;
    }

    [Fact]
    public async Task Ids_of_any_length_are_listed()
    {
        _iam.AddProfile("short", "P");

        Assert.Contains("\"P\"", (await SendAsync(HttpMethod.Get, "/v1/profiles?account_id=" + _iam.AccountId)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_settings_hold_IAMs_limits_and_change_lifetimes()
    {
        var path = $"/v1/accounts/{_iam.AccountId}/settings/identity";
        const string Lifetime = "system_access_token_expiration_in_seconds";

        Assert.Equal(400, (await SendAsync(HttpMethod.Put, path, new() { [Lifetime] = "899" })).Status);
        Assert.Equal("900", (await SendAsync(HttpMethod.Put, path, new() { [Lifetime] = "900" })).Json.Text(Lifetime));
        Assert.Equal(900, (await _client.ApiKeyAsync(_iam.ApiKey)).Json["expires_in"]!.GetValue<int>());
    }

    [Fact]
    public async Task Account_settings_that_are_refused_change_nothing()
    {
        const string Lifetime = "system_access_token_expiration_in_seconds";
        var good = new JsonObject { [Lifetime] = "900" };
        var half = new JsonObject { [Lifetime] = "900", ["session_invalidation_in_seconds"] = "1" };

        Assert.Equal(404, (await SendAsync(HttpMethod.Put, "/v1/accounts/another/settings/identity", good)).Status);
        Assert.Equal(400, (await SendAsync(HttpMethod.Put, $"/v1/accounts/{_iam.AccountId}/settings/identity", half)).Status);
        Assert.Equal(3600, (await _client.ApiKeyAsync(_iam.ApiKey)).Json["expires_in"]!.GetValue<int>());
    }

    [Fact]
    public async Task Service_ids_and_profiles_are_found_at_their_own_paths_alone()
    {
        var service = _iam.AddServiceId("service");
        string[] paths = ["/v1/profiles/" + service.Id, "/v1/serviceids/" + _iam.DefaultProfile.Id, "/v1/serviceids/" + _iam.DefaultUser.Id];

        foreach (var path in paths)
        {
            Assert.Equal(404, (await SendAsync(HttpMethod.Get, path)).Status);
            Assert.Equal(404, (await SendAsync(HttpMethod.Put, path, new() { ["name"] = "renamed" })).Status);
            Assert.Equal(404, (await SendAsync(HttpMethod.Delete, path)).Status);
        }

        Assert.Equal("service", (await _client.ApiKeyAsync(service.ApiKey)).Claims.Text("name"));
    }

    [Fact]
    public async Task Only_a_good_token_may_ask()
    {
        Assert.Equal((401, "BXNIM0308E"), Refusal(await _client.GetAsync("/v1/apikeys")));
        Assert.Equal((401, "BXNIM0401E"), Refusal(await _client.GetAsync("/v1/apikeys", "nonsense")));
        Assert.Equal((401, "BXNIM0405E"), Refusal(await _client.GetAsync("/v1/apikeys", _iam.MintToken(form: FakeTokenForm.Expired))));
    }

    public void Dispose()
    {
        _client.Dispose();
        _iam.Dispose();
    }

    /// <summary>What two are told who ask at the same moment.</summary>
    private static async Task<IEnumerable<int>> TwiceAsync(Func<int> ask)
    {
        using var together = new Barrier(2);
        int Meet()
        {
            together.SignalAndWait(TestContext.Current.CancellationToken);
            return ask();
        }

        return (await Task.WhenAll(Task.Run(Meet), Task.Run(Meet))).Order();
    }

    private static (int, string) Refusal(Answer answer) => (answer.Status, answer.Code);

    private async Task<Answer> SendAsync(HttpMethod method, string path, JsonObject? body = null, string? version = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        request.Headers.Authorization = new("Bearer", _token);
        if (version is not null || method == HttpMethod.Put)
        {
            request.Headers.TryAddWithoutValidation("If-Match", version ?? "*");
        }

        return await _client.SendAsync(request);
    }
}
