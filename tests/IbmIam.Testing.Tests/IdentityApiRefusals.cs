using static IbmIam.Testing.Tests.Documents;

namespace IbmIam.Testing.Tests;

/// <summary>What IAM's Identity API refuses, and in which words.</summary>
public sealed class IdentityApiRefusals : IDisposable
{
    private const string Settings = "/v1/accounts/fa4e0000fa4e4000a000fa4e00000001/settings/identity";
    private const string Profile = "/v1/profiles/Profile-00000000-0000-4000-8000-00000000fa4e";
    private const string IbmsKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH";
    private const string NotAuthorized = "403 BXNIM0513E You are not authorized to use this API.";
    private const string OtherAccount = "403 BXNIM0513E The token is of the account 'fa4e0000fa4e4000a000fa4e00000001', not of the one that is asked for.";

    private readonly FrozenFake _fake = new();
    private readonly string _token;

    public IdentityApiRefusals() => _token = _fake.Iam.MintToken();

    [Fact]
    public async Task A_refusal_has_IAMs_form()
    {
        (await _fake.AskAsync("PUT", "/v1/serviceids/none", "{}", _token)).Is(
            """
            {
              "context": {
                "requestId": "ZmFrZS0-t1", "requestType": "incoming.ServiceId_Update", "userAgent": "tests/1.0", "url": "<url>", "instanceId": "iamid-fake-1",
                "threadId": "<thread>", "host": "iamid-fake-1", "startTime": "02.01.2026 03:04:05:678 UTC", "endTime": "02.01.2026 03:04:05:678 UTC",
                "elapsedTime": "0", "locale": "en_US", "clusterName": "iam-id-fake"
              },
              "errorCode": "BXNIM0102E", "errorMessage": "Unable to find Object.", "errorDetails": "Object Type: 'ServiceId' with ID: 'none' not found."
            }
            """,
            404);
        Assert.Equal(_fake.Iam.DefaultServiceId.Id, _fake.Iam.Requests[^1].Identity);
    }

    public static TheoryData<string, string?, string> Refusals => new()
    {
        { "GET /v1/profiles/none", null, NotFound("Profile", "none") },
        { "DELETE /v1/serviceids/none", null, NotFound("ServiceId", "none") },
        { "GET /v1/apikeys/none", null, NotFound("ApiKey", "none") },
        { "GET /v1/apikeys/details", null, "404 BXNIM0415E Provided API key could not be found." },
        { "GET /v1/accounts/none/settings/identity", null, NotFound("Account", "none") },
        { "POST /v1/serviceids", "[]", Missing("body") },
        { "POST /v1/serviceids", "{}", Missing("name") },
        { "POST /v1/serviceids", """{ "name": "s", "account_id": "fa4e0000fa4e4000a000fa4e00000001", "apikey": {} }""", Missing("name") },
        { "POST /v1/serviceids", """{ "name": "s" }""", Missing("account_id") },
        { "POST /v1/profiles", "{}", Missing("name") },
        { "POST /v1/profiles", """{ "name": "p", "account_id": "fa4e0000fa4e4000a000fa4e00000002" }""", OtherAccount },
        { "POST /v1/profiles", """{ "name": "default", "account_id": "fa4e0000fa4e4000a000fa4e00000001" }""", "409 BXNIM0060E HTTP 409 Conflict" },
        { "POST /v1/profiles", """{ "name": "p", "account_id": "InvalidID" }""", Invalid("account_id", "InvalidID", "32 hexadecimal digits") },
        { "POST /v1/serviceids", """{ "name": "s", "account_id": "ga4e0000fa4e4000a000fa4e00000001" }""", Invalid("account_id", "ga4e0000fa4e4000a000fa4e00000001", "32 hexadecimal digits") },
        { "GET /v1/profiles?account_id=fa4e", null, Invalid("account_id", "fa4e", "32 hexadecimal digits") },
        { "POST /v1/serviceids", """{ "name": "s", "account_id": "fa4e0000fa4e4000a000fa4e00000001", "unique_instance_crns": "crn" }""", Invalid("unique_instance_crns", "\"crn\"", "an array of strings") },
        { "PUT /v1/serviceids/ServiceId-00000000-0000-4000-8000-00000000fa4e", """{ "unique_instance_crns": ["crn", null] }""", Invalid("unique_instance_crns", """["crn",null]""", "an array of strings") },
        { "PUT " + Profile, """{ "name": "" }""", Missing("name") },
        { "GET /v1/profiles", null, Missing("account_id") },
        { "GET /v1/serviceids?account_id=FA4E0000fa4e4000a000fa4e00000002", null, OtherAccount },
        { "GET /v1/apikeys?account_id=FA4E0000fa4e4000a000fa4e00000002", null, OtherAccount },
        { "GET /v1/apikeys?iam_id=IBMid-00000FA4E0", null, NotAuthorized },
        { "POST /v1/apikeys", """{ "name": "k", "iam_id": "iam-ServiceId-00000000-0000-4000-8000-00000000fa4e", "account_id": "fa4e0000fa4e4000a000fa4e00000002" }""", OtherAccount },
        { "POST /v1/apikeys", """{ "name": 5 }""", Invalid("name", "5", "a string") },
        { "POST /v1/apikeys", """{ "name": "k", "expires_at": 17 }""", Invalid("expires_at", "17", "a string") },
        { "POST /v1/apikeys", """{ "name": "k", "store_value": "true" }""", Invalid("store_value", "\"true\"", "true, false") },
        { "POST /v1/apikeys", """{ "name": "k", "support_sessions": 1 }""", Invalid("support_sessions", "1", "true, false") },
        { "POST /v1/apikeys", """{ "name": "k", "apikey": 5 }""", Invalid("apikey", "****", "32 characters or more") },
        { "POST /v1/serviceids", """{ "name": "s", "account_id": "fa4e0000fa4e4000a000fa4e00000001", "apikey": "k" }""", Invalid("apikey", "****", "an object") },
        { "POST /v1/serviceids", """{ "name": "s", "account_id": "fa4e0000fa4e4000a000fa4e00000001", "apikey": { "name": "k", "expires_at": 17 } }""", Invalid("expires_at", "17", "a string") },
        { "PUT " + Settings, $$"""{ "session_invalidation_in_seconds": "{{IbmsKey}}" }""", Invalid("session_invalidation_in_seconds", "****", "900 to 7200, NOT_SET") },
        { "POST " + Profile + "/rules", $$"""{ "type": "{{IbmsKey}}" }""", Invalid("type", "****", "'Profile-SAML', 'Profile-CR'") },
        { "GET /v1/apikeys?sort=" + new string('.', 81) + IbmsKey, null, Invalid("sort", "****", "name, description, created_at, created_by") },
        { "GET /v1/apikeys?scope=all", null, Invalid("scope", "all", "entity, account") },
        { "GET /v1/apikeys?type=profile", null, Invalid("type", "profile", "user, serviceid") },
        { "GET /v1/apikeys?pagesize=0", null, Invalid("pagesize", "0", "1 to 100") },
        { "GET /v1/apikeys?pagesize=101", null, Invalid("pagesize", "101", "1 to 100") },
        { "GET /v1/apikeys?sort=modified_at", null, Invalid("sort", "modified_at", "name, description, created_at, created_by") },
        { "GET /v1/apikeys?order=up", null, Invalid("order", "up", "asc, desc") },
        { "GET /v1/apikeys?pagetoken=x", null, Invalid("pagetoken", "x", "those of a page before") },
        { "GET /v1/apikeys?pagetoken=MTIzNA", null, Invalid("pagetoken", "MTIzNA", "those of a page before") },
        { "POST /v1/apikeys", "{}", Missing("name") },
        { "POST /v1/apikeys", """{ "name": "k" }""", Missing("iam_id") },
        { "POST /v1/apikeys", """{ "name": "k", "apikey": "not.of.32.characters" }""", Invalid("apikey", "****", "32 characters or more") },
        { "POST /v1/apikeys", """{ "name": "k", "iam_id": "IBMid-00000FA4E0", "store_value": true }""", Invalid("store_value", "true", "false, for the key of a user") },
        { "POST /v1/apikeys", """{ "name": "k", "action_when_leaked": "weep" }""", Invalid("action_when_leaked", "weep", "none, disable, delete") },
        { "POST /v1/apikeys", """{ "name": "k", "expires_at": "soon" }""", Invalid("expires_at", "soon", "a date like 2026-01-31T12:00+0000") },
        { "POST /v1/apikeys", "{\"name\":\"k\",\"iam_id\":\"iam-none\"}", NotFound("ServiceId", "iam-none") },
        { "PUT " + Settings, "{\"system_access_token_expiration_in_seconds\":\"3601\"}", Invalid("system_access_token_expiration_in_seconds", "3601", "900 to 3600, NOT_SET") },
        { "PUT " + Settings, "{\"system_refresh_token_expiration_in_seconds\":\"259201\"}", Invalid("system_refresh_token_expiration_in_seconds", "259201", "900 to 259200, NOT_SET") },
        { "PUT " + Settings, "{\"session_invalidation_in_seconds\":\"7201\"}", Invalid("session_invalidation_in_seconds", "7201", "900 to 7200, NOT_SET") },
        { "PUT " + Settings, "{\"session_invalidation_in_seconds\":\"899\"}", Invalid("session_invalidation_in_seconds", "899", "900 to 7200, NOT_SET") },
        { "PUT " + Settings, "{\"session_invalidation_in_seconds\":\"soon\"}", Invalid("session_invalidation_in_seconds", "soon", "900 to 7200, NOT_SET") },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_wrong_request_is_refused(string route, string? body, string refusal)
    {
        Assert.Equal(refusal, (await _fake.AskAsync(route.Split(' ')[0], route.Split(' ')[1], body, _token, ("If-Match", "*"))).Refusal());
    }

    [Fact]
    public async Task What_is_locked_says_so()
    {
        var path = "/v1/serviceids/" + _fake.Iam.DefaultServiceId.Id;
        await _fake.AskAsync("POST", path + "/lock", null, _token);

        Assert.Equal("403 BXNIM0513E It is locked: unlock it first.", (await _fake.AskAsync("PUT", path, "{}", _token)).Refusal());
    }

    [Fact]
    public async Task A_key_is_renamed_to_something_and_for_its_version()
    {
        var path = "/v1/apikeys/" + (string)(await _fake.AskAsync("GET", "/v1/apikeys", null, _token)).Json["apikeys"]![0]!["id"]!;

        Assert.Equal(Missing("name"), (await _fake.AskAsync("PUT", path, """{ "name": "" }""", _token, ("If-Match", "*"))).Refusal());
        Assert.Equal(Missing("If-Match"), (await _fake.AskAsync("PUT", path, """{ "name": "" }""", _token)).Refusal());
    }

    [Theory]
    [InlineData(Settings)]
    [InlineData(Profile)]
    [InlineData(Profile + "/identities")]
    public async Task An_update_says_which_version_it_is_for(string path) =>
        Assert.Equal(Missing("If-Match"), (await _fake.AskAsync("PUT", path, """{ "identities": [] }""", _token)).Refusal());

    public void Dispose() => _fake.Dispose();
}
