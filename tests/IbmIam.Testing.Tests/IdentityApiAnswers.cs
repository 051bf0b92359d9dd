using static IbmIam.Testing.Tests.Documents;

namespace IbmIam.Testing.Tests;

/// <summary>What IAM's Identity API says, word for word.</summary>
public sealed class IdentityApiAnswers : IDisposable
{
    private const string ServiceId = "ServiceId-00000000-0000-4000-8000-00000000fa4e";

    private readonly FrozenFake _fake = new();
    private readonly string _token;

    public IdentityApiAnswers() => _token = _fake.Iam.MintToken();

    [Fact]
    public async Task A_key_is_told_with_its_value_once()
    {
        var made = await AskAsync(
            "POST", "/v1/apikeys", $$"""{ "name": "k", "description": "d", "iam_id": "iam-{{ServiceId}}" }""", ("Entity-Lock", "true"), ("Entity-Disable", "true"));
        var path = "/v1/apikeys/" + made.Json.Text("id");

        made.Is(Key("ApiKey_Create", "/v1/apikeys", "k", "d", "true", value: """, "apikey": "fake.key.<random>" """), 201);
        (await AskAsync("GET", path)).Is(Key("ApiKey_Get", "/v1/apikeys/ApiKey-<guid>", "k", "d", "true"));
        Assert.Equal(204, (await AskAsync("DELETE", path + "/lock")).Status);
        (await AskAsync("GET", path)).Is(Key("ApiKey_Get", "/v1/apikeys/ApiKey-<guid>", "k", "d", "false", "true"));
        Assert.Equal(204, (await AskAsync("DELETE", path + "/disable")).Status);
        (await AskAsync("GET", "/v1/apikeys/details", headers: ("IAM-ApiKey", made.Json.Text("apikey")))).Is(Key("ApiKey_Details", "/v1/apikeys/details", "k", "d", "false"));
    }

    [Theory]
    [InlineData("{ \"name\": \"n\" }", "n", "d")]
    [InlineData("{ \"description\": \"e\" }", "k", "e")]
    [InlineData("{}", "k", "d")]
    public async Task A_change_leaves_what_it_does_not_name(string change, string name, string description)
    {
        var key = (await AskAsync("POST", "/v1/apikeys", $$"""{ "name": "k", "description": "d", "iam_id": "iam-{{ServiceId}}" }""")).Json.Text("id");
        var service = (await AskAsync("POST", "/v1/serviceids", """{ "name": "k", "account_id": "fa4e0000fa4e4000a000fa4e00000001", "description": "d" }""")).Json.Text("id");
        _fake.Iam.Clock.Advance(TimeSpan.FromMinutes(1));

        (await AskAsync("PUT", "/v1/apikeys/" + key, change, ("If-Match", "*")))
            .Is(Later(Key("ApiKey_Update", "/v1/apikeys/ApiKey-<guid>", name, description, "false", version: 2)));
        (await AskAsync("PUT", "/v1/serviceids/" + service, change, ("If-Match", "*")))
            .Is(Later(Identity("ServiceId_Update", "/v1/serviceids/ServiceId-<guid>", "ServiceId-<guid>", name, description, version: 2)));
    }

    [Fact]
    public async Task Keys_are_listed_for_their_owner()
    {
        _fake.Iam.AddServiceId("another");

        (await AskAsync("GET", $"/v1/apikeys?iam_id=iam-{ServiceId}")).Is(Page("ApiKey_List", "/v1/apikeys", "apikeys", Key("ApiKey_List", "/v1/apikeys", "fake key", "", "false")));
        Assert.Single((await AskAsync("GET", "/v1/apikeys")).Json["apikeys"]!.AsArray());
        Assert.Equal(3, (await AskAsync("GET", "/v1/apikeys?scope=account")).Json["apikeys"]!.AsArray().Count);
        Assert.Equal(2, (await AskAsync("GET", "/v1/apikeys?scope=account&type=serviceid")).Json["apikeys"]!.AsArray().Count);
        Assert.Empty((await AskAsync("GET", "/v1/apikeys?iam_id=none")).Json["apikeys"]!.AsArray());
    }

    [Fact]
    public async Task Service_ids_are_listed_by_name()
    {
        _fake.Iam.AddServiceId("another");

        (await AskAsync("GET", "/v1/serviceids?account_id=fa4e0000fa4e4000a000fa4e00000001&name=default"))
            .Is(Page("ServiceId_List", "/v1/serviceids", "serviceids", Identity("ServiceId_List", "/v1/serviceids", ServiceId, "default", "")));
        Assert.Equal(2, (await AskAsync("GET", "/v1/serviceids/?account_id=fa4e0000fa4e4000a000fa4e00000001")).Json["serviceids"]!.AsArray().Count);
        Assert.Empty((await AskAsync("GET", "/v1/serviceids?account_id=fa4e0000fa4e4000a000fa4e00000001&name=none")).Json["serviceids"]!.AsArray());
    }

    [Fact]
    public async Task A_service_id_is_made_together_with_its_key()
    {
        var made = await AskAsync("POST", "/v1/serviceids", """{ "name": "made", "account_id": "fa4e0000fa4e4000a000fa4e00000001", "description": "d", "apikey": { "name": "k", "description": "of made" } }""");

        var key = Key("ServiceId_Create", "/v1/serviceids", "k", "of made", "false", value: """, "apikey": "fake.key.<random>" """).Replace($"\"iam_id\": \"iam-{ServiceId}\"", "\"iam_id\": \"iam-ServiceId-<guid>\"", StringComparison.Ordinal);
        made.Is(Identity("ServiceId_Create", "/v1/serviceids", "ServiceId-<guid>", "made", "d", more: $", \"apikey\": {key}"), 201);
        Assert.Equal(made.Json.Text("iam_id"), (await _fake.Client.ApiKeyAsync(made.Json["apikey"]!.AsObject().Text("apikey"))).Claims.Text("iam_id"));
    }

    [Fact]
    public async Task A_service_id_keeps_the_instances_that_it_is_connected_to()
    {
        var made = await AskAsync("POST", "/v1/serviceids", """{ "name": "s", "account_id": "fa4e0000fa4e4000a000fa4e00000001", "unique_instance_crns": ["crn:v1:a", "crn:v1:b"] }""");
        var (id, path) = ("ServiceId-<guid>", "/v1/serviceids/" + made.Json.Text("id"));

        made.Is(Identity("ServiceId_Create", "/v1/serviceids", id, "s", "", instances: "\"crn:v1:a\", \"crn:v1:b\""), 201);
        (await AskAsync("PUT", path, """{ "name": "t" }""", ("If-Match", "*")))
            .Is(Identity("ServiceId_Update", "/v1/serviceids/" + id, id, "t", "", version: 2, instances: "\"crn:v1:a\", \"crn:v1:b\""));
        (await AskAsync("PUT", path, """{ "unique_instance_crns": ["crn:v1:c"] }""", ("If-Match", "*")))
            .Is(Identity("ServiceId_Update", "/v1/serviceids/" + id, id, "t", "", version: 3, instances: "\"crn:v1:c\""));
        (await AskAsync("PUT", path, """{ "unique_instance_crns": [] }""", ("If-Match", "*"))).Is(Identity("ServiceId_Update", "/v1/serviceids/" + id, id, "t", "", version: 4));
    }

    [Fact]
    public async Task A_service_id_is_locked_and_unlocked_without_a_word()
    {
        var path = "/v1/serviceids/" + ServiceId;
        var unlocked = Identity("ServiceId_Get", path, ServiceId, "default", "");

        foreach (var (method, document) in ((string, string)[])[("POST", unlocked.Replace("\"locked\": false", "\"locked\": true", StringComparison.Ordinal)), ("DELETE", unlocked)])
        {
            var answer = await AskAsync(method, path + "/lock");

            Assert.Equal((204, ""), (answer.Status, answer.Text));
            (await AskAsync("GET", path)).Is(document);
        }
    }

    [Fact]
    public async Task A_service_id_whose_key_is_taken_is_not_made()
    {
        Assert.Equal(409, (await AskAsync("POST", "/v1/serviceids", $$"""{ "name": "made", "account_id": "fa4e0000fa4e4000a000fa4e00000001", "apikey": { "name": "k", "apikey": "{{_fake.Iam.ApiKey}}" } }""")).Status);
        Assert.Empty((await AskAsync("GET", "/v1/serviceids?account_id=fa4e0000fa4e4000a000fa4e00000001&name=made")).Json["serviceids"]!.AsArray());
        Assert.Equal(201, (await AskAsync("POST", "/v1/serviceids", """{ "name": "made", "account_id": "fa4e0000fa4e4000a000fa4e00000001", "apikey": { "name": "k", "apikey": "a.key.of.my.own.with.32.characters" } }""")).Status);
        Assert.Equal("made", (await _fake.Client.ApiKeyAsync("a.key.of.my.own.with.32.characters")).Claims.Text("name"));
    }

    [Fact]
    public async Task A_profile_is_made_and_listed()
    {
        (await AskAsync("POST", "/v1/profiles", """{ "name": "made", "account_id": "fa4e0000fa4e4000a000fa4e00000001", "description": "d" }"""))
            .Is(Identity("Profile_Create", "/v1/profiles", "Profile-<guid>", "made", "d"), 201);
        (await AskAsync("GET", "/v1/profiles?account_id=fa4e0000fa4e4000a000fa4e00000001&name=made"))
            .Is(Page("Profile_List", "/v1/profiles", "profiles", Identity("Profile_List", "/v1/profiles", "Profile-<guid>", "made", "d")));
    }

    public void Dispose() => _fake.Dispose();

    private static string Page(string operation, string path, string name, string item) => $$"""
        { "context": {{Context(operation, path)}}, "offset": 0, "limit": 20, "first": "<url>{{path}}?pagetoken=<page>", "{{name}}": [{{item}}] }
        """;

    private static string Key(
        string operation, string path, string name, string description, string locked, string? disabled = null, int version = 1, string value = "") => $$"""
        {
          "context": {{Context(operation, path)}}, "id": "ApiKey-<guid>", "entity_tag": "{{version}}-<end of id>",
          "crn": "crn:v1:bluemix:public:iam-identity::a/<account>::apikey:ApiKey-<guid>", "locked": {{locked}}, "disabled": {{disabled ?? locked}},
          "created_at": "2026-01-02T03:04+0000", "created_by": "iam-{{ServiceId}}", "modified_at": "2026-01-02T03:04+0000", "name": "{{name}}",
          "support_sessions": false, "action_when_leaked": "none", "description": "{{description}}", "iam_id": "iam-{{ServiceId}}", "account_id": "<account>"{{value}}
        }
        """;

    private static string Identity(string operation, string path, string id, string name, string description, int version = 1, string instances = "", string more = "") => $$"""
        {
          "context": {{Context(operation, path)}}, "id": "{{id}}", "iam_id": "iam-{{id}}", "entity_tag": "{{version}}-{{id}}",
          "crn": "crn:v1:bluemix:public:iam-identity::a/<account>::{{(id.StartsWith("Profile", StringComparison.Ordinal) ? "profile" : "serviceid")}}:{{id}}",
          "locked": false, "created_at": "2026-01-02T03:04+0000", "modified_at": "2026-01-02T03:04+0000", "account_id": "<account>",
          "name": "{{name}}", "description": "{{description}}"{{(id.StartsWith("Profile", StringComparison.Ordinal) ? "" : $", \"unique_instance_crns\": [{instances}]")}}{{more}}
        }
        """;

    /// <summary>A minute on, all dates have moved but the one of the creation.</summary>
    private static string Later(string document) => document.Replace("T03:04", "T03:05", StringComparison.Ordinal)
        .Replace("\"created_at\": \"2026-01-02T03:05", "\"created_at\": \"2026-01-02T03:04", StringComparison.Ordinal);

    private Task<Answer> AskAsync(string method, string path, string? body = null, params (string, string)[] headers) => _fake.AskAsync(method, path, body, _token, headers);
}
