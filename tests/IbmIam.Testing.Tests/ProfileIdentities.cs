namespace IbmIam.Testing.Tests;

/// <summary>Who may assume a profile that was made through the API: whom a client named, and nobody before.</summary>
public sealed class ProfileIdentities : IDisposable
{
    private const string ServiceId = "ServiceId-00000000-0000-4000-8000-00000000fa4e";

    private readonly FrozenFake _fake = new();
    private readonly string _token;

    public ProfileIdentities() => _token = _fake.Iam.MintToken();

    [Fact]
    public async Task A_made_profile_is_assumed_by_whom_it_names_alone()
    {
        var (id, path) = await ProfileAsync();
        Assert.Equal((400, "BXNIM0398E"), await AssumeAsync(id));

        (await AskAsync("POST", path + "/serviceid", $$"""{ "identifier": "{{ServiceId}}", "description": "the builds" }"""))
            .Is($$"""{ "iam_id": "iam-{{ServiceId}}", "identifier": "{{ServiceId}}", "type": "serviceid", "description": "the builds" }""");

        Assert.Equal((200, ""), await AssumeAsync(id));
        Assert.Equal((400, "BXNIM0398E"), await AssumeAsync(id, _fake.Iam.MintToken(_fake.Iam.DefaultUser)));
        Assert.Equal(200, (await AskAsync("GET", $"{path}/serviceid/{ServiceId}")).Status);
        Assert.Equal(404, (await AskAsync("GET", $"{path}/user/{ServiceId}")).Status);
        Assert.Equal(204, (await AskAsync("DELETE", $"{path}/serviceid/{ServiceId}")).Status);
        Assert.Equal((400, "BXNIM0398E"), await AssumeAsync(id));
    }

    [Fact]
    public async Task All_of_them_are_put_at_once_for_the_version_that_was_read()
    {
        var (id, path) = await ProfileAsync();
        var none = await AskAsync("GET", path);
        none.Is("""{ "entity_tag": "1-<end of id>", "identities": [] }""");
        const string Two = $$"""{ "identities": [{ "type": "user", "identifier": "IBMid-00000FA4E0", "accounts": ["a"] }, { "type": "serviceid", "identifier": "iam-{{ServiceId}}" }] }""";
        var tag = ("If-Match", none.Json.Text("entity_tag"));

        Assert.Equal(200, (await AskAsync("PUT", path, Two, tag)).Status);

        Assert.Equal(409, (await AskAsync("PUT", path, Two, tag)).Status);
        (await AskAsync("GET", path)).Is($$"""
            {
              "entity_tag": "2-<end of id>", "identities": [
                { "iam_id": "IBMid-00000FA4E0", "identifier": "IBMid-00000FA4E0", "type": "user", "accounts": ["a"] },
                { "iam_id": "iam-{{ServiceId}}", "identifier": "iam-{{ServiceId}}", "type": "serviceid" }
              ]
            }
            """);
        Assert.Equal((200, ""), await AssumeAsync(id));
        Assert.Equal((200, ""), await AssumeAsync(id, _fake.Iam.MintToken(_fake.Iam.DefaultUser)));
    }

    [Fact]
    public async Task Of_one_that_is_named_twice_the_last_counts()
    {
        var (_, path) = await ProfileAsync();
        await AskAsync("POST", path + "/serviceid", $$"""{ "identifier": "{{ServiceId}}" }""");
        await AskAsync("POST", path + "/serviceid", $$"""{ "identifier": "iam-{{ServiceId}}" }""");

        Assert.Equal($"iam-{ServiceId}", Assert.Single((await AskAsync("GET", path)).Json["identities"]!.AsArray())!.AsObject().Text("identifier"));
    }

    [Fact]
    public async Task A_profile_of_any_id_has_identities()
    {
        _fake.Iam.AddProfile("short", "P-1");

        (await AskAsync("GET", "/v1/profiles/P-1/identities")).Is("""{ "entity_tag": "1-P-1", "identities": [] }""");
    }

    [Theory]
    [InlineData("POST", "/serviceid", "{}", "400 BXNIM0109E Property 'identifier' either missing or empty.")]
    [InlineData("POST", "/group", "{}", "400 BXNIM0106E Validation of property 'type' with value 'group' failed. Valid values: 'user', 'serviceid', 'crn'")]
    [InlineData("PUT", "", "{}", "400 BXNIM0109E Property 'identities' either missing or empty.")]
    [InlineData("PUT", "", "{\"identities\":[{\"identifier\":\"x\"}]}", "400 BXNIM0106E Validation of property 'type' with value '' failed. Valid values: 'user', 'serviceid', 'crn'")]
    public async Task One_without_a_name_or_of_no_type_is_refused(string method, string end, string body, string refusal)
    {
        Assert.Equal(refusal, (await AskAsync(method, (await ProfileAsync()).Path + end, body, ("If-Match", "*"))).Refusal());
        Assert.Equal(refusal, (await AskAsync(method, "/v1/profiles/none/identities" + end, body, ("If-Match", "*"))).Refusal());
    }

    public void Dispose() => _fake.Dispose();

    private Task<Answer> AskAsync(string method, string path, string? body = null, params (string, string)[] headers) => _fake.AskAsync(method, path, body, _token, headers);

    private async Task<(string Id, string Path)> ProfileAsync()
    {
        var id = (await AskAsync("POST", "/v1/profiles", """{ "name": "made", "account_id": "fa4e0000fa4e4000a000fa4e00000001" }""")).Json.Text("id");
        return (id, $"/v1/profiles/{id}/identities");
    }

    private async Task<(int Status, string Code)> AssumeAsync(string profile, string? parent = null)
    {
        var answer = await _fake.Client.TokenAsync(("grant_type", Client.Prefix + "assume"), ("access_token", parent ?? _token), ("profile_id", profile));
        return (answer.Status, answer.Status == 200 ? "" : answer.Code);
    }
}
