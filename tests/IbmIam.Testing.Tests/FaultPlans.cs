using System.Text.Json.Nodes;

namespace IbmIam.Testing.Tests;

/// <summary>Faults by their names in plan and log, rules by the order and the requests that they meet.</summary>
public sealed class FaultPlans : IDisposable
{
    private const string Key = "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=";

    private readonly FrozenFake _fake = new();

    private FaultPlan Plan => _fake.Iam.Faults;

    /// <summary>A fault, the status that the log has of it, and the answer where it is no token: type and text.</summary>
    public static TheoryData<string, int, string?, string?> Kinds => new()
    {
        { """ "kind": "html" """, 502, "text/html", "<html><head><title>502</title></head><body><h1>502 from the gateway</h1></body></html>\n" },
        { """ "kind": "html", "status": 200 """, 200, "text/html", "<html><head><title>200</title></head><body><h1>200 from the gateway</h1></body></html>\n" },
        { """ "kind": "empty" """, 200, "application/json", "" },
        { """ "kind": "malformed" """, 200, "application/json", "{\"access_token\": " },
        { """ "kind": "no-token" """, 200, "application/json", """{"token_type":"Bearer","expires_in":3600}""" },
        { """ "kind": "delay", "seconds": 0.001 """, 200, null, null },
        { """ "kind": "stall", "seconds": 0 """, 200, null, null },
        { """ "kind": "slow-body", "bytesPerSecond": 1000000 """, 200, null, null },
        { """ "kind": "reset" """, 0, null, null },
        { """ "kind": "reset-after-headers" """, 200, null, null },
        { """ "kind": "truncated" """, 200, null, null },
        { """ "kind": "wrong-length" """, 200, null, null },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_fault_is_named_in_plan_and_log_and_answers_what_its_name_says(string fault, int status, string? type, string? text)
    {
        _fake.Iam.Configure($$"""{ "faults": [{ {{fault}} }] }""");
        var kind = JsonNode.Parse($"{{{fault}}}")!["kind"]!.GetValue<string>();

        Assert.Equal([$"{kind} for all token requests"], Plan.Unused);
        if (text is not null)
        {
            var answer = await _fake.FormAsync(Key + _fake.Iam.ApiKey);
            Assert.Equal((status, type, text), (answer.Status, answer.Headers["Content-Type"], answer.Text));
        }
        else
        {
            await RawHttp.SendAsync(_fake.Iam.Url, RawHttp.Post(Key + _fake.Iam.ApiKey));
        }

        Assert.Equal((kind, status, (string?)null), (_fake.Iam.Requests[^1].Fault, _fake.Iam.Requests[^1].Status, _fake.Iam.Requests[^1].Explanation));
        Assert.Empty(Plan.Unused);
    }

    [Fact]
    public async Task A_redirect_loop_keeps_the_query()
    {
        Plan.Next().On("/identity/keys").RedirectLoop();

        var answer = await _fake.AskAsync("GET", "/identity/keys?a=b%2Fc");

        Assert.Equal((302, "", _fake.Iam.Url + "/identity/keys?a=b%2Fc"), (answer.Status, answer.Text, answer.Headers["Location"]));
        Assert.Equal("redirect-loop", _fake.Iam.Requests[^1].Fault);
    }

    [Fact]
    public async Task A_rule_says_what_it_waits_for_until_it_is_spent()
    {
        Plan.Next(1_000).Status(503);
        Plan.Clear();
        Plan.Next(3).For(_fake.Iam.DefaultServiceId).Status(503);
        Plan.Next().On("/identity/keys").Empty();
        Plan.Always().On("/identity/keys").For(_fake.Iam.DefaultProfile).Reset();
        Plan.Always().RateLimit();
        Plan.Next();
        using var hold = Plan.Next().Hold();

        string[] others = ["empty for the next request to /identity/keys", "reset for all requests to /identity/keys of default"];
        Assert.Equal(["status for the next 3 token requests of default", .. others, "rate-limit for all token requests", "hold for the next token request"], Plan.Unused);
        await _fake.FormAsync(Key + _fake.Iam.ApiKey);
        Assert.Equal(["status for the next 2 token requests of default", .. others, "rate-limit for all token requests", "hold for the next token request"], Plan.Unused);
        await _fake.FormAsync(Key + "other");
        Assert.Equal(["status for the next 2 token requests of default", .. others, "hold for the next token request"], Plan.Unused);
        await _fake.FormAsync(Key + _fake.Iam.ApiKey);
        await _fake.AskAsync("GET", "/identity/keys");
        Assert.Equal(["status for the next token request of default", others[1], "hold for the next token request"], Plan.Unused);
        await _fake.FormAsync(Key + _fake.Iam.ApiKey);
        await _fake.FormAsync(Key + _fake.Iam.ApiKey);
        Assert.Equal([503, 429, 503, 200, 503, 429], _fake.Iam.Requests.Select(request => request.Status));
        Assert.Equal("no fault named for the next 2 token requests", Plan.Next(2).ToString());
    }

    [Fact]
    public async Task Conditions_of_one_rule_must_all_hold()
    {
        Plan.Always().When(request => request.Form.ContainsKey("a")).When(request => request.Form.ContainsKey("b")).Status(503);

        Assert.Equal([200, 200, 503], await StatusesAsync("&a=1", "&b=1", "&a=1&b=1"));
    }

    /// <summary>What is just too little or too much, what is still right, and what is said of the former.</summary>
    public static TheoryData<string, Action<FaultRule>, Action<FaultRule>> Bounds => new()
    {
        { "The status is 399: use 400 to 599. (Parameter 'status')", rule => rule.Status(399), rule => rule.Status(400) },
        { "The status is 600: use 400 to 599. (Parameter 'status')", rule => rule.Status(600, "BXNIM0415E"), rule => rule.Status(599, "BXNIM0415E") },
        { "The status is 199: use 200 to 599. (Parameter 'status')", rule => rule.Html(199), rule => rule.Html(200) },
        { "The status is 600: use 200 to 599. (Parameter 'status')", rule => rule.Html(600), rule => rule.Html(599) },
        {
            "Retry-After is -00:00:00.0000001: use 0 to 1 hour. (Parameter 'retryAfter')",
            rule => rule.RateLimit(TimeSpan.FromTicks(-1)), rule => rule.RateLimit(TimeSpan.Zero)
        },
        { "The delay is -00:00:00.0000001: use 0 to 1 hour. (Parameter 'before')", rule => rule.Delay(TimeSpan.FromTicks(-1)), rule => rule.Delay(TimeSpan.Zero) },
        { "The delay is 01:00:00.0000001: use 0 to 1 hour. (Parameter 'beforeBody')", rule => rule.Stall(TimeSpan.FromHours(1) + TimeSpan.FromTicks(1)), rule => rule.Stall(TimeSpan.FromHours(1)) },
        { "bytesPerSecond ('0') must be a non-negative and non-zero value. (Parameter 'bytesPerSecond')\nActual value was 0.", rule => rule.SlowBody(0), rule => rule.SlowBody(1) },
        { "bytes ('-1') must be a non-negative value. (Parameter 'bytes')\nActual value was -1.", rule => rule.Truncated(-1), rule => rule.Truncated(0) },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void A_fault_beyond_its_bounds_is_refused_and_not_planned(string message, Action<FaultRule> beyond, Action<FaultRule> within)
    {
        Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>(() => beyond(Plan.Next())).Message.ReplaceLineEndings("\n"));
        Assert.Empty(Plan.Unused);

        within(Plan.Next());

        Assert.Single(Plan.Unused);
    }

    [Fact]
    public void A_rule_for_nothing_is_refused_where_it_is_planned()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Plan.Next(0));
        Assert.Throws<ArgumentNullException>(() => Plan.Next().For(null!));
        Assert.Throws<ArgumentNullException>(() => Plan.Next().When(null!));
        Assert.Throws<ArgumentNullException>(() => Plan.Next().On(null!));
    }

    public void Dispose() => _fake.Dispose();

    private async Task<IReadOnlyList<int>> StatusesAsync(params string[] forms)
    {
        var statuses = new List<int>();
        foreach (var more in forms)
        {
            statuses.Add((await _fake.FormAsync(Key + _fake.Iam.ApiKey + more)).Status);
        }

        return statuses;
    }
}
