using System.Text;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Tests;

/// <summary>IAM's refusals: status and code, the message, the details.</summary>
public sealed class RefusalWords : IDisposable
{
    private const string Web = "Web application exception 'javax.ws.rs.ClientErrorException'.";
    private const string NotAuthorized = "You are not authorized to use this API.";
    private const string ApiKeyGrant = "grant_type=urn:ibm:params:oauth:grant-type:apikey";

    private readonly FrozenFake _fake = new();

    [Theory]
    [InlineData("BXNIM0113E", 400, "Provided cloud resource name is invalid.")]
    [InlineData("BXNIM0151E", 422, "The limit of supported API keys is reached.")]
    [InlineData("BXNIM0308E", 401, "No authorization header found.")]
    [InlineData("BXNIM0310E", 401, "The provided client could not be found.")]
    [InlineData("BXNIM0398E", 400, "Selected trusted profile not eligible.", "The given token with identifier 'someone' is not permitted to assume the indicated trusted profile; profile ID 'iam-Profile-fake'.")]
    [InlineData("BXNIM0602E", 401, "The credentials you provided are incorrect.", "The credentials you entered for the user 'someone' are incorrect.")]
    [InlineData("BXNIM0400E", 401, "OpenID Connect exception.", "Failed external authentication.")]
    [InlineData("BXNIM0401E", 400, "Provided token is malformed.")]
    [InlineData("BXNIM0405E", 400, "Provided token is not supported.")]
    [InlineData("BXNIM0407E", 400, "Provided refresh token is invalid.")]
    [InlineData("BXNIM0408E", 400, "Provided refresh token is expired.")]
    [InlineData("BXNIM0410E", 400, "Provided user not found or active.")]
    [InlineData("BXNIM0415E", 400, "Provided API key could not be found.")]
    [InlineData("BXNIM0430E", 401, "User login from given IP address is not permitted.", "The IP address 127.0.0.1 is not in the account's list of allowed addresses.")]
    [InlineData("BXNIM0436E", 401, "User is suspended in the requested account or invalid.")]
    [InlineData("BXNIM0462E", 400, "Provided API key is disabled.")]
    [InlineData("BXNIM0513E", 403, NotAuthorized)]
    [InlineData("BXNIM9999E", 503, "A fault of the test's plan.", "HTTP 503")]
    public async Task A_fault_with_a_code_of_IAMs_says_what_IAM_says_with_it(string code, int status, string message, string? details = null)
    {
        _fake.Iam.Faults.Next().Status(status, code);

        AssertRefused(await _fake.FormAsync(ApiKeyGrant + "&apikey=x"), status, code, message, details);
    }

    /// <summary>A request, where ID is a service ID that is locked, and its refusal.</summary>
    public static TheoryData<string, string?, int, string, string, string> Refusals => new()
    {
        { "GET /identity/token", null, 405, "BXNIM0060E", Web, "HTTP 405 Method Not Allowed" },
        { "POST /v1/serviceids", "{", 400, "BXNIM0109E", "Property missing or empty.", "Property 'body' either missing or empty." },
        { "POST /v1/serviceids", "{\"name\":\"once\",\"name\":\"twice\"}", 400, "BXNIM0109E", "Property missing or empty.", "Property 'body' either missing or empty." },
        { "POST /v1/serviceids", "{\"name\":\"half of a pair: \\ud83d\"}", 400, "BXNIM0109E", "Property missing or empty.", "Property 'body' either missing or empty." },
        { "PUT /v1/serviceids/ID", "{}", 403, "BXNIM0513E", NotAuthorized, "It is locked: unlock it first." },
        { "PUT /v1/profiles/PROFILE", "{}", 409, "BXNIM0060E", Web, "HTTP 409 Conflict" },
        {
            "POST /v1/profiles/PROFILE/rules", "{\"type\":\"x\"}", 400, "BXNIM0106E", "Property validation failed.",
            "Validation of property 'type' with value 'x' failed. Valid values: 'Profile-SAML', 'Profile-CR'"
        },
        { "GET /v1/serviceids/none", null, 404, "BXNIM0102E", "Unable to find Object.", "Object Type: 'ServiceId' with ID: 'none' not found." },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_wrong_request_is_refused_in_IAMs_words(string route, string? body, int status, string code, string message, string details)
    {
        var (token, locked) = (_fake.Iam.MintToken(), _fake.Iam.AddServiceId("locked"));
        await _fake.AskAsync("POST", $"/v1/serviceids/{locked.Id}/lock", null, token);
        var path = route.Split(' ')[1].Replace("ID", locked.Id, StringComparison.Ordinal).Replace("PROFILE", _fake.Iam.DefaultProfile.Id, StringComparison.Ordinal);

        AssertRefused(await _fake.AskAsync(route.Split(' ')[0], path, body, token, ("If-Match", "\"of another version\"")), status, code, message, details);
    }

    [Fact]
    public void A_path_that_is_none_of_IAMs_is_refused_in_IAMs_words_with_the_nearest_one()
    {
        using var iam = new FakeIam(new FakeIamOptions());

        var refused = iam.Unmatched(new FakeRequest { Method = "GET", Path = "/identity/key", Headers = new Dictionary<string, string>() });

        AssertRefused(
            new Answer(refused.Status, Encoding.UTF8.GetString(refused.Body.Span), new Dictionary<string, string>()), 404, "BXNIM0060E", Web,
            "'/identity/key' is not an IAM path; the nearest is GET /identity/keys. Paths are case-sensitive and have no trailing slash.");
        Assert.Equal(("BXNIM0060E", 404), (Assert.Single(iam.Requests).ErrorCode, iam.Requests[0].Status));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_in_IAMs_words()
    {
        AssertRefused(await _fake.FormAsync(new string('x', 1024 * 1024 + 1)), 413, "BXNIM0060E", Web, "HTTP 413 Request Entity Too Large");
    }

    [Fact]
    public async Task An_account_that_the_tenants_header_leaves_out_is_refused_in_IAMs_words()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/identity/token");
        request.Content = new FormUrlEncodedContent([new("grant_type", Client.Prefix + "apikey"), new("apikey", _fake.Iam.ApiKey)]);
        request.Headers.Add("ibm-cloud-tenant", "of-others");

        AssertRefused(await _fake.Client.SendAsync(request), 403, "BXNIM0513E", NotAuthorized, "The account is not in the list that the header 'ibm-cloud-tenant' gives.");
    }

    [Fact]
    public async Task The_log_explains_a_refusal_by_its_details_or_else_by_its_message()
    {
        await _fake.FormAsync(ApiKeyGrant + "&apikey=none");
        await _fake.FormAsync(ApiKeyGrant + "&apikey=none&response_type=uaa");

        Assert.Equal(
            ["Provided API key could not be found.", "Validation of property 'response_type' with value 'uaa' failed. Valid values: 'cloud_iam'"],
            _fake.Iam.Requests.Select(request => request.Explanation));
    }

    public void Dispose() => _fake.Dispose();

    private static void AssertRefused(Answer answer, int status, string code, string message, string? details)
    {
        var said = answer.Json;
        said.Remove("context");
        said.Is(details is null
            ? $$"""{ "errorCode": "{{code}}", "errorMessage": "{{message}}" }"""
            : $$"""{ "errorCode": "{{code}}", "errorMessage": "{{message}}", "errorDetails": "{{details}}" }""");
        Assert.Equal(status, answer.Status);
    }
}
