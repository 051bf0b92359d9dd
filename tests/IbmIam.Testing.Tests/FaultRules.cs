namespace IbmIam.Testing.Tests;

/// <summary>What a plan of faults says of its rules, and when they are done.</summary>
public sealed class FaultRules : IDisposable
{
    private const string Key = "grant_type=" + Client.Prefix + "apikey&apikey=fake.api.key.of.the.default.service.id";

    private readonly PagedFake _fake = new();

    private FaultPlan Plan => _fake.Iam.Faults;

    [Fact]
    public void A_rule_says_what_it_does_to_which_requests_of_whom()
    {
        var bot = _fake.Iam.Identities.AddServiceId("bot");
        Plan.Next().Reset();
        Plan.Next(2).Status(503);
        Plan.Always().Html();
        Plan.Next().On("/identity/keys").Empty();
        Plan.Next(3).On("/identity/keys").For(bot).NoToken();
        Plan.Always().On("/identity/keys").Malformed();
        Plan.Next().For(bot).RedirectLoop();
        Plan.Next().RateLimit();
        Plan.Next().Delay(TimeSpan.Zero);
        Plan.Next().Stall(TimeSpan.FromHours(1));
        Plan.Next().SlowBody(1);
        Plan.Next().ResetAfterHeaders();
        Plan.Next().Truncated(0);
        Plan.Next().WrongLength();
        Plan.Next().Hold().Dispose();

        Assert.Equal(
            [
                "reset for the next token request",
                "status for the next 2 token requests",
                "html for all token requests",
                "empty for the next request to /identity/keys",
                "no-token for the next 3 requests to /identity/keys of bot",
                "malformed for all requests to /identity/keys",
                "redirect-loop for the next token request of bot",
                "rate-limit for the next token request",
                "delay for the next token request",
                "stall for the next token request",
                "slow-body for the next token request",
                "reset-after-headers for the next token request",
                "truncated for the next token request",
                "wrong-length for the next token request",
                "hold for the next token request",
            ],
            Plan.Unused);
        Assert.Equal("no fault named for the next token request", Plan.Next().ToString());
    }

    [Fact]
    public void A_rule_is_unused_until_it_met_all_its_requests_and_one_for_all_until_it_met_one()
    {
        Plan.Next(2).Status(503);
        Plan.Always().Status(502);
        Assert.Equal(["status for the next 2 token requests", "status for all token requests"], Plan.Unused);

        Assert.Equal(503, _fake.Token(Key).Status);
        Assert.Equal(["status for the next token request", "status for all token requests"], Plan.Unused);
        Assert.Equal([503, 502, 502], [_fake.Token(Key).Status, _fake.Token(Key).Status, _fake.Token(Key).Status]);

        Assert.Empty(Plan.Unused);
        Assert.Equal(["status for all token requests"], Plan.InForce);
    }

    [Fact]
    public void A_rule_has_one_fault()
    {
        var rule = Plan.Next();
        rule.Status(503);

        var refusal = Assert.Throws<InvalidOperationException>(() => rule.Reset());

        Assert.Equal("The rule 'status for the next token request' has its fault: begin another one for 'reset'.", refusal.Message);
        Assert.Equal([503, 200], [_fake.Token(Key).Status, _fake.Token(Key).Status]);
    }

    [Fact]
    public void A_fault_speaks_IAMs_words_with_the_status_that_was_asked_for()
    {
        Plan.Next().Status(400);
        Plan.Next().Status(599, "BXNIM0001E");
        Plan.Next().Status(500, "BXNIM0415E");
        Plan.Next().RateLimit(TimeSpan.FromSeconds(1.9));

        Assert.Equal(
            [
                "400 BXNIM0060E A fault of the test's plan. HTTP 400",
                "599 BXNIM0001E A fault of the test's plan. HTTP 599",
                "500 BXNIM0415E Provided API key could not be found. ",
                "429 BXNIM0060E Too many requests. HTTP 429 Too Many Requests",
            ],
            Enumerable.Range(0, 4).Select(_ => Say()));

        string Say()
        {
            var answer = _fake.Token(Key);
            var body = PagedFake.Read(answer.Body);
            return $"{answer.Status} {body.Text("errorCode")} {body.Text("errorMessage")} {body["errorDetails"]}";
        }
    }

    [Fact]
    public void A_rate_limit_is_said_in_whole_seconds_or_as_a_date_by_the_fakes_clock()
    {
        Plan.Next().RateLimit(TimeSpan.FromSeconds(1.9));
        Plan.Next().RateLimit(TimeSpan.FromSeconds(7), asDate: true);
        Plan.Next().RateLimit(TimeSpan.Zero);

        Assert.Equal(["1", "Fri, 02 Jan 2026 03:04:12 GMT", "0"], Enumerable.Range(0, 3).Select(_ => _fake.Token(Key).Headers.Single(header => header.Name == "Retry-After").Value));
    }

    [Fact]
    public void A_condition_that_throws_is_told_with_its_words()
    {
        Plan.Next().When(_ => throw new InvalidOperationException("a mistake of the test's")).Status(503);

        var body = PagedFake.Read(_fake.Token(Key).Body);

        Assert.Equal(("FAKE_CONDITION_FAILED", "A condition of the test's plan threw.", "a mistake of the test's"), (body.Text("errorCode"), body.Text("errorMessage"), body.Text("errorDetails")));
    }

    [Theory]
    [InlineData("status 399", "The status is 399: give one from 400 to 599.")]
    [InlineData("status 600", "The status is 600: give one from 400 to 599.")]
    [InlineData("html 199", "The status is 199: give one from 200 to 599.")]
    [InlineData("html 600", "The status is 600: give one from 200 to 599.")]
    [InlineData("rate limit", "Retry-After is -00:00:01: give a time that is not negative.")]
    [InlineData("delay", "The delay is -00:00:01: give one from 0 to 1 hour.")]
    [InlineData("stall", "The delay is 01:00:00.0000001: give one from 0 to 1 hour.")]
    [InlineData("slow body", "bytesPerSecond ('0') must be a non-negative and non-zero value.")]
    [InlineData("truncated", "bytes ('-1') must be a non-negative value.")]
    [InlineData("next", "count ('0') must be a non-negative and non-zero value.")]
    public void What_no_fault_can_be_is_refused_where_it_is_planned(string which, string problem)
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => PlanWrongly(which));

        Assert.StartsWith(problem, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Plan.InForce);
    }

    [Fact]
    public void A_rule_for_nobody_is_refused() => Assert.Throws<ArgumentNullException>(() => Plan.Next().For(null!));

    [Fact]
    public void A_part_is_never_longer_than_the_answer()
    {
        var whole = _fake.Token(Key).Body.Length;
        Plan.Next().Truncated();
        Plan.Next().Truncated(1_000_000);
        Plan.Next().WrongLength();

        var (twenty, all, longer) = (_fake.Token(Key), _fake.Token(Key), _fake.Token(Key));

        Assert.Equal((20, whole, whole), (twenty.Body.Length, all.Body.Length, longer.Body.Length));
        Assert.Equal((whole + 1L, whole + 1L, whole + 100L), (twenty.Delivery.DeclaredLength, all.Delivery.DeclaredLength, longer.Delivery.DeclaredLength));
    }

    [Fact]
    public void The_answers_that_stand_in_for_an_endpoints_are_these()
    {
        Plan.Next().Html(200);
        Plan.Next().Empty();
        Plan.Next().Malformed();
        Plan.Next().NoToken();
        Plan.Next().RedirectLoop();

        Assert.Equal(
            [
                "200 text/html <html><head><title>200</title></head><body><h1>200 from the gateway</h1></body></html>\n",
                "200 application/json ",
                "200 application/json {\"access_token\": ",
                "200 application/json {\"token_type\":\"Bearer\",\"expires_in\":3600}",
                "302  http://127.0.0.1:1/identity/token?x=1",
            ],
            Enumerable.Range(0, 5).Select(_ => _fake.Token(Key, path: "/identity/token?x=1")).Select(answer =>
                $"{answer.Status} {answer.ContentType} {System.Text.Encoding.UTF8.GetString(answer.Body.Span)}{answer.Headers.SingleOrDefault(header => header.Name == "Location").Value}"));
    }

    [Fact]
    public void Holds_are_told_apart_by_their_number()
    {
        var (first, second) = (_fake.Post("/__fake/holds", "{}", 201), _fake.Post("/__fake/holds", """{ "path": "/identity/keys" }""", 201));

        Assert.Equal(("1", "2"), (first.Text("hold"), second.Text("hold")));
        Assert.Equal(["hold for the next token request", "hold for the next request to /identity/keys"], Plan.InForce);
    }

    public void Dispose() => _fake.Dispose();

    private void PlanWrongly(string which)
    {
        switch (which)
        {
            case "status 399": Plan.Next().Status(399); break;
            case "status 600": Plan.Next().Status(600); break;
            case "html 199": Plan.Next().Html(199); break;
            case "html 600": Plan.Next().Html(600); break;
            case "rate limit": Plan.Next().RateLimit(TimeSpan.FromSeconds(-1)); break;
            case "delay": Plan.Next().Delay(TimeSpan.FromSeconds(-1)); break;
            case "stall": Plan.Next().Stall(TimeSpan.FromHours(1) + TimeSpan.FromTicks(1)); break;
            case "slow body": Plan.Next().SlowBody(0); break;
            case "truncated": Plan.Next().Truncated(-1); break;
            default: Plan.Next(0); break;
        }
    }
}
