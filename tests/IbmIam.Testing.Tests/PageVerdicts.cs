using System.Text.Json;
using System.Text.Json.Nodes;

namespace IbmIam.Testing.Tests;

/// <summary>What the page's debugger says of a token, word for word.</summary>
public sealed class PageVerdicts : IDisposable
{
    private static readonly string[] Steps =
        ["Three parts of base64url JSON", "Signed by a key of this fake", "Issued by this fake", "Not expired", "Its identity exists"];

    private readonly PagedFake _fake = new();

    [Theory]
    [InlineData("good", 5, null)]
    [InlineData("with its Bearer", 5, null)]
    [InlineData("nothing", 0, "Nothing was pasted.")]
    [InlineData("blank", 0, "Nothing was pasted.")]
    [InlineData("API key", 0, "This is an API key of default, not a token: exchange it at /identity/token.")]
    [InlineData("refresh token", 0, "This is a refresh token, not an access token: exchange it at /identity/token.")]
    [InlineData("compute resource", 0, "This is the compute-resource token of fake-virtual-server: exchange it for a trusted profile.")]
    [InlineData("wrapped", 0, "A part of it is not base64url JSON: perhaps the token was cut or wrapped.")]
    [InlineData("wrapped in its signature", 0, "A part of it is not base64url JSON: perhaps the token was cut or wrapped.")]
    [InlineData("not base64url", 0, "A part of it is not base64url JSON: perhaps the token was cut or wrapped.")]
    [InlineData("two parts", 0, "A token has three parts separated by dots; this has 2.")]
    [InlineData("tampered", 1, "Its signature does not match its content: it was changed after key 202601010000 signed it.")]
    [InlineData("of another IAM", 1, "This fake has no key '209901010000': another IAM signed it, or a fake that has since stopped.")]
    [InlineData("of a nameless key", 1, "This fake has no key '': another IAM signed it, or a fake that has since stopped.")]
    [InlineData("of another fake", 2, "Its issuer is 'http://127.0.0.1:2/identity'; this fake signs as 'http://127.0.0.1:1/identity'. Perhaps a fake on another port issued it.")]
    [InlineData("of nobody", 2, "Its issuer is ''; this fake signs as 'http://127.0.0.1:1/identity'. Perhaps a fake on another port issued it.")]
    [InlineData("of someone removed", 4, "The token is valid, but its identity was removed: services refuse it.")]
    public void A_token_is_looked_at_step_by_step(string which, int held, string? problem)
    {
        var token = Make(which);

        var verdict = Inspect(which == "with its Bearer" ? $" bearer  {token}\n" : token);

        var checks = Steps.Select((step, index) => $$"""{ "step": "{{step}}", "holds": {{(index < held ? "true" : index == held ? "false" : "null")}} }""");
        Assert.Equal(Layout($$"""
            {
              "valid": {{(problem is null ? "true" : "false")}}, "problem": {{(problem is null ? "null" : $"\"{problem}\"")}},
              "checks": [{{string.Join(", ", checks)}}],
              "header": {{(held > 0 || which.StartsWith("wrapped", StringComparison.Ordinal) ? Jwt.Header(token).ToJsonString() : "null")}},
              "claims": {{(held > 0 || which.StartsWith("wrapped", StringComparison.Ordinal) ? Jwt.Payload(token).ToJsonString() : "null")}}
            }
            """), verdict.ToJsonString());
    }

    [Theory]
    [InlineData(0, "It expired 0 s ago, by the fake's clock.")]
    [InlineData(59, "It expired 59 s ago, by the fake's clock.")]
    [InlineData(60, "It expired 1 min 0 s ago, by the fake's clock.")]
    [InlineData(3_599, "It expired 59 min 59 s ago, by the fake's clock.")]
    [InlineData(3_600, "It expired 1 h 0 min ago, by the fake's clock.")]
    [InlineData(86_399, "It expired 23 h 59 min ago, by the fake's clock.")]
    [InlineData(86_400, "It expired 1 d 0 h ago, by the fake's clock.")]
    [InlineData(-90, "It becomes valid in 1 min 30 s, by the fake's clock.")]
    public void How_far_off_a_tokens_life_is_is_said_in_two_units(int seconds, string problem)
    {
        var form = seconds >= 0
            ? new FakeTokenForm { Lifetime = TimeSpan.FromHours(1), Age = TimeSpan.FromSeconds(3600 + seconds) }
            : new FakeTokenForm { NotBefore = TimeSpan.FromSeconds(-seconds) };

        var verdict = Inspect(_fake.Iam.MintToken(_fake.Iam.Default, form));

        Assert.Equal(problem, verdict.Text("problem"));
        Assert.Equal("true true true false null", string.Join(' ', verdict["checks"]!.AsArray().Select(check => check!["holds"]?.ToJsonString() ?? "null")));
    }

    [Theory]
    [InlineData("nbf", long.MaxValue, "It becomes valid in 1157407 d 9 h, by the fake's clock.")]
    [InlineData("exp", long.MinValue, "It expired 1157407 d 9 h ago, by the fake's clock.")]
    [InlineData("exp", "soon", "It expired 20455 d 3 h ago, by the fake's clock.")]
    public void A_life_that_no_clock_can_say_is_said_all_the_same(string claim, object value, string problem)
    {
        var token = _fake.Iam.MintToken(_fake.Iam.Default, Claiming(claim, JsonSerializer.SerializeToNode(value)));

        Assert.Equal(problem, Inspect(token).Text("problem"));
    }

    [Fact]
    public void Who_names_no_token_has_pasted_nothing() => Assert.Equal("Nothing was pasted.", _fake.Post("/__fake/inspect", "{}").Text("problem"));

    public void Dispose() => _fake.Dispose();

    private string Make(string which)
    {
        var iam = _fake.Iam;
        return which switch
        {
            "good" or "with its Bearer" => Mint(),
            "nothing" => "",
            "blank" => " \n",
            "API key" => iam.Default.ApiKey,
            "refresh token" => iam.AddRefreshToken(iam.Default, "bx"),
            "compute resource" => iam.VirtualServer.Token,
            "wrapped" => Mint().Insert(10, "\n"),
            "wrapped in its signature" => Mint().Insert(Mint().Length - 10, "\r\n"),
            "not base64url" => "x.y.z",
            "two parts" => "x.y",
            "tampered" => Mint(new FakeTokenForm { Tampered = true }),
            "of another IAM" => Mint(new FakeTokenForm { SignedByUnknownKey = true }),
            "of a nameless key" => "e30." + string.Join('.', Mint().Split('.')[1..]),
            "of another fake" => Mint(Claiming("iss", "http://127.0.0.1:2/identity")),
            "of nobody" => Mint(Claiming("iss", null)),
            _ => OfSomeoneRemoved(iam),
        };

        string Mint(FakeTokenForm? form = null) => iam.MintToken(iam.Default, form ?? new FakeTokenForm());    }

    private static FakeTokenForm Claiming(string name, JsonNode? value) => new() { Claims = new Dictionary<string, JsonNode?> { [name] = value } };

    private static string OfSomeoneRemoved(FakeIam iam)
    {
        var removed = iam.Identities.AddServiceId("gone");
        var token = iam.MintToken(removed, new FakeTokenForm());
        iam.Identities.Remove(removed);
        return token;
    }

    private static string Layout(string document) => JsonNode.Parse(document)!.ToJsonString();

    private JsonObject Inspect(string token) => _fake.Post("/__fake/inspect", new JsonObject { ["token"] = token }.ToJsonString());
}
