namespace IbmIam.Testing.Tests;

/// <summary>A rule that could never do what it says is refused where it is written.</summary>
public sealed class FixedRules : IDisposable
{
    private readonly FrozenFake _fake = new(options => options.AdminApi = true);

    public static TheoryData<Action<FaultRule, FakeIdentity>> Choices => new()
    {
        { (rule, _) => rule.When(_ => true) },
        { (rule, identity) => rule.For(identity) },
        { (rule, _) => rule.On("/identity/keys") },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public void A_rule_in_force_is_for_the_requests_it_was_for(Action<FaultRule, FakeIdentity> change)
    {
        var rule = _fake.Iam.Faults.Next();
        rule.Status(503);

        var refusal = Assert.Throws<InvalidOperationException>(() => change(rule, _fake.Iam.DefaultUser));

        Assert.Equal("The rule 'status for the next token request' is in force: say which requests it is for before its fault.", refusal.Message);
    }

    [Fact]
    public void A_rule_is_for_one_path_and_one_identity()
    {
        var rule = _fake.Iam.Faults.Next().On("/identity/keys").For(_fake.Iam.DefaultUser);

        Assert.Contains("is for '/identity/keys' already", Assert.Throws<InvalidOperationException>(() => rule.On("/identity/userinfo")).Message, StringComparison.Ordinal);
        Assert.Contains("is for 'user@example.com' already", Assert.Throws<InvalidOperationException>(() => rule.For(_fake.Iam.DefaultServiceId)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("identity/keys")]
    [InlineData("/identity/key")]
    [InlineData("/identity/keys?x=1")]
    [InlineData("")]
    [InlineData("/api/things")]
    [InlineData("/__fake/state")]
    [InlineData("/api/v2/keys")]
    [InlineData("/v1/apikeys/{id}")]
    public async Task A_path_that_the_fake_does_not_serve_meets_no_fault(string path)
    {
        _fake.Iam.Protect("/api/**");
        var problem = $"'{path}' is not a path of IAM's that this fake serves: use one such as /identity/keys, with an ID in place of {{id}} and without a query. Key Protect's need the option KeyProtect.";

        Assert.Equal(problem, Assert.Throws<ArgumentException>(() => _fake.Iam.Faults.Next().On(path)).Message);
        (await _fake.AskAsync("POST", "/__fake/holds", $$"""{ "path": "{{path}}" }""")).Is($$"""{ "error": "{{problem}}" }""", 400);
    }

    [Fact]
    public void Key_Protects_path_may_fail_where_the_fake_serves_it()
    {
        using var iam = FakeIamServer.Start(options => options.KeyProtect = true);

        iam.Faults.Next().On("/api/v2/keys").Status(503);

        Assert.Equal(["status for the next request to /api/v2/keys"], iam.Faults.Unused);
    }

    [Theory]
    [InlineData("{\"kind\":\"rate-limit\",\"seconds\":5}", "seconds", "kind, next, path, identity, retryAfter, asDate")]
    [InlineData("{\"kind\":\"reset\",\"bytes\":5}", "bytes", "kind, next, path, identity")]
    [InlineData("{\"kind\":\"html\",\"code\":\"x\"}", "code", "kind, next, path, identity, status")]
    public void A_kind_takes_its_own_properties_alone(string fault, string property, string known)
    {
        Assert.Equal($"configuration, line 1, faults[0].{property}: unknown property '{property}'. Known: {known}.",
            Assert.ThrowsAny<ArgumentException>(() => _fake.Iam.Configure($$"""{ "faults": [{{fault}}] }""")).Message);
    }

    [Fact]
    public void Retry_After_is_at_most_an_hour_and_no_date_of_nothing()
    {
        var rule = _fake.Iam.Faults.Next();

        Assert.StartsWith("Retry-After is 10675199.02:48:05.4775807: use 0 to 1 hour.", Assert.Throws<ArgumentOutOfRangeException>(() => rule.RateLimit(TimeSpan.MaxValue, asDate: true)).Message, StringComparison.Ordinal);
        Assert.StartsWith("There is no Retry-After to send as a date", Assert.Throws<ArgumentException>(() => rule.RateLimit(asDate: true)).Message, StringComparison.Ordinal);
        rule.RateLimit(TimeSpan.FromHours(1));
    }

    public void Dispose() => _fake.Dispose();
}
