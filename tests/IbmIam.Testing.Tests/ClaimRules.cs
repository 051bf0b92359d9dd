using System.Text.Json.Nodes;
using static IbmIam.Testing.Tests.Documents;

namespace IbmIam.Testing.Tests;

/// <summary>Trust that a client wrote wrongly is refused: what the fake would pass over makes a profile trust more than was meant.</summary>
public sealed class ClaimRules : IDisposable
{
    private const string Profile = "/v1/profiles/Profile-00000000-0000-4000-8000-00000000fa4e";
    private const string Objects = "an array of objects";

    private readonly FrozenFake _fake = new();
    private readonly string _token;

    public ClaimRules() => _token = _fake.Iam.MintToken();

    public static TheoryData<string, string> Conditions => new()
    {
        { "{}", Invalid("conditions", "{}", Objects) },
        { "\"x\"", Invalid("conditions", "\"x\"", Objects) },
        { "[]", Missing("conditions") },
        { """[{"claim":"name","operator":"EQUALS","value":"x"},"namespace EQUALS y"]""", Invalid("conditions", """[{"claim":"name","operator":"EQUALS","value":"x"},"namespace EQUALS y"]""", Objects) },
        { """[{"claim":"name","operator":"EQUALS","value":"x"},null]""", Invalid("conditions", """[{"claim":"name","operator":"EQUALS","value":"x"},null]""", Objects) },
        { """[{"claim":"name","operator":"CONTAINS"}]""", Missing("value") },
        { """[{"claim":"name","operator":"CONTAINS","value":""}]""", Missing("value") },
        { """[{"claim":"name","operator":"CONTAINS","value":["x"]}]""", Invalid("value", "[\"x\"]", "a string") },
        { """[{"operator":"CONTAINS","value":"x"}]""", Missing("claim") },
        { """[{"claim":1,"operator":"CONTAINS","value":"x"}]""", Invalid("claim", "1", "a string") },
        { """[{"claim":"name","operator":"EQUALS","value":"\"\\ud800\""}]""", Invalid("value", "\"\\ud800\"", "JSON whose text is Unicode") },
        { """[{"claim":"name","operator":"EQUALS","value":"[{\"a\":\"\\ud800\"}]"}]""", Invalid("value", "[{\"a\":\"\\ud800\"}]", "JSON whose text is Unicode") },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task A_condition_that_says_too_little_is_refused_at_its_making_and_at_its_change(string conditions, string refusal)
    {
        var rule = await AskAsync("POST", $"{Profile}/rules", """{ "type": "Profile-CR", "conditions": [{ "claim": "name", "operator": "EQUALS", "value": "x" }] }""");
        var body = $$"""{ "type": "Profile-CR", "conditions": {{conditions}} }""";

        Assert.Equal(refusal, (await AskAsync("POST", $"{Profile}/rules", body)).Refusal());
        Assert.Equal(refusal, (await AskAsync("PUT", $"{Profile}/rules/{rule.Json.Text("id")}", body)).Refusal());
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("[\"\"]")]
    [InlineData("[null]")]
    public async Task Nothing_is_contained_in_no_claim(string value)
    {
        var profile = (await AskAsync("POST", "/v1/profiles", $$"""{ "name": "made", "account_id": "{{_fake.Iam.AccountId}}" }""")).Json.Text("id");
        var condition = new JsonObject { ["claim"] = "name", ["operator"] = "CONTAINS", ["value"] = value };
        var rule = new JsonObject { ["type"] = "Profile-CR", ["conditions"] = new JsonArray(condition) };
        Assert.Equal(201, (await AskAsync("POST", $"/v1/profiles/{profile}/rules", rule.ToJsonString())).Status);

        var entered = await _fake.Client.TokenAsync(
            ("grant_type", Client.Prefix + "cr-token"), ("cr_token", _fake.Iam.AddComputeResource("pod").Token), ("profile_id", profile));

        Assert.Equal((400, "BXNIM0398E"), (entered.Status, entered.Code));
    }

    [Theory]
    [InlineData("{\"name\":\"pod\",\"namespace\":1}", "namespace", "1")]
    [InlineData("{\"name\":1,\"crn\":\"crn:v1:x\"}", "name", "1")]
    public async Task A_link_with_a_name_of_another_kind_is_refused(string link, string property, string value)
    {
        Assert.Equal(Invalid(property, value, "a string"), (await AskAsync("POST", $"{Profile}/links", $$"""{ "cr_type": "IKS_SA", "link": {{link}} }""")).Refusal());
    }

    [Fact]
    public async Task A_list_of_identities_that_holds_something_else_changes_nothing()
    {
        const string One = """{ "identities": [{ "type": "user", "identifier": "IBMid-00000FA4E0" }] }""";
        Assert.Equal(200, (await AskAsync("PUT", $"{Profile}/identities", One)).Status);

        Assert.Equal(Invalid("identities", "[\"iam-1\"]", Objects), (await AskAsync("PUT", $"{Profile}/identities", """{ "identities": ["iam-1"] }""")).Refusal());

        Assert.Single((await AskAsync("GET", $"{Profile}/identities")).Json["identities"]!.AsArray());
    }

    public void Dispose() => _fake.Dispose();

    private Task<Answer> AskAsync(string method, string path, string? body = null) => _fake.AskAsync(method, path, body, _token, ("If-Match", "*"));
}
