namespace IbmIam.Testing.Tests;

/// <summary>What a fault says, and that a rule has one.</summary>
public sealed class FaultRules : IDisposable
{
    private const string Key = "grant_type=" + Client.Prefix + "apikey&apikey=fake.api.key.of.the.default.service.id";

    private readonly PagedFake _fake = new();

    private FaultPlan Plan => _fake.Iam.Faults;

    [Fact]
    public void A_rule_has_one_fault()
    {
        var rule = Plan.Next();
        rule.Status(503);

        var refusal = Assert.Throws<InvalidOperationException>(() => rule.Reset());

        Assert.Equal("The rule 'status for the next token request' has its fault: start another one for 'reset'.", refusal.Message);
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

        Assert.Equal(("FAKE_CONDITION_FAILED", "A fault condition of the test threw.", "a mistake of the test's"), (body.Text("errorCode"), body.Text("errorMessage"), body.Text("errorDetails")));
    }

    [Fact]
    public void Holds_are_told_apart_by_their_number()
    {
        var (first, second) = (_fake.Post("/__fake/holds", "{}", 201), _fake.Post("/__fake/holds", """{ "path": "/identity/keys" }""", 201));

        Assert.Equal(("1", "2"), (first.Text("hold"), second.Text("hold")));
        Assert.Equal(["hold for the next token request", "hold for the next request to /identity/keys"], Plan.InForce);
    }

    public void Dispose() => _fake.Dispose();
}
