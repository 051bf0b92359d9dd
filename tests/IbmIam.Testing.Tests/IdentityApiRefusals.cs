using static IbmIam.Testing.Tests.Documents;

namespace IbmIam.Testing.Tests;

/// <summary>What IAM's Identity API refuses, and in which words.</summary>
public sealed class IdentityApiRefusals : IDisposable
{
    private const string Settings = "/v1/accounts/fa4e0000fa4e4000a000fa4e00000001/settings/identity";

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
        { "POST /v1/serviceids", """{ "name": "s", "apikey": {} }""", Missing("name") },
        { "POST /v1/profiles", "{}", Missing("name") },
        { "POST /v1/apikeys", "{}", Missing("name") },
        { "POST /v1/apikeys", "{\"name\":\"k\",\"iam_id\":\"iam-none\"}", NotFound("ServiceId", "iam-none") },
        { "PUT " + Settings, "{\"system_access_token_expiration_in_seconds\":\"3601\"}", Invalid("system_access_token_expiration_in_seconds", "3601", "900 to 3600") },
        { "PUT " + Settings, "{\"system_refresh_token_expiration_in_seconds\":\"259201\"}", Invalid("system_refresh_token_expiration_in_seconds", "259201", "900 to 259200") },
        { "PUT " + Settings, "{\"session_invalidation_in_seconds\":\"7201\"}", Invalid("session_invalidation_in_seconds", "7201", "900 to 7200") },
        { "PUT " + Settings, "{\"session_invalidation_in_seconds\":\"899\"}", Invalid("session_invalidation_in_seconds", "899", "900 to 7200") },
        { "PUT " + Settings, "{\"session_invalidation_in_seconds\":\"soon\"}", Invalid("session_invalidation_in_seconds", "soon", "900 to 7200") },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_wrong_request_is_refused(string route, string? body, string refusal)
    {
        Assert.Equal(refusal, (await _fake.AskAsync(route.Split(' ')[0], route.Split(' ')[1], body, _token)).Refusal());
    }

    [Fact]
    public async Task What_is_locked_says_so()
    {
        var path = "/v1/serviceids/" + _fake.Iam.DefaultServiceId.Id;
        await _fake.AskAsync("POST", path + "/lock", null, _token);

        Assert.Equal("403 BXNIM0513E It is locked: unlock it first.", (await _fake.AskAsync("PUT", path, "{}", _token)).Refusal());
    }

    public void Dispose() => _fake.Dispose();
}
