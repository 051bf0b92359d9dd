namespace IbmIam.Testing.Tests;

/// <summary>What the metadata service says, word for word.</summary>
public sealed class VirtualServerAnswers : IDisposable
{
    private const string First = "/instance_identity/v1/token?version=2022-03-01";
    private const string Second = "/instance_identity/v1/iam_token?version=2022-03-01";
    private const string Crn = "crn:v1:bluemix:public:iam-identity::a/<account>::computeresource:fake-virtual-server";

    private readonly FrozenFake _fake = new();

    [Fact]
    public async Task An_instance_token_is_of_the_virtual_server()
    {
        var answer = await InstanceTokenAsync("{}");

        answer.Is("""
            { "access_token": "<token>", "created_at": "2026-01-02T03:04:05.000Z", "expires_at": "2026-01-02T03:09:05.000Z", "expires_in": 300 }
            """);
        answer.Claims.Is($$"""
            {
              "iam_id": "crn-{{Crn}}", "id": "crn-{{Crn}}", "realmid": "crn", "jti": "<guid>", "identifier": "{{Crn}}",
              "sub": "{{Crn}}", "sub_type": "ComputeResource",
              "authn": { "sub": "{{Crn}}", "iam_id": "crn-{{Crn}}", "name": "fake-virtual-server" },
              "account": { "boundary": "global", "valid": true, "bss": "<account>", "frozen": true },
              "iat": 1767323045, "exp": 1767323345, "iss": "<url>/identity", "grant_type": "urn:ibm:params:oauth:grant-type:instance-identity",
              "scope": "ibm openid", "client_id": "default", "acr": 1, "amr": ["pwd"]
            }
            """);
    }

    [Fact]
    public async Task A_profile_token_is_of_the_profile_and_names_the_virtual_server()
    {
        var answer = await _fake.AskAsync("POST", Second, "{}", (await InstanceTokenAsync("{}")).Token);

        answer.Is("""
            { "access_token": "<token>", "created_at": "2026-01-02T03:04:05.000Z", "expires_at": "2026-01-02T04:04:05.000Z", "expires_in": 3600 }
            """);
        Assert.Equal(Client.Prefix + "cr-token", answer.Claims.Text("grant_type"));
        Assert.Equal("fake-virtual-server", answer.Claims["authn"]!.AsObject().Text("name"));
    }

    [Theory]
    [InlineData("", 300)]
    [InlineData("{\"expires_in\":null}", 300)]
    [InlineData("{\"expires_in\":5}", 5)]
    [InlineData("{\"expires_in\":3600}", 3600)]
    public async Task An_instance_token_lives_as_long_as_is_asked(string body, int seconds)
    {
        Assert.Equal(seconds, (await InstanceTokenAsync(body)).Json["expires_in"]!.GetValue<int>());
    }

    /// <summary>The path and body of a request with all that it needs beside, its refusal, and the field it is about.</summary>
    public static TheoryData<string, string, int, string, string, string> Refusals => new()
    {
        { "PUT " + First, "[", 400, "invalid_request_body", "The body is not a JSON object.", "body" },
        { "PUT " + First, "{\"expires_in\":4}", 400, "invalid_value", "'expires_in' is not from 5 to 3600 seconds.", "expires_in" },
        { "PUT " + First, "{\"expires_in\":3601}", 400, "invalid_value", "'expires_in' is not from 5 to 3600 seconds.", "expires_in" },
        { "PUT " + First, "{\"expires_in\":\"300\"}", 400, "invalid_value", "'expires_in' is not from 5 to 3600 seconds.", "expires_in" },
        { "POST " + Second, "[", 400, "invalid_request_body", "The body is not a JSON object.", "body" },
        {
            "POST " + Second, "{\"trusted_profile\":{\"id\":\"Profile-none\"}}",
            400, "invalid_trusted_profile", "The trusted profile was not found, or not named by exactly one of 'id', 'crn' and 'name'.", "trusted_profile"
        },
        {
            "POST " + Second, "{\"trusted_profile\":{\"id\":\"Profile-p\",\"crn\":\"crn:v1:bluemix:public:iam-identity::a/fa4e0000fa4e4000a000fa4e00000001::profile:Profile-p\"}}",
            400, "invalid_trusted_profile", "The trusted profile was not found, or not named by exactly one of 'id', 'crn' and 'name'.", "trusted_profile"
        },
        {
            "POST " + Second, "{\"trusted_profile\":\"Profile-p\"}",
            400, "invalid_trusted_profile", "The trusted profile was not found, or not named by exactly one of 'id', 'crn' and 'name'.", "trusted_profile"
        },
        {
            "POST " + Second, "{\"trusted_profile\":{\"id\":5}}",
            400, "invalid_trusted_profile", "The trusted profile was not found, or not named by exactly one of 'id', 'crn' and 'name'.", "trusted_profile"
        },
        {
            "POST " + Second, "{\"trusted_profile\":{}}",
            400, "invalid_trusted_profile", "The trusted profile was not found, or not named by exactly one of 'id', 'crn' and 'name'.", "trusted_profile"
        },
        {
            "POST " + Second, "{\"trusted_profile\":null}",
            400, "invalid_trusted_profile", "The trusted profile was not found, or not named by exactly one of 'id', 'crn' and 'name'.", "trusted_profile"
        },
        {
            "POST " + Second, "{\"trusted_profile\":{\"name\":\"\"}}",
            400, "invalid_trusted_profile", "The trusted profile was not found, or not named by exactly one of 'id', 'crn' and 'name'.", "trusted_profile"
        },
        {
            "POST " + Second, "{\"trusted_profile\":{\"profile\":\"Profile-p\"}}",
            400, "invalid_trusted_profile", "The trusted profile was not found, or not named by exactly one of 'id', 'crn' and 'name'.", "trusted_profile"
        },
        {
            "POST " + Second, "{\"trusted_profile\":{\"id\":\"Profile-p\"}}",
            403, "not_authorized", "The trusted profile does not trust this virtual server.", "trusted_profile"
        },
        {
            "PUT /instance_identity/v1/token?version=2025-08-26", "", 404, "not_found",
            "This path is not served for version 2025-08-26: from 2025-08-26 it is /identity/v1/….", "version"
        },
        { "PUT /instance_identity/v1/token", "", 400, "invalid_version_range", "The 'version' parameter must be a date, not before 2022-03-01.", "version" },
        { "POST /identity/v1/iam_tokens?version=2022-02-28", "", 400, "invalid_version_range", "The 'version' parameter must be a date, not before 2022-03-01.", "version" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_names_what_it_is_about(string route, string body, int status, string code, string message, string target)
    {
        var instance = (await InstanceTokenAsync("{}")).Token;
        _fake.Iam.AddProfile("of others", "Profile-p").TrustOnly("another-server");

        var answer = await _fake.AskAsync(route.Split(' ')[0], route.Split(' ')[1], body, instance, ("Metadata-Flavor", "ibm"));

        AssertRefused(answer, status, code, message, target);
    }

    [Fact]
    public async Task The_flavor_and_the_instance_token_are_asked_for()
    {
        AssertRefused(await _fake.AskAsync("PUT", First, "{}"), 400, "missing_header", "The header 'Metadata-Flavor: ibm' is missing.", "Metadata-Flavor");
        AssertRefused(
            await _fake.AskAsync("POST", Second, "{}"), 401, "not_authenticated", "The instance identity token is missing, malformed or expired.", "Authorization");
    }

    public void Dispose() => _fake.Dispose();

    private Task<Answer> InstanceTokenAsync(string body) => _fake.AskAsync("PUT", First, body, null, ("Metadata-Flavor", "IBM"));

    private void AssertRefused(Answer answer, int status, string code, string message, string target)
    {
        answer.Is(
            $$"""
            {
              "errors": [{ "code": "{{code}}", "message": "{{message}}", "target": { "name": "{{target}}", "type": "{{(target == "version" ? "parameter" : "field")}}" } }],
              "trace": "t-1"
            }
            """,
            status);
        Assert.Equal("t-1", answer.Headers["X-Request-Id"]);
        Assert.Equal((code, message), (_fake.Iam.Requests[^1].ErrorCode, _fake.Iam.Requests[^1].Explanation));
    }
}
