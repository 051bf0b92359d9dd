using System.Text;
using System.Text.Json.Nodes;
using IbmIam.Testing.Http;
using IbmIam.Testing.Page;

namespace IbmIam.Testing.Tests;

/// <summary>Requests and their answers as the page gets them: whole, but for secrets.</summary>
public sealed class PageEntries : IDisposable
{
    private const string ApiKey = "grant_type=" + Client.Prefix + "apikey&apikey=";

    private readonly PagedFake _fake = new();

    [Fact]
    public async Task A_request_that_was_answered_is_told_whole_but_for_its_secrets()
    {
        var answer = _fake.Ask(
            "POST",
            "/identity/token?state=s&apikey=canary.in.a.query",
            $"{ApiKey}{_fake.Iam.Default.ApiKey}&state=s&note=canary.of.a.field&canary.that.is.no.name!=1",
            ("Accept", "application/json"),
            ("Content-Type", PagedFake.Form),
            ("If-Match", "*"),
            ("Metadata-Flavor", "ibm"),
            ("ibm-cloud-tenant", _fake.Iam.Default.AccountId),
            ("Authorization", "Basic Yng6Yng="),
            ("Cookie", "canary.in.a.cookie"));

        var entry = await _fake.LastEntryAsync();
        Assert.Equal(Jwt.Payload(PagedFake.Read(answer.Body).Text("access_token")).ToJsonString(), entry["token"]!["claims"]!.ToJsonString());
        entry["token"]!["claims"] = "<claims>";
        entry.Is($$"""
            {
              "number": 1,
              "request": {
                "at": 1767323045678, "method": "POST", "path": "/identity/token", "query": { "state": "s", "apikey": "****" }, "grant": "apikey",
                "identity": "ServiceId-00000000-0000-4000-8000-00000000fa4e", "status": 200, "userAgent": "tests/1.0", "fault": null, "errorCode": null,
                "explanation": null,
                "form": { "grant_type": "urn:ibm:params:oauth:grant-type:apikey", "apikey": "****", "state": "s", "note": "****", "****": "****" },
                "headers": {
                  "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded", "If-Match": "*", "Metadata-Flavor": "ibm",
                  "ibm-cloud-tenant": "<account>", "Authorization": "Basic ****"
                }
              },
              "answer": {
                "retryAfter": null, "type": "application/json", "bytes": {{answer.Body.Length}},
                "body": {
                  "access_token": "****", "refresh_token": "****", "token_type": "Bearer", "expires_in": 3600, "expiration": 1767326645, "scope": "ibm openid"
                },
                "text": null
              },
              "token": { "kid": "202601010000", "claims": "<claims>" }
            }
            """);
    }

    [Fact]
    public async Task A_refusal_says_why_and_a_rate_limit_when_to_come_back()
    {
        _fake.Token("grant_type=" + Client.Prefix + "apikey&api_key=canary", basic: null);
        var refusal = await _fake.LastEntryAsync();
        _fake.Iam.Faults.Next().RateLimit(TimeSpan.FromSeconds(7));
        _fake.Token(ApiKey + "any");
        var limit = await _fake.LastEntryAsync();

        Assert.Equal(
            ("BXNIM0109E", "The API key is in 'api_key': the field is called 'apikey'."),
            (refusal["request"]!.AsObject().Text("errorCode"), refusal["request"]!.AsObject().Text("explanation")));
        Assert.Equal("Property 'apikey' either missing or empty.", refusal["answer"]!["body"]!.AsObject().Text("errorDetails"));
        Assert.Equal(("rate-limit", "7"), (limit["request"]!.AsObject().Text("fault"), limit["answer"]!.AsObject().Text("retryAfter")));
        Assert.All([refusal["answer"]!["retryAfter"], refusal["token"], limit["token"]], Assert.Null);
    }

    [Fact]
    public async Task A_gateways_page_is_told_as_text_and_a_reset_without_the_answer_that_nobody_saw()
    {
        _fake.Iam.Faults.Next().Html();
        _fake.Token(ApiKey + "any");
        var page = await _fake.LastEntryAsync();
        _fake.Iam.Faults.Next().Reset();
        _fake.Token(ApiKey + _fake.Iam.Default.ApiKey);
        var reset = await _fake.LastEntryAsync();

        page["answer"]!.AsObject().Is("""
            {
              "retryAfter": null, "type": "text/html", "bytes": 87, "body": null,
              "text": "<html><head><title>502</title></head><body><h1>502 from the gateway</h1></body></html>\n"
            }
            """);
        Assert.Equal(0, reset["request"]!["status"]!.GetValue<int>());
        Assert.All([reset["answer"]!["body"], reset["answer"]!["text"], reset["token"]], Assert.Null);
    }

    [Theory]
    [InlineData("Basic Yng6Yng=", "Basic ****")]
    [InlineData("Bearer canary", "Bearer ****")]
    [InlineData("bearer canary", "****")]
    [InlineData("canary", "****")]
    [InlineData("Digest canary", "****")]
    public async Task Of_a_header_with_credentials_its_scheme_is_told_at_most(string header, string shown)
    {
        _fake.Ask("GET", "/identity/keys", "", ("Authorization", header));

        (await _fake.LastEntryAsync())["request"]!["headers"]!.AsObject().Is($$"""{ "Authorization": "{{shown}}" }""");
    }

    [Fact]
    public void Whatever_holds_a_secret_in_an_answer_is_masked_however_deep_it_stands()
    {
        string[] names = ["access_token", "refresh_token", "delegated_refresh_token", "token", "passcode", "apikey", "api_key", "password", "client_secret", "APIKEY"];
        var secrets = string.Join(", ", names.Select(name => $"\"{name}\": \"canary\""));
        var masked = string.Join(", ", names.Select(name => $"\"{name}\": \"****\""));

        Shown($$"""
            {
              {{secrets}}, "inner": { {{secrets}}, "list": [{ {{secrets}} }, { "apikey": { {{secrets}} } }] },
              "passcodes": [["canary is no secret by this name"]], "passcode2": "shown", "Token": ["canary", "canary", ["canary", 1, null], { "name": "shown" }],
              "expires": { "token": 5, "refresh_token": "not_supported", "passcode": "", "apikey": null }
            }
            """).Is($$"""
            {
              {{masked}}, "inner": { {{masked}}, "list": [{ {{masked}} }, { "apikey": { {{masked}} } }] },
              "passcodes": [["canary is no secret by this name"]], "passcode2": "shown", "Token": ["****", "****", ["****", 1, null], { "name": "shown" }],
              "expires": { "token": 5, "refresh_token": "not_supported", "passcode": "", "apikey": null }
            }
            """);
    }

    [Fact]
    public async Task No_secret_that_came_or_went_stands_in_an_event()
    {
        var (iam, user) = (_fake.Iam, _fake.Iam.DefaultUser);
        var bearer = ("Authorization", "Bearer " + iam.MintToken(iam.Default, new FakeTokenForm()));
        List<string> secrets = [bearer.Item2["Bearer ".Length..], iam.Default.ApiKey, user.ApiKey, user.Password, iam.VirtualServer.Token, iam.AddPasscode(user), "Yng6Yng="];
        FakeResponse[] answers =
        [
            _fake.Token(ApiKey + iam.Default.ApiKey),
            _fake.Token(ApiKey + user.ApiKey + "&response_type=cloud_iam%20delegated_refresh_token&receiver_client_ids=bx"),
            _fake.Token($"grant_type=password&username={user.Email}&password={user.Password}"),
            _fake.Token($"grant_type={Client.Prefix}passcode&passcode={secrets[5]}"),
            _fake.Token($"grant_type={Client.Prefix}cr-token&cr_token={iam.VirtualServer.Token}&profile_id={iam.DefaultProfile.Id}", basic: null),
            _fake.Token($"grant_type={Client.Prefix}assume&access_token={secrets[0]}&profile_id={iam.DefaultProfile.Id}", basic: null),
            _fake.Token("refresh_token=" + iam.AddRefreshToken(user, "bx"), path: "/identity/passcode"),
            _fake.Ask("POST", "/v1/apikeys", $$"""{ "name": "one", "iam_id": "{{iam.Default.IamId}}" }""", bearer),
            _fake.Ask("POST", "/v1/serviceids", $$"""{ "name": "two", "account_id": "{{iam.Default.AccountId}}", "apikey": { "name": "its own" } }""", bearer),
            _fake.Ask("PUT", "/instance_identity/v1/token?version=2022-03-01", "{}", ("Metadata-Flavor", "ibm")),
        ];
        Assert.All(answers, answer => Assert.InRange(answer.Status, 200, 201));
        var given = answers.SelectMany(answer => Texts(PagedFake.Read(answer.Body), "")).Where(text => text.Name is "access_token" or "refresh_token" or "delegated_refresh_token" or "passcode" or "apikey")
            .Select(text => text.Value).Where(value => value != "not_supported").ToArray();
        Assert.Equal(15, given.Length);

        var told = (await _fake.FirstEventAsync()).ToJsonString();

        Assert.All([.. secrets, .. given, .. given.Where(value => value.StartsWith("eyJ", StringComparison.Ordinal)).Select(value => value.Split('.')[2])], secret =>
            Assert.DoesNotContain(secret, told, StringComparison.Ordinal));
    }

    public void Dispose() => _fake.Dispose();

    private static JsonObject Shown(string body)
    {
        var request = new FakeIamRequest { At = default, Method = "GET", Path = "/", Status = 201 };
        return PageEntry.Of(new Seen(1, request, new FakeResponse(201, Encoding.UTF8.GetBytes(body), "application/json"), 0))["answer"]!["body"]!.AsObject();
    }

    private static IEnumerable<(string Name, string Value)> Texts(JsonNode? node, string name) => node switch
    {
        JsonObject inner => inner.SelectMany(field => Texts(field.Value, field.Key)),
        JsonValue value when value.TryGetValue<string>(out var text) => [(name, text)],
        _ => [],
    };
}
