using IbmIam.Testing.Http;

namespace IbmIam.Testing.Tests;

/// <summary>Which request is which of IAM's operations, what a transaction is called, how long it took.</summary>
public sealed class Operations : IDisposable
{
    private readonly PagedFake _fake = new();

    [Theory]
    [InlineData("POST /identity/token", "Identity_Token")]
    [InlineData("POST /oidc/token", "OIDC_Token")]
    [InlineData("POST /identity/introspect", "Identity_Introspect")]
    [InlineData("GET /identity/userinfo", "Identity_Userinfo")]
    [InlineData("POST /identity/profiles", "Identity_Profiles")]
    [InlineData("GET /identity/authorize", "Identity_Authorize")]
    [InlineData("PUT /identity/passcode", "Identity_Passcode")]
    [InlineData("POST /identity/passcode", "Identity_Passcode")]
    [InlineData("GET /instance_identity/v1/token", "InstanceIdentity_Token")]
    [InlineData("GET /instance_identity/v1/iam_token", "InstanceIdentity_IamToken")]
    [InlineData("GET /identity/v1/token", "InstanceIdentity_Token")]
    [InlineData("GET /identity/v1/iam_tokens", "InstanceIdentity_IamToken")]
    [InlineData("POST /identity/keys", "Identity_Keys")]
    [InlineData("POST /identity/.well-known/openid-configuration", "Identity_Discovery")]
    [InlineData("POST /v1/apikeys", "ApiKey_Create")]
    [InlineData("GET /v1/apikeys", "ApiKey_List")]
    [InlineData("GET /v1/apikeys/details", "ApiKey_Details")]
    [InlineData("GET /v1/apikeys/x", "ApiKey_Get")]
    [InlineData("PUT /v1/apikeys/x", "ApiKey_Update")]
    [InlineData("DELETE /v1/apikeys/x", "ApiKey_Delete")]
    [InlineData("POST /v1/apikeys/x/lock", "ApiKey_Lock")]
    [InlineData("DELETE /v1/apikeys/x/lock", "ApiKey_Unlock")]
    [InlineData("POST /v1/apikeys/x/disable", "ApiKey_Disable")]
    [InlineData("DELETE /v1/apikeys/x/disable", "ApiKey_Enable")]
    [InlineData("POST /v1/serviceids", "ServiceId_Create")]
    [InlineData("POST /v1/serviceids/", "ServiceId_Create")]
    [InlineData("GET /v1/serviceids", "ServiceId_List")]
    [InlineData("GET /v1/serviceids/", "ServiceId_List")]
    [InlineData("GET /v1/serviceids/x", "ServiceId_Get")]
    [InlineData("PUT /v1/serviceids/x", "ServiceId_Update")]
    [InlineData("DELETE /v1/serviceids/x", "ServiceId_Delete")]
    [InlineData("POST /v1/serviceids/x/lock", "ServiceId_Lock")]
    [InlineData("DELETE /v1/serviceids/x/lock", "ServiceId_Unlock")]
    [InlineData("POST /v1/profiles", "Profile_Create")]
    [InlineData("GET /v1/profiles", "Profile_List")]
    [InlineData("GET /v1/profiles/x", "Profile_Get")]
    [InlineData("PUT /v1/profiles/x", "Profile_Update")]
    [InlineData("DELETE /v1/profiles/x", "Profile_Delete")]
    [InlineData("POST /v1/profiles/x/links", "Profile_Link")]
    [InlineData("GET /v1/profiles/x/links", "Profile_ListLinks")]
    [InlineData("DELETE /v1/profiles/x/links", "Profile_Unlink")]
    [InlineData("GET /v1/profiles/x/links/y", "Profile_GetLink")]
    [InlineData("DELETE /v1/profiles/x/links/y", "Profile_Unlink")]
    [InlineData("POST /v1/profiles/x/rules", "Profile_CreateRule")]
    [InlineData("GET /v1/profiles/x/rules", "Profile_ListRules")]
    [InlineData("GET /v1/profiles/x/rules/y", "Profile_GetRule")]
    [InlineData("PUT /v1/profiles/x/rules/y", "Profile_UpdateRule")]
    [InlineData("DELETE /v1/profiles/x/rules/y", "Profile_DeleteRule")]
    [InlineData("GET /v1/profiles/x/identities", "Profile_ListIdentities")]
    [InlineData("PUT /v1/profiles/x/identities", "Profile_SetIdentities")]
    [InlineData("POST /v1/profiles/x/identities/user", "Profile_SetIdentity")]
    [InlineData("GET /v1/profiles/x/identities/user/y", "Profile_GetIdentity")]
    [InlineData("DELETE /v1/profiles/x/identities/user/y", "Profile_DeleteIdentity")]
    [InlineData("GET /v1/accounts/x/settings/identity", "AccountSettings_Get")]
    [InlineData("PUT /v1/accounts/x/settings/identity", "AccountSettings_Update")]
    [InlineData("GET /v1/accounts/x/effective_settings/identity", "AccountSettings_GetEffective")]
    [InlineData("POST /api/v2/keys", "KeyProtect_Keys")]
    [InlineData("GET /api/v2/keys/x/actions/rotate", "KeyProtect_Rotate")]
    [InlineData("PUT /", "Fake_Page")]
    [InlineData("PUT /__fake/page/x", "Fake_Page")]
    [InlineData("PUT /__fake/state", "Fake_Admin")]
    public void A_refusal_names_its_operation(string line, string operation)
    {
        var answer = _fake.Ask(line.Split(' ')[0], line.Split(' ')[1]);

        Assert.InRange(answer.Status, 400, 405);
        Assert.Equal("incoming." + operation, PagedFake.Read(answer.Body)["context"]!.AsObject().Text("requestType"));
    }

    [Theory]
    [InlineData("PUT", "/v1/apikeys", "PUT /v1/apikeys: IAM expects POST there.")]
    [InlineData("PATCH", "/v1/apikeys/x", "PATCH /v1/apikeys/x: IAM expects GET there.")]
    public void A_wrong_method_is_told_from_the_first_right_one(string method, string path, string explanation)
    {
        Assert.Equal(405, _fake.Ask(method, path).Status);

        Assert.Equal(explanation, _fake.Iam.Requests[^1].Explanation);
    }

    [Theory]
    [InlineData("PUT", "/identity/token", false)]
    [InlineData("POST", "/v1/apikeys", false)]
    [InlineData("POST", "/identity/introspect", true)]
    public void A_body_is_read_as_a_form_where_it_is_one(string method, string path, bool form)
    {
        _fake.Ask(method, path, "grant_type=x&token=y");

        var entry = _fake.Iam.Requests[^1];
        Assert.Equal((form ? 2 : 0, form ? "x" : null, false), (entry.Form.Count, entry.Grant, entry.IsTokenRequest));
    }

    [Theory]
    [InlineData("/v1/apikeys/")]
    [InlineData("/v1/apikeys//lock")]
    [InlineData("/v1/apikeys/x/lock/y")]
    [InlineData("/v1/apikeys/x/")]
    public void A_segment_that_names_nothing_is_none_of_IAMs(string path) => Assert.Null(_fake.Iam.Match("POST", path));

    [Fact]
    public void A_path_that_is_none_of_IAMs_is_refused_in_its_form()
    {
        var request = new FakeRequest { Method = "GET", Path = "/identity/kees", Headers = new Dictionary<string, string> { ["Transaction-Id"] = "t-1", ["User-Agent"] = "tests/1.0" } };

        var answer = _fake.Iam.Unmatched(request);

        Assert.Equal((404, "t-1"), (answer.Status, Assert.Single(answer.Headers, header => header.Name == "Transaction-Id").Value));
        PagedFake.Read(answer.Body).Is("""
            {
              "context": {
                "requestId": "ZmFrZS0-t1", "requestType": "incoming.Unknown", "userAgent": "tests/1.0", "url": "<url>", "instanceId": "iamid-fake-1",
                "threadId": "<thread>", "host": "iamid-fake-1", "startTime": "02.01.2026 03:04:05:678 UTC", "endTime": "02.01.2026 03:04:05:678 UTC",
                "elapsedTime": "0", "locale": "en_US", "clusterName": "iam-id-fake"
              },
              "errorCode": "BXNIM0060E", "errorMessage": "Web application exception 'javax.ws.rs.ClientErrorException'.",
              "errorDetails": "'/identity/kees' is not an IAM path; the nearest is GET /identity/keys. Paths are case-sensitive and have no trailing slash."
            }
            """);
    }

    [Fact]
    public void A_stub_in_the_way_is_told_in_place_of_an_answer()
    {
        _fake.Iam.FindConflict = () => "It stands there.";

        var answer = _fake.Ask("GET", "/identity/keys");

        var body = PagedFake.Read(answer.Body);
        Assert.Equal((500, "FAKE_STUB_CONFLICT", "A stub covers a route of IAM's.", "It stands there."), (answer.Status, body.Text("errorCode"), body.Text("errorMessage"), body.Text("errorDetails")));
    }

    [Theory]
    [InlineData("!", true)]
    [InlineData("~", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a\u007F", false)]
    [InlineData("\u00E4a", false)]
    [InlineData("\u00E4", false)]
    public void A_transaction_keeps_a_name_that_a_header_can_say(string id, bool kept) =>
        Assert.Equal(kept, Transaction(id) == id);

    [Fact]
    public void A_transaction_keeps_a_name_of_128_letters_and_gets_one_of_its_own_else()
    {
        var (longest, longer) = (new string('t', 128), new string('t', 129));

        Assert.Equal(longest, Transaction(longest));
        string[] own = [Transaction(longer), Transaction(""), Transaction("")];
        Assert.All(own, id => Assert.True(Guid.TryParseExact(id, "D", out _)));
        Assert.Equal(3, own.Distinct().Count());
    }

    [Theory]
    [InlineData(1.5, "1500")]
    [InlineData(-60, "0")]
    public void A_refusal_says_how_long_it_took_and_never_less_than_nothing(double seconds, string elapsed)
    {
        _fake.Iam.Faults.Next().On("/identity/keys").When(_ =>
        {
            _fake.Iam.Clock.Advance(TimeSpan.FromSeconds(seconds));
            return true;
        }).Status(503);

        var context = PagedFake.Read(_fake.Ask("GET", "/identity/keys").Body)["context"]!.AsObject();

        Assert.Equal((elapsed, "02.01.2026 03:04:05:678 UTC"), (context.Text("elapsedTime"), context.Text("startTime")));
    }

    public void Dispose() => _fake.Dispose();

    private string Transaction(string id) =>
        Assert.Single(_fake.Ask("GET", "/identity/keys", "", ("Transaction-Id", id)).Headers, header => header.Name == "Transaction-Id").Value;
}
