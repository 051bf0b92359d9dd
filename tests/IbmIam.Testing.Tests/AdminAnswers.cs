namespace IbmIam.Testing.Tests;

/// <summary>What the admin API says, word for word.</summary>
public sealed class AdminAnswers : IDisposable
{
    private const long Now = 1767323045;

    private readonly FrozenFake _fake = new(options => options.AdminApi = true);

    [Fact]
    public async Task The_state_is_who_there_is_and_what_is_planned()
    {
        _fake.Iam.Remove(_fake.Iam.DefaultProfile);
        _fake.Iam.Remove(_fake.Iam.DefaultUser);
        _fake.Iam.Faults.Next(2).On("/identity/keys").Status(503);

        (await _fake.AskAsync("GET", "/__fake/state")).Is($$"""
            {
              "now": "2026-01-02T03:04:05.678Z", "accountId": "<account>", "refusingUrl": "<url>",
              "identities": [{ "id": "ServiceId-00000000-0000-4000-8000-00000000fa4e", "name": "default" }],
              "unusedFaults": ["{{Assert.Single(_fake.Iam.Faults.Unused)}}"]
            }
            """);
    }

    [Fact]
    public async Task The_log_tells_all_of_a_request_but_its_secrets()
    {
        _fake.Iam.Faults.Next().Status(503);
        await _fake.FormAsync($"grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey={_fake.Iam.ApiKey}");
        await _fake.FormAsync("grant_type=urn:ibm:params:oauth:grant-type:apikey");

        (await _fake.AskAsync("GET", "/__fake/requests")).Is("""
            {
              "requests": [
                {
                  "at": "2026-01-02T03:04:05.678Z", "method": "POST", "path": "/identity/token", "grant": "apikey",
                  "identity": "ServiceId-00000000-0000-4000-8000-00000000fa4e", "status": 503, "userAgent": "tests/1.0", "fault": "status",
                  "form": { "grant_type": "urn:ibm:params:oauth:grant-type:apikey", "apikey": "****" }, "errorCode": "BXNIM0060E", "explanation": null
                },
                {
                  "at": "2026-01-02T03:04:05.678Z", "method": "POST", "path": "/identity/token", "grant": "apikey",
                  "identity": null, "status": 400, "userAgent": "tests/1.0", "fault": null,
                  "form": { "grant_type": "urn:ibm:params:oauth:grant-type:apikey" }, "errorCode": "BXNIM0109E",
                  "explanation": "Property 'apikey' either missing or empty."
                }
              ]
            }
            """);
    }

    /// <summary>What is asked of a token, and whose it is, from when to when, from when it is valid, by which key, and what else it says.</summary>
    public static TheoryData<string, string, long, long, long?, string, string?> Tokens => new()
    {
        { "", "default", Now, Now + 3600, null, "202601010000", null },
        { "{\"identity\":\"ServiceId-bot\"}", "bot", Now, Now + 3600, null, "202601010000", null },
        { "{\"lifetime\":10}", "default", Now, Now + 10, null, "202601010000", null },
        { "{\"age\":60}", "default", Now - 60, Now + 3540, null, "202601010000", null },
        { "{\"notBefore\":60}", "default", Now, Now + 3600, Now + 60, "202601010000", null },
        { "{\"signedByUnknownKey\":true}", "default", Now, Now + 3600, null, "209901010000", null },
        { "{\"tampered\":true}", "default", Now, Now + 3600, null, "202601010000", "tampered" },
        { "{\"claims\":{\"team\":\"x\"}}", "default", Now, Now + 3600, null, "202601010000", "team" },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task A_token_is_minted_as_it_is_asked_for(string asked, string name, long from, long to, long? valid, string key, string? extra)
    {
        _fake.Iam.Configure("""{ "serviceIds": [{ "name": "bot", "id": "ServiceId-bot" }] }""");

        var answer = await _fake.AskAsync("POST", "/__fake/tokens", asked);

        answer.Is("""{ "token": "<token>" }""");
        var claims = Jwt.Payload(answer.Json.Text("token"));
        Assert.Equal((name, from, to, valid), (claims.Text("name"), claims["iat"]!.GetValue<long>(), claims["exp"]!.GetValue<long>(), claims["nbf"]?.GetValue<long>()));
        Assert.Equal(key, Jwt.Header(answer.Json.Text("token")).Text("kid"));
        Assert.Equal((extra == "tampered", extra == "team"), (claims.ContainsKey("tampered"), claims.ContainsKey("team")));
    }

    [Theory]
    [InlineData("POST /__fake/config", null, 415, "Send the header 'Content-Type: application/json'.")]
    [InlineData("POST /__fake/config", "{\"port\":1}", 400, "request, line 1, port: unknown property 'port'.")]
    [InlineData("POST /__fake/tokens", "{", 400, "request, line 1: not valid JSON.")]
    [InlineData("POST /__fake/tokens", "{\"user\":1}", 400, "request, line 1, user: unknown property 'user'. Known: identity, lifetime, age, notBefore, signedByUnknownKey, tampered, claims.")]
    [InlineData("GET /__fake/holds/none", null, 404, "There is no such hold.")]
    public async Task A_refusal_says_what_is_wrong(string route, string? body, int status, string problem)
    {
        var answer = await _fake.AskAsync(route.Split(' ')[0], route.Split(' ')[1], body);

        Assert.Equal((status, "error"), (answer.Status, Assert.Single(answer.Json).Key));
        Assert.StartsWith(problem, answer.Json.Text("error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hold_waits_for_its_path_alone()
    {
        var hold = (await _fake.AskAsync("POST", "/__fake/holds", """{ "path": "/identity/keys" }""")).Json.Text("hold");

        Assert.Equal(200, (await _fake.Client.ApiKeyAsync(_fake.Iam.ApiKey)).Status);
        (await _fake.AskAsync("GET", $"/__fake/holds/{hold}")).Is("""{ "arrived": false }""");
        var asking = _fake.Client.GetAsync("/identity/keys");
        await _fake.Client.ArrivalAsync(hold, asking);

        Assert.Equal(204, (await _fake.AskAsync("DELETE", $"/__fake/holds/{hold}")).Status);
        Assert.Equal(200, (await asking).Status);
    }

    [Fact]
    public async Task Faults_and_requests_are_cleared()
    {
        await _fake.Client.ApiKeyAsync(_fake.Iam.ApiKey);
        _fake.Iam.Faults.Always().Status(503);

        Assert.Equal(204, (await _fake.AskAsync("DELETE", "/__fake/faults")).Status);
        Assert.Equal(204, (await _fake.AskAsync("DELETE", "/__fake/requests")).Status);

        Assert.Empty(_fake.Iam.Requests);
        Assert.Equal(200, (await _fake.Client.ApiKeyAsync(_fake.Iam.ApiKey)).Status);
    }

    public void Dispose() => _fake.Dispose();
}
