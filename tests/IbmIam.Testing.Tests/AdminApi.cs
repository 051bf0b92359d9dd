using System.Text.Json.Nodes;
using IbmIam.Testing.Configuration;

namespace IbmIam.Testing.Tests;

/// <summary>What C# can do, JSON can do: one language for the configuration file and the admin API.</summary>
public sealed class AdminApi : IDisposable
{
    private readonly FakeIamServer _iam = FakeIamServer.Start(options => options.AdminApi = true);
    private readonly Client _client;

    public AdminApi() => _client = new Client(_iam);

    [Fact]
    public async Task Identities_faults_clock_and_guard_are_set_while_it_runs()
    {
        var said = await _client.PostAsync("/__fake/config", """
            {
              "serviceIds": [{ "name": "bot", "id": "ServiceId-bot", "apiKey": "bot.key", "claims": { "team": "x" }, "tokenLifetime": 60 }],
              "faults": [{ "kind": "status", "status": 503, "next": 1, "identity": "ServiceId-bot" }],
              "protect": [{ "path": "/api/**", "service": "key-protect" }],
              "advance": 86400
            }
            """);

        Assert.Equal(200, said.Status);
        Assert.InRange(_iam.Clock.Now - TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(23), TimeSpan.FromHours(25));
        Assert.Equal(503, (await _client.ApiKeyAsync("bot.key")).Status);
        var token = await _client.ApiKeyAsync("bot.key");
        Assert.Equal(("x", 60), (token.Claims.Text("team"), token.Json["expires_in"]!.GetValue<int>()));
        Assert.Equal(400, (await _client.GetAsync("/api/v1")).Status);
    }

    [Fact]
    public async Task Tokens_are_minted_and_requests_held_and_listed_without_a_secret()
    {
        var minted = (await _client.PostAsync("/__fake/tokens", "{ \"lifetime\": 10, \"claims\": { \"x\": 1 } }")).Json.Text("token");
        Assert.Equal(1, Jwt.Payload(minted)["x"]!.GetValue<int>());

        var hold = (await _client.PostAsync("/__fake/holds", "{}")).Json.Text("hold");
        var asking = _client.ApiKeyAsync(_iam.ApiKey);
        await _client.ArrivalAsync(hold, asking);

        using var release = new HttpRequestMessage(HttpMethod.Delete, $"/__fake/holds/{hold}");
        await _client.SendAsync(release);
        Assert.Equal(200, (await asking).Status);
        var log = await _client.GetAsync("/__fake/requests");
        Assert.Equal("apikey", Assert.Single(log.Json["requests"]!.AsArray())!.AsObject().Text("grant"));
        Assert.DoesNotContain(_iam.ApiKey, log.Text, StringComparison.Ordinal);
        Assert.Equal(Client.Prefix + "apikey", log.Json["requests"]![0]!["form"]!.AsObject().Text("grant_type"));
    }

    [Fact]
    public async Task A_hold_can_be_narrowed_to_a_path_and_an_identity()
    {
        await _client.PostAsync("/__fake/config", """{ "serviceIds": [{ "name": "bot", "id": "ServiceId-bot", "apiKey": "bot.key" }] }""");
        var hold = (await _client.PostAsync("/__fake/holds", """{ "identity": "ServiceId-bot" }""")).Json.Text("hold");

        Assert.Equal(200, (await _client.ApiKeyAsync(_iam.ApiKey)).Status);
        var asking = _client.ApiKeyAsync("bot.key");
        await _client.ArrivalAsync(hold, asking);

        using var release = new HttpRequestMessage(HttpMethod.Delete, $"/__fake/holds/{hold}");
        await _client.SendAsync(release);
        Assert.Equal(200, (await asking).Status);
        Assert.Equal(400, (await _client.PostAsync("/__fake/holds", """{ "identity": "nobody" }""")).Status);
    }

    [Fact]
    public async Task The_refusing_address_refuses()
    {
        var url = (await _client.GetAsync("/__fake/state")).Json.Text("refusingUrl");
        using var client = new Client(url);

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/identity/token"));

        Assert.Equal((_iam.RefusingUrl, HttpRequestError.ConnectionError), (url, failure.HttpRequestError));
    }

    [Theory]
    [InlineData("{\n  \"serviceIds\": [\n    { \"name\": \"a\" },\n    { \"name\": 1 }\n  ]\n}", "request, line 4, serviceIds[1].name: it must be a string.")]
    [InlineData("{\n  \"servceIds\": []\n}", "request, line 2, servceIds: unknown property 'servceIds'.")]
    [InlineData("{\n  \"faults\": [{ \"kind\": \"explode\" }]\n}", "request, line 2, faults[0].kind: there is no fault 'explode'.")]
    [InlineData("{\n  \"faults\": [\n    { \"kind\": \"status\", \"status\": 99 }]\n}", "request, line 3, faults[0]: The status is 99: use 400 to 599.")]
    [InlineData("{\n  \"faults\": [\n    { \"kind\": \"slow-body\" }]\n}", "request, line 3, faults[0]: 'bytesPerSecond' is missing: this kind of fault requires it.")]
    [InlineData("{\n  \"users\": [{ \"email\": \"x\", \"id\": \"y\" }]\n}", "request, line 2, users[0]: 'y' is not a user's ID")]
    [InlineData("{\n  oops", "request, line 2: not valid JSON.")]
    [InlineData("{\n  \"now\": \"9999-01-01T00:00:00Z\" }", "request, line 2, now: The clock would leave the years 2000 to 2999")]
    [InlineData("{\n  \"serviceIds\": [{ \"name\": \"a\", \"tokenLifetime\": 0 }]\n}", "request, line 2, serviceIds[0]: TokenLifetime is 00:00:00")]
    [InlineData("{\n  \"passcodes\": [\n \"\\ud800\"]\n}", "request, line 3: not valid JSON. A string is not valid Unicode.")]
    [InlineData("{\n  \"advance\": 1,\n  \"advance\": 1\n}", "request: not valid JSON. Duplicate property 'advance'")]
    public async Task A_wrong_configuration_is_told_by_its_line(string json, string problem)
    {
        var said = await _client.PostAsync("/__fake/config", json);

        Assert.Equal(400, said.Status);
        Assert.StartsWith(problem, said.Json.Text("error"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serviceIds", "name")]
    [InlineData("users", "email")]
    public async Task Who_is_refused_a_key_that_is_taken_is_not_there(string section, string name)
    {
        var said = await _client.PostAsync("/__fake/config", $$"""{ "{{section}}": [{ "{{name}}": "second", "apiKey": "{{_iam.ApiKey}}" }] }""");

        Assert.Equal(400, said.Status);
        Assert.DoesNotContain("second", (await _client.GetAsync("/__fake/state")).Text, StringComparison.Ordinal);
        Assert.Equal("default", (await _client.ApiKeyAsync(_iam.ApiKey)).Claims.Text("name"));
    }

    [Fact]
    public async Task The_admin_API_is_off_unless_it_is_asked_for()
    {
        using var plain = FakeIamServer.Start();
        using var client = new Client(plain);

        Assert.Equal(404, (await client.GetAsync("/__fake/requests")).Status);
    }

    [Fact]
    public void The_schema_lists_what_the_reader_reads()
    {
        using var stream = typeof(AdminApi).Assembly.GetManifestResourceStream("schema.json")!;
        var properties = JsonNode.Parse(stream)!["properties"]!.AsObject();

        Assert.Equal(ConfigReader.OptionNames.Concat(ConfigReader.SectionNames).Order(), properties.Select(property => property.Key).Order());
        var kinds = properties["faults"]!["items"]!["properties"]!["kind"]!["enum"]!.AsArray().Select(kind => kind!.GetValue<string>());
        Assert.Equal(FaultReader.Kinds.Keys, kinds);
    }

    /// <summary>The three lists side by side: a member of the C# library, and where JSON or the admin API do the same.</summary>
    public static TheoryData<string, string> Lists => new()
    {
        { "AccountId", "GET /__fake/state" }, { "DefaultServiceId", "GET /__fake/state" }, { "DefaultProfile", "GET /__fake/state" }, { "DefaultUser", "GET /__fake/state" },
        { "RefusingUrl", "GET /__fake/state" }, { "Requests", "GET /__fake/requests" }, { "Faults", "faults" }, { "Clock", "advance" },
        { "AddServiceId", "serviceIds" }, { "AddUser", "users" }, { "AddProfile", "profiles" }, { "AddComputeResource", "computeResources" }, { "AddClient", "clients" },
        { "AddPasscode", "passcodes" }, { "AddRefreshToken", "refreshTokens" }, { "Remove", "remove" }, { "DisableApiKeys", "disableApiKeys" },
        { "EndSessions", "endSessions" }, { "RotateKeys", "rotateKeys" }, { "NextTokenClaims", "nextTokenClaims" }, { "Protect", "protect" },
        { "MintToken", "POST /__fake/tokens" }, { "HoldNext", "POST /__fake/holds" }, { "Configure", "POST /__fake/config" },
        { "Port", "port" }, { "Https", "https" }, { "TokenLifetime", "tokenLifetime" }, { "RefreshTokenLifetime", "refreshTokenLifetime" },
        { "SessionInactivity", "sessionInactivity" }, { "SingleUseRefreshTokens", "singleUseRefreshTokens" }, { "FailOnUnusedFaults", "failOnUnusedFaults" },
        { "RequestLogCapacity", "requestLogCapacity" }, { "KeyProtect", "keyProtect" }, { "Page", "page" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void What_CSharp_can_do_JSON_or_the_admin_API_can_do(string member, string place)
    {
        Assert.True(typeof(FakeIamServer).GetMember(member).Length > 0 || typeof(FakeIamOptions).GetMember(member).Length > 0, member);
        Assert.Contains(place, ConfigReader.OptionNames.Concat(ConfigReader.SectionNames).Concat(Routes.All.Select(route => $"{route.Method} {route.Template}")));
    }

    [Fact]
    public void No_list_has_what_the_others_lack()
    {
        // What belongs to the process of a test alone: its objects, its lifetime, WireMock's stubs. Url and ApiKey are the program's first line and --api-key.
        string[] only =
        [
            "Start", "StartFrom", "Dispose", "DisposeAsync", "CreateHandler", "Environment", "SdkEnvironment", "Server", "Certificate", "Time", "Report", "AdminApi", "Url", "ApiKey",
        ];
        var listed = Lists.Select(row => row.Data.Item1).ToHashSet();
        var places = Lists.Select(row => row.Data.Item2).ToHashSet();
        var members = typeof(FakeIamServer).GetMembers().Concat(typeof(FakeIamOptions).GetProperties())
            .Where(member => member.DeclaringType == typeof(FakeIamServer) || member.DeclaringType == typeof(FakeIamOptions))
            .Where(member => member is System.Reflection.PropertyInfo or System.Reflection.MethodInfo { IsSpecialName: false }).Select(member => member.Name).Distinct();

        Assert.True(members.Except(only).All(listed.Contains), $"JSON and the admin API lack, or {nameof(Lists)} does: {string.Join(", ", members.Except(only).Except(listed))}");
        Assert.Equal(members.Except(only).Order(), listed.Order());
        string[] variants = ["$schema", "now", "enableApiKeys"];
        Assert.Equal(ConfigReader.OptionNames.Concat(ConfigReader.SectionNames).Except(variants).Order(), places.Where(place => !place.Contains('/', StringComparison.Ordinal)).Order());
        var faults = typeof(FaultRule).GetMethods().Where(method => method.ReturnType == typeof(void)).Select(method => Plain(method.Name));
        Assert.Equal(faults.Order(), FaultReader.Kinds.Keys.Select(Plain).Order());
    }

    public void Dispose()
    {
        _client.Dispose();
        _iam.Dispose();
    }

    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
}
