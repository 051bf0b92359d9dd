using System.Text.Json.Nodes;
using static IbmIam.Testing.Tests.Documents;

namespace IbmIam.Testing.Tests;

/// <summary>Links and claim rules of trusted profiles: what the API says of them, and whom they let in.</summary>
public sealed class ProfileTrusts : IDisposable
{
    private const string Links = "/v1/profiles/Profile-00000000-0000-4000-8000-00000000fa4e/links";
    private const string Rules = "/v1/profiles/Profile-00000000-0000-4000-8000-00000000fa4e/rules";
    private const string Rule = """
        "type": "Profile-CR", "conditions": [{ "claim": "name", "operator": "EQUALS", "value": "\"pod\"" }]
        """;

    private readonly FrozenFake _fake = new();
    private readonly string _token;

    public ProfileTrusts() => _token = _fake.Iam.MintToken();

    [Fact]
    public async Task A_link_is_told_as_it_was_made()
    {
        const string Link = """
            {
              "id": "Link-<guid>", "entity_tag": "1-<end of id>", "cr_type": "VSI", "link": { "name": "pod" },
              "created_at": "2026-01-02T03:04+0000", "modified_at": "2026-01-02T03:04+0000"
            }
            """;
        var made = await AskAsync("POST", Links, """{ "cr_type": "VSI", "link": { "name": "pod" } }""");
        made.Is(Link, 201);
        await AskAsync("POST", Rules, $"{{ {Rule} }}");
        var list = await AskAsync("GET", Links);
        list.Is($$"""{ "context": {{Context("Profile_ListLinks", Links)}}, "links": [{{Link}}] }""");

        _fake.Iam.Clock.Advance(TimeSpan.FromMinutes(1));

        (await AskAsync("GET", $"{Links}/{made.Json.Text("id")}")).Is(Link);
    }

    [Fact]
    public async Task A_rule_put_back_as_it_was_read_has_its_own_id_and_the_next_version()
    {
        var rule = await AskAsync("POST", Rules, $$"""{ "id": "mine", "entity_tag": "9-x", {{Rule}} }""");
        var path = $"{Rules}/{rule.Json.Text("id")}";

        var changed = await AskAsync("PUT", path, rule.Text, ("If-Match", rule.Json.Text("entity_tag")));

        Assert.Equal((200, "2"), (changed.Status, changed.Json.Text("entity_tag").Split('-')[0]));
        Assert.Equal(200, (await AskAsync("PUT", path, changed.Text, ("If-Match", changed.Json.Text("entity_tag")))).Status);
    }

    [Fact]
    public async Task A_rule_is_told_as_it_was_changed_last()
    {
        const string Made = $$"""
            { "id": "ClaimRule-<guid>", "entity_tag": "1-<end of id>", {{Rule}}, "created_at": "2026-01-02T03:04+0000", "modified_at": "2026-01-02T03:04+0000" }
            """;
        var rule = await AskAsync("POST", Rules, $"{{ {Rule} }}");
        rule.Is(Made, 201);
        await AskAsync("POST", Links, """{ "cr_type": "VSI", "link": { "name": "pod" } }""");
        var list = await AskAsync("GET", Rules);
        list.Is($$"""{ "context": {{Context("Profile_ListRules", Rules)}}, "rules": [{{Made}}] }""");
        var path = $"{Rules}/{rule.Json.Text("id")}";
        _fake.Iam.Clock.Advance(TimeSpan.FromMinutes(1));

        var changed = await AskAsync("PUT", path, $$"""{ "name": "pods", {{Rule}} }""", ("If-Match", rule.Json.Text("entity_tag")));

        changed.Is($$"""
            {
              "id": "ClaimRule-<guid>", "entity_tag": "2-<end of id>", "name": "pods", {{Rule}},
              "created_at": "2026-01-02T03:04+0000", "modified_at": "2026-01-02T03:05+0000"
            }
            """);
        Assert.Equal(changed.Text, (await AskAsync("GET", path)).Text);
        Assert.Equal(Missing("type"), (await AskAsync("PUT", path, "{}")).Refusal());
        Assert.Equal(409, (await AskAsync("PUT", path, $$"""{ "name": "again", {{Rule}} }""", ("If-Match", rule.Json.Text("entity_tag")))).Status);
    }

    [Fact]
    public async Task Links_and_rules_are_found_at_their_own_paths_alone()
    {
        var link = (await AskAsync("POST", Links, """{ "cr_type": "VSI", "link": { "name": "pod" } }""")).Json.Text("id");
        var rule = (await AskAsync("POST", Rules, $"{{ {Rule} }}")).Json.Text("id");

        Assert.Equal(NotFound("ClaimRule", link), (await AskAsync("GET", $"{Rules}/{link}")).Refusal());
        Assert.Equal(NotFound("ClaimRule", link), (await AskAsync("PUT", $"{Rules}/{link}", $"{{ {Rule} }}")).Refusal());
        Assert.Equal(NotFound("ClaimRule", link), (await AskAsync("DELETE", $"{Rules}/{link}")).Refusal());
        Assert.Equal(NotFound("Link", rule), (await AskAsync("GET", $"{Links}/{rule}")).Refusal());
        Assert.Equal(NotFound("Link", rule), (await AskAsync("DELETE", $"{Links}/{rule}")).Refusal());
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { Links, "{}", Missing("cr_type") },
        { Links, "{\"cr_type\":\"dummy\",\"link\":{\"name\":\"pod\"}}", Invalid("cr_type", "dummy", "VSI, PVS, BMS, IKS_SA, ROKS_SA, CE") },
        { Rules, $$"""{ "cr_type": "dummy", {{Rule}} }""", Invalid("cr_type", "dummy", "VSI, PVS, BMS, IKS_SA, ROKS_SA, CE") },
        { Links, "{\"cr_type\":\"VSI\"}", Missing("link") },
        { Links, "{\"cr_type\":\"IKS_SA\",\"link\":{\"namespace\":\"x\"}}", Missing("link") },
        { Rules, "{}", Missing("type") },
        { Rules, "{\"type\":\"x\"}", Invalid("type", "x", "'Profile-SAML', 'Profile-CR'") },
        { Rules, "{\"type\":\"Profile-CR\"}", Missing("conditions") },
        {
            Rules, "{\"type\":\"Profile-CR\",\"conditions\":[{\"operator\":\"LIKE\"}]}",
            Invalid("operator", "LIKE", "EQUALS, NOT_EQUALS, EQUALS_IGNORE_CASE, NOT_EQUALS_IGNORE_CASE, CONTAINS, IN")
        },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_link_without_a_target_and_a_rule_without_a_meaning_are_refused(string path, string body, string refusal)
    {
        Assert.Equal(refusal, (await AskAsync("POST", path, body)).Refusal());
        Assert.Equal(refusal, (await AskAsync("POST", path.Replace("Profile-00000000-0000-4000-8000-00000000fa4e", "none", StringComparison.Ordinal), body)).Refusal());
    }

    [Theory]
    [InlineData("VSI")]
    [InlineData("PVS")]
    [InlineData("BMS")]
    [InlineData("IKS_SA")]
    [InlineData("ROKS_SA")]
    [InlineData("CE")]
    public async Task A_link_and_a_rule_are_for_compute_resources_of_IAMs_types(string type)
    {
        var (link, rule) = ($$"""{ "cr_type": "{{type}}", "link": { "name": "pod" } }""", $$"""{ "cr_type": "{{type}}", {{Rule}} }""");

        Assert.Equal((201, type), await MadeAsync(Links, link));
        Assert.Equal((201, type), await MadeAsync(Rules, rule));

        async Task<(int, string)> MadeAsync(string path, string body) => await AskAsync("POST", path, body) is var answer ? (answer.Status, answer.Json.Text("cr_type")) : default;
    }

    [Fact]
    public async Task What_is_right_for_a_profile_that_nobody_made_is_not_found()
    {
        Assert.Equal(NotFound("Profile", "none"), (await AskAsync("POST", "/v1/profiles/none/links", """{ "cr_type": "VSI", "link": { "name": "pod" } }""")).Refusal());
        Assert.Equal(NotFound("Profile", "none"), (await AskAsync("POST", "/v1/profiles/none/rules", $"{{ {Rule} }}")).Refusal());
        Assert.Equal(NotFound("Profile", "none"), (await AskAsync("PUT", "/v1/profiles/none/rules/none", $"{{ {Rule} }}", ("If-Match", "x"))).Refusal());
        Assert.Equal(Missing("type"), (await AskAsync("PUT", "/v1/profiles/none/rules/none", """{ "type": "" }""", ("If-Match", "x"))).Refusal());
    }

    [Theory]
    [InlineData("pod-1", true)]
    [InlineData("pod-2", false)]
    public async Task A_link_by_resource_name_lets_that_resource_in(string name, bool fits)
    {
        var (resource, profile) = (_fake.Iam.AddComputeResource("pod-1"), await ProfileAsync());
        var crn = resource.Crn.Replace("pod-1", name, StringComparison.Ordinal);

        Assert.Equal(201, (await AskAsync("POST", $"/v1/profiles/{profile}/links", $$"""{ "cr_type": "VSI", "link": { "crn": "{{crn}}" } }""")).Status);

        Assert.Equal(fits ? 200 : 400, await EnterAsync(resource, profile));
    }

    [Theory]
    [InlineData("pod-1", "builds", true)]
    [InlineData("pod-1", "", true)]
    [InlineData("pod-1", "tests", false)]
    [InlineData("pod-2", "builds", false)]
    public async Task A_link_to_a_pod_of_a_cluster_lets_in_the_one_of_its_name_and_namespace(string name, string @namespace, bool fits)
    {
        var (resource, profile) = (_fake.Iam.AddComputeResource("pod-1"), await ProfileAsync());
        resource.Claims["namespace"] = "builds";
        var link = new JsonObject { ["name"] = name, ["namespace"] = @namespace, ["crn"] = "crn:v1:bluemix:public:containers-kubernetes:us-south:a/fa4e:cluster::" };

        await AskAsync("POST", $"/v1/profiles/{profile}/links", new JsonObject { ["cr_type"] = "IKS_SA", ["link"] = link }.ToJsonString());

        Assert.Equal(fits ? 200 : 400, await EnterAsync(resource, profile));
    }

    [Theory]
    [InlineData("name EQUALS pod-1, namespace EQUALS builds", true)]
    [InlineData("name EQUALS pod-1, namespace EQUALS other", false)]
    [InlineData("namespace NOT_EQUALS builds", false)]
    [InlineData("namespace NOT_EQUALS_IGNORE_CASE BUILDS", false)]
    [InlineData("namespace NOT_EQUALS_IGNORE_CASE other", true)]
    [InlineData("name CONTAINS [\"pod\",\"vm\"]", true)]
    [InlineData("name CONTAINS [\"vm\"]", false)]
    [InlineData("namespace IN [null,\"builds\"]", true)]
    [InlineData("no-such-claim IN [null]", true)]
    public async Task A_rule_lets_in_whom_all_its_conditions_fit(string rule, bool fits)
    {
        var (resource, profile) = (_fake.Iam.AddComputeResource("pod-1"), await ProfileAsync());
        resource.Claims["namespace"] = "builds";
        var conditions = rule.Split(", ").Select(condition => condition.Split(' '))
            .Select(words => (JsonNode)new JsonObject { ["claim"] = words[0], ["operator"] = words[1], ["value"] = words[2] });

        await AskAsync("POST", $"/v1/profiles/{profile}/rules", new JsonObject { ["type"] = "Profile-CR", ["conditions"] = new JsonArray([.. conditions]) }.ToJsonString());

        Assert.Equal(fits ? 200 : 400, await EnterAsync(resource, profile));
    }

    public void Dispose() => _fake.Dispose();

    private Task<Answer> AskAsync(string method, string path, string? body = null, params (string, string)[] headers) => _fake.AskAsync(method, path, body, _token, headers);

    private async Task<string> ProfileAsync() => (await AskAsync("POST", "/v1/profiles", """{ "name": "made", "account_id": "fa4e0000fa4e4000a000fa4e00000001" }""")).Json.Text("id");

    private async Task<int> EnterAsync(FakeComputeResource resource, string profile) =>
        (await _fake.Client.TokenAsync(("grant_type", Client.Prefix + "cr-token"), ("cr_token", resource.Token), ("profile_id", profile))).Status;
}
