using System.Text.Json.Nodes;
using static IbmIam.Testing.Tests.Documents;

namespace IbmIam.Testing.Tests;

/// <summary>The account settings of IAM's Identity API.</summary>
public sealed class IdentityApiSettings : IDisposable
{
    private const string Account = "/v1/accounts/fa4e0000fa4e4000a000fa4e00000001";
    private const string Path = Account + "/settings/identity";

    private const string Usual = """
        "mfa": "NONE", "user_mfa": [], "restrict_create_service_id": "NOT_SET", "restrict_create_platform_apikey": "NOT_SET",
        "restrict_user_list_visibility": "NOT_RESTRICTED", "restrict_user_domains": [],
        "session_expiration_in_seconds": "86400", "session_invalidation_in_seconds": "7200", "max_sessions_per_identity": "NOT_SET",
        "system_access_token_expiration_in_seconds": "3600", "system_refresh_token_expiration_in_seconds": "259200"
        """;

    private const string Changed = """
        "mfa": "LEVEL3", "user_mfa": [{ "iam_id": "IBMid-1", "mfa": "NONE" }], "restrict_create_service_id": "RESTRICTED", "restrict_create_platform_apikey": "NOT_RESTRICTED",
        "restrict_user_list_visibility": "RESTRICTED", "restrict_user_domains": [{ "realm_id": "IBMid", "invitation_email_allow_patterns": ["*.*@ibm.com"], "restrict_invitation": false }],
        "session_expiration_in_seconds": "900", "session_invalidation_in_seconds": "901", "max_sessions_per_identity": "10",
        "system_access_token_expiration_in_seconds": "902", "system_refresh_token_expiration_in_seconds": "903", "allowed_ip_addresses": "192.0.2.0/24,192.0.2.7"
        """;

    private const string Unset = """
        "session_expiration_in_seconds": "NOT_SET", "session_invalidation_in_seconds": "NOT_SET", "max_sessions_per_identity": "NOT_SET",
        "system_access_token_expiration_in_seconds": "NOT_SET", "system_refresh_token_expiration_in_seconds": "NOT_SET"
        """;

    private readonly FrozenFake _fake = new();
    private readonly string _token;

    public IdentityApiSettings() => _token = _fake.Iam.MintToken();

    [Fact]
    public async Task Every_setting_is_kept_and_told()
    {
        (await AskAsync("GET", Path)).Is(Settings("AccountSettings_Get", Usual));
        (await PutAsync(Changed)).Is(Settings("AccountSettings_Update", Changed, version: 2));
        (await PutAsync("")).Is(Settings("AccountSettings_Update", Changed, version: 3));
        (await AskAsync("GET", Path)).Is(Settings("AccountSettings_Get", Changed, version: 3));
    }

    [Fact]
    public async Task A_number_that_is_unset_is_told_as_such_and_leaves_the_usual_one_in_force()
    {
        await PutAsync(Changed);

        var unset = await PutAsync(Unset);

        Assert.All(JsonNode.Parse($"{{ {Unset} }}")!.AsObject(), one => Assert.Equal("NOT_SET", unset.Json.Text(one.Key)));
        Assert.Equal(3600, (await _fake.Client.ApiKeyAsync(_fake.Iam.ApiKey)).Json["expires_in"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_realm_without_its_patterns_is_removed_and_others_stay()
    {
        await PutAsync(Realms("""{ "realm_id": "a", "restrict_invitation": true }""", """{ "realm_id": "b", "restrict_invitation": true }"""));

        var changed = await PutAsync(Realms("""{ "realm_id": "a" }""", """{ "realm_id": "c", "restrict_invitation": false }"""));

        Assert.Equal("""[{"realm_id":"b","restrict_invitation":true},{"realm_id":"c","restrict_invitation":false}]""", changed.Json["restrict_user_domains"]!.ToJsonString());
    }

    [Fact]
    public async Task The_header_has_the_version()
    {
        var read = await AskAsync("GET", Path);
        var changed = await AskAsync("PUT", Path, """{ "mfa": "TOTP" }""", ("If-Match", read.Headers["Etag"]));

        Assert.Equal(("1-settings", "2-settings"), (read.Headers["Etag"], changed.Headers["Etag"]));
        Assert.Equal(409, (await AskAsync("PUT", Path, """{ "mfa": "TOTP" }""", ("If-Match", read.Headers["Etag"]))).Status);
    }

    [Fact]
    public async Task The_history_names_who_changed_what_and_is_told_on_demand()
    {
        Assert.Equal("[]", (await AskAsync("GET", Path + "?include_history=true")).Json["history"]!.ToJsonString());
        await PutAsync("\"mfa\": \"TOTP\", \"max_sessions_per_identity\": \"5\"");

        var history = (await AskAsync("GET", Path + "?include_history=true")).Json["history"]!.AsArray();

        Assert.Single(history)!.AsObject().Is("""
            {
              "timestamp": "2026-01-02T03:04+0000", "iam_id": "iam-ServiceId-00000000-0000-4000-8000-00000000fa4e", "iam_id_account": "<account>", "action": "UPDATE",
              "params": ["mfa", "max_sessions_per_identity"], "message": "Changed mfa, max_sessions_per_identity."
            }
            """);
        Assert.Equal("[]", (await AskAsync("GET", Path)).Json["history"]!.ToJsonString());
    }

    [Fact]
    public async Task The_history_has_the_latest_hundred_changes()
    {
        for (var sessions = 1; sessions <= 101; sessions++)
        {
            await PutAsync($"\"mfa\": \"{(sessions == 1 ? "LEVEL1" : "NONE")}\"{(sessions == 101 ? ", \"allowed_ip_addresses\": \"\"" : "")}");
        }

        var history = (await AskAsync("GET", Path + "?include_history=true")).Json["history"]!.AsArray();

        Assert.Equal((100, "Changed mfa, allowed_ip_addresses."), (history.Count, history[^1]!.AsObject().Text("message")));
    }

    [Fact]
    public async Task The_settings_in_force_are_told_beside_those_of_the_account()
    {
        await PutAsync(Unset + ", \"mfa\": \"LEVEL1\"");

        (await AskAsync("GET", Account + "/effective_settings/identity")).Is($$"""
            {
              "context": {{Context("AccountSettings_GetEffective", "/v1/accounts/<account>/effective_settings/identity")}}, "account_id": "<account>",
              "effective": {
                "mfa": "LEVEL1", "user_mfa": [], "restrict_create_service_id": "NOT_SET", "restrict_create_platform_apikey": "NOT_SET",
                "restrict_user_list_visibility": "NOT_RESTRICTED",
                "session_expiration_in_seconds": "86400", "session_invalidation_in_seconds": "7200", "max_sessions_per_identity": "NOT_SET",
                "system_access_token_expiration_in_seconds": "3600", "system_refresh_token_expiration_in_seconds": "259200"
              },
              "account": {
                "account_id": "<account>", "entity_tag": "2-settings",
                "mfa": "LEVEL1", "user_mfa": [], "restrict_create_service_id": "NOT_SET", "restrict_create_platform_apikey": "NOT_SET",
                "restrict_user_list_visibility": "NOT_RESTRICTED", "restrict_user_domains": [], {{Unset}}, "history": []
              }
            }
            """);
        Assert.Equal(NotFound("Account", "none"), (await AskAsync("GET", "/v1/accounts/none/effective_settings/identity")).Refusal());
    }

    [Theory]
    [InlineData("mfa", "\"NOT_SET\"", "NOT_SET", "NONE, NONE_NO_ROPC, TOTP, TOTP4ALL, LEVEL1, LEVEL2, LEVEL3")]
    [InlineData("mfa", "null", "null", "NONE, NONE_NO_ROPC, TOTP, TOTP4ALL, LEVEL1, LEVEL2, LEVEL3")]
    [InlineData("user_mfa", "{}", "{}", "objects with an iam_id and one of mfa's values")]
    [InlineData("user_mfa", "[5]", "[5]", "objects with an iam_id and one of mfa's values")]
    [InlineData("user_mfa", "[{\"mfa\":\"NONE\"}]", "[{\"mfa\":\"NONE\"}]", "objects with an iam_id and one of mfa's values")]
    [InlineData("user_mfa", "[{\"iam_id\":\"i\",\"mfa\":\"x\"}]", "[{\"iam_id\":\"i\",\"mfa\":\"x\"}]", "objects with an iam_id and one of mfa's values")]
    [InlineData("restrict_create_service_id", "\"no\"", "no", "RESTRICTED, NOT_RESTRICTED, NOT_SET")]
    [InlineData("restrict_create_platform_apikey", "true", "true", "RESTRICTED, NOT_RESTRICTED, NOT_SET")]
    [InlineData("restrict_user_list_visibility", "\"NOT_SET\"", "NOT_SET", "RESTRICTED, NOT_RESTRICTED")]
    [InlineData("restrict_user_domains", "[{}]", "[{}]", "objects with a realm_id, each another")]
    [InlineData("restrict_user_domains", """[{"realm_id":"a"},{"realm_id":"a"}]""", """[{"realm_id":"a"},{"realm_id":"a"}]""", "objects with a realm_id, each another")]
    [InlineData("allowed_ip_addresses", "[]", "[]", "a string")]
    [InlineData("session_expiration_in_seconds", "\"86401\"", "86401", "900 to 86400, NOT_SET")]
    [InlineData("session_expiration_in_seconds", "900", "900", "900 to 86400, NOT_SET")]
    [InlineData("max_sessions_per_identity", "\"0\"", "0", "1 or more, NOT_SET")]
    [InlineData("max_sessions_per_identity", "\"-1\"", "-1", "1 or more, NOT_SET")]
    public async Task Another_value_is_refused_and_changes_nothing(string name, string value, string told, string valid)
    {
        Assert.Equal(Invalid(name, told, valid), (await PutAsync($"\"system_access_token_expiration_in_seconds\": \"900\", \"{name}\": {value}")).Refusal());
        (await AskAsync("GET", Path)).Is(Settings("AccountSettings_Get", Usual));
    }

    public void Dispose() => _fake.Dispose();

    private static string Realms(params string[] realms) => $"\"restrict_user_domains\": [{string.Join(',', realms)}]";

    private static string Settings(string operation, string settings, int version = 1) => $$"""
        { "context": {{Context(operation, "/v1/accounts/<account>/settings/identity")}}, "account_id": "<account>", "entity_tag": "{{version}}-settings", {{settings}}, "history": [] }
        """;

    private Task<Answer> PutAsync(string settings) => AskAsync("PUT", Path, $"{{ {settings} }}", ("If-Match", "*"));

    private Task<Answer> AskAsync(string method, string path, string? body = null, params (string, string)[] headers) => _fake.AskAsync(method, path, body, _token, headers);
}
