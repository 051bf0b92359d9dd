namespace IbmIam.Testing.Tests;

/// <summary>The version of each object that a client may change: SDK users read it from the header <c>Etag</c> and send it back as <c>If-Match</c>.</summary>
public sealed class IdentityApiVersions : IDisposable
{
    private const string Account = "fa4e0000fa4e4000a000fa4e00000001";
    private const string Rule = """{ "type": "Profile-CR", "conditions": [{ "claim": "name", "operator": "EQUALS", "value": "x" }] }""";

    private readonly FrozenFake _fake = new();
    private readonly string _token;

    public IdentityApiVersions() => _token = _fake.Iam.MintToken();

    [Theory]
    [InlineData("/v1/apikeys", """{ "name": "k", "iam_id": "iam-ServiceId-00000000-0000-4000-8000-00000000fa4e" }""")]
    [InlineData("/v1/serviceids", $$"""{ "name": "s", "account_id": "{{Account}}", "apikey": { "name": "k" } }""")]
    [InlineData("/v1/profiles", $$"""{ "name": "p", "account_id": "{{Account}}" }""")]
    [InlineData("/v1/profiles/Profile-00000000-0000-4000-8000-00000000fa4e/rules", Rule)]
    public async Task The_header_has_the_version_of_what_is_made_read_and_changed(string path, string body)
    {
        var made = await AskAsync("POST", path, body);
        var one = $"{path}/{made.Json.Text("id")}";
        var read = await AskAsync("GET", one);
        var changed = await AskAsync("PUT", one, body, ("If-Match", read.Headers["Etag"]));

        Assert.Equal([201, 200, 200], [made.Status, read.Status, changed.Status]);
        Assert.All([made, read, changed], answer => Assert.Equal(answer.Json.Text("entity_tag"), answer.Headers["Etag"]));
        Assert.Equal(["1", "1", "2"], new[] { made, read, changed }.Select(answer => answer.Headers["Etag"].Split('-')[0]));
        Assert.Equal(409, (await AskAsync("PUT", one, body, ("If-Match", read.Headers["Etag"]))).Status);
    }

    [Fact]
    public async Task The_header_has_the_version_of_a_key_by_its_value_of_a_link_and_of_a_profiles_identities()
    {
        const string Profile = "/v1/profiles/Profile-00000000-0000-4000-8000-00000000fa4e";
        var link = await AskAsync("POST", Profile + "/links", """{ "cr_type": "VSI", "link": { "crn": "crn:v1:x" } }""");
        Answer[] answers =
        [
            link,
            await AskAsync("GET", $"{Profile}/links/{link.Json.Text("id")}"),
            await AskAsync("GET", Profile + "/identities"),
            await AskAsync("PUT", Profile + "/identities", """{ "identities": [] }""", ("If-Match", "*")),
            await AskAsync("GET", "/v1/apikeys/details", null, ("IAM-ApiKey", _fake.Iam.ApiKey)),
        ];

        Assert.All(answers, answer => Assert.Equal(answer.Json.Text("entity_tag"), answer.Headers["Etag"]));
    }

    [Fact]
    public async Task A_list_and_an_empty_answer_have_no_version()
    {
        var key = (await AskAsync("GET", "/v1/apikeys")).Json["apikeys"]![0]!["id"];
        Answer[] answers = [await AskAsync("GET", "/v1/apikeys"), await AskAsync("POST", $"/v1/apikeys/{key}/lock"), await AskAsync("DELETE", $"/v1/apikeys/{key}/lock")];

        Assert.All(answers, answer => Assert.False(answer.Headers.ContainsKey("Etag")));
    }

    public void Dispose() => _fake.Dispose();

    private Task<Answer> AskAsync(string method, string path, string? body = null, params (string, string)[] headers) => _fake.AskAsync(method, path, body, _token, headers);
}
