using System.Text;
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
        var said = await PostAsync("/__fake/config", """
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
        var minted = (await PostAsync("/__fake/tokens", "{ \"lifetime\": 10, \"claims\": { \"x\": 1 } }")).Json.Text("token");
        Assert.Equal(1, Jwt.Payload(minted)["x"]!.GetValue<int>());

        var hold = (await PostAsync("/__fake/holds", "{}")).Json.Text("hold");
        var asking = _client.ApiKeyAsync(_iam.ApiKey);
        while (!(await _client.GetAsync($"/__fake/holds/{hold}")).Json["arrived"]!.GetValue<bool>())
        {
            Assert.False(asking.IsCompleted);
        }

        using var release = new HttpRequestMessage(HttpMethod.Delete, $"/__fake/holds/{hold}");
        await _client.SendAsync(release);
        Assert.Equal(200, (await asking).Status);
        var log = await _client.GetAsync("/__fake/requests");
        Assert.Equal("apikey", Assert.Single(log.Json["requests"]!.AsArray())!.AsObject().Text("grant"));
        Assert.DoesNotContain(_iam.ApiKey, log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n  \"serviceIds\": [\n    { \"name\": \"a\" },\n    { \"name\": 1 }\n  ]\n}", "request, line 4, serviceIds[1].name: give a text in quotes.")]
    [InlineData("{\n  \"servceIds\": []\n}", "request, line 2, servceIds: there is no 'servceIds' here.")]
    [InlineData("{\n  \"faults\": [{ \"kind\": \"explode\" }]\n}", "request, line 2, faults[0].kind: there is no fault 'explode'.")]
    [InlineData("{\n  \"faults\": [\n    { \"kind\": \"status\", \"status\": 99 }]\n}", "request, line 3, faults[0]: The status is 99: give one from 400 to 599.")]
    [InlineData("{\n  \"users\": [{ \"email\": \"x\", \"id\": \"y\" }]\n}", "request, line 2, users[0].id: 'y' is no user's id")]
    [InlineData("{\n  oops", "request, line 2: this is not JSON.")]
    public async Task A_wrong_configuration_is_told_by_its_line(string json, string problem)
    {
        var said = await PostAsync("/__fake/config", json);

        Assert.Equal(400, said.Status);
        Assert.StartsWith(problem, said.Json.Text("error"), StringComparison.Ordinal);
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

    [Fact]
    public void Each_thing_that_CSharp_can_do_JSON_can_do()
    {
        // What belongs to the process of a test alone: its own objects, delegates and lifetime.
        string[] only = ["Start", "Dispose", "DisposeAsync", "CreateHandler", "HoldNext", "MintToken", "Time", "Report", "AdminApi"];
        var json = ConfigReader.OptionNames.Concat(ConfigReader.SectionNames).Select(Plain).ToHashSet();
        var csharp = typeof(FakeIamServer).GetMethods().Where(method => method.DeclaringType == typeof(FakeIamServer) && !method.IsSpecialName).Select(method => method.Name)
            .Concat(typeof(FakeIamOptions).GetProperties().Select(property => property.Name)).Except(only).Distinct();

        Assert.All(csharp, name => Assert.True(json.Contains(Plain(name.StartsWith("Add", StringComparison.Ordinal) ? name[3..] + "s" : name)), name));
        var faults = typeof(FaultRule).GetMethods().Where(method => method.ReturnType == typeof(void)).Select(method => Plain(method.Name));
        Assert.Equal(faults.Order(), FaultReader.Kinds.Keys.Select(Plain).Order());
    }

    public void Dispose()
    {
        _client.Dispose();
        _iam.Dispose();
    }

    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();

    private async Task<Answer> PostAsync(string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        return await _client.SendAsync(request);
    }
}
