using System.Text;

namespace IbmIam.Testing.Tests;

/// <summary>What the log says of common mistakes.</summary>
public sealed class NearMisses : IDisposable
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Grant = "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3A";

    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly Client _client;

    public NearMisses() => _client = new Client(_iam);

    public static TheoryData<string, string, string> Forms => new()
    {
        { "{\"apikey\":\"x\"}", "application/json", "The body is JSON: IAM expects a form, 'Content-Type: application/x-www-form-urlencoded'." },
        { Grant + "apikey&apikey=x", "text/plain", "The content type is 'text/plain': IAM expects 'application/x-www-form-urlencoded'." },
        { "apikey=x", Form, "grant_type is missing: for an API key it is 'urn:ibm:params:oauth:grant-type:apikey'." },
        { "grant_type=urn%253Aibm&apikey=x", Form, "grant_type is percent-encoded twice: encode it once." },
        { "grant_type=apikey&apikey=x", Form, "grant_type is 'apikey': IAM's name is 'urn:ibm:params:oauth:grant-type:apikey'." },
        { Grant + "apikey&apikey=x&apikey=y", Form, "'apikey' is in the form twice." },
        { Grant + "apikey&apikey=100%", Form, "The form is not percent-encoded UTF-8: a lone '%' must be '%25'." },
        { Grant + "apikey&api_key=x", Form, "The API key is in 'api_key': the field is called 'apikey'." },
        { Grant + "apikey&apiKey=x", Form, "The API key is in 'apiKey': the field is called 'apikey'." },
        { Grant + "apikey&api-key=x", Form, "The API key is in 'api-key': the field is called 'apikey'." },
        { Grant + "apikey&APIKEY=x", Form, "The API key is in 'APIKEY': the field is called 'apikey'." },
        { Grant + "apikey&key=x", Form, "The API key is in 'key': the field is called 'apikey'." },
        { Grant + "cr-token&key=x", Form, "Property 'cr_token' either missing or empty." },
        { Grant + "apikey&apikey=other%0A", Form, "Provided API key could not be found." },
        { Grant + "apikey&apikey=other+key", Form, "Provided API key could not be found." },
        { Grant + "apikey&apikey=ApiKey-1234", Form, "The API key begins with 'ApiKey-': that is a key's id, not its value." },
        { Grant + "apikey&apikey=@key.json", Form, "The API key begins with '@': a file's name was sent in place of its content." },
        { Grant + "apikey&apikey={\"apikey\":\"x\"}", Form, "The API key begins with '{': a key file's JSON was sent, or braces were left around the key." },
        { Grant + "apikey&apikey=\"x\"", Form, "The API key begins with a quotation mark: remove the quotes." },
        { Grant + "apikey&apikey=known%2Bkey%0A", Form, "The API key is right but for white space around it (a newline from a file, perhaps)." },
        { Grant + "apikey&apikey=known+key", Form, "The API key has a space where the known one has '+': encode '+' as '%2B'." },
        { Grant + "passcode&passcode=x", Form, "Grant 'passcode' needs a client: send 'Authorization: Basic' with bx:bx." },
        { "grant_type=refresh_token&refresh_token=not_supported", Form, "Grant 'refresh_token' needs a client: send 'Authorization: Basic' with bx:bx." },
        { Grant + "assume&access_token=Bearer+x&profile_id=y", Form, "access_token begins with 'Bearer ': send the token alone." },
        { Grant + "cr-token&cr_token=known.cr.token%0A&profile_id=y", Form, "The compute-resource token is right but for white space around it (the newline of its file, perhaps)." },
        { Grant + "cr-token&cr_token=other&profile_id=y", Form, "Provided token is malformed." },
        { Grant + "cr-token&cr_token=known.cr.token&profile_name=none", Form, "Object Type: 'Profile' with ID: 'none' not found." },
        { Grant + "cr-token&cr_token=known.cr.token", Form, "Property 'profile_id' either missing or empty." },
        {
            Grant + "assume&access_token=TOKEN&profile_name=default", Form,
            "A profile is assumed by name only with its account: add 'account', or use profile_id or profile_crn."
        },
        { Grant + "iam-authz&access_token=TOKEN&desired_iam_id=crn:v1:a", Form, "desired_iam_id must be 'crn-' and a full cloud resource name: crn-crn:v1:…, ten parts." },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_wrong_form_is_told_from_the_right_one(string body, string type, string explanation)
    {
        _iam.AddServiceId("known", "known+key");
        _iam.AddComputeResource("known", "known.cr.token");

        await PostAsync(body.Replace("TOKEN", _iam.MintToken(), StringComparison.Ordinal), type);

        Assert.Equal(explanation, Assert.Single(_iam.Requests).Explanation);
    }

    [Theory]
    [InlineData("bx:wrong", "refresh_token=x", "The client in the Basic header is unknown, or its secret is wrong: the fake knows bx:bx, kube:kube and those from AddClient.")]
    [InlineData("bx:bx", "refresh_token=not_supported", "The refresh token is 'not_supported': IAM returns that when there is none. Authenticate as a client (bx:bx) to get one.")]
    [InlineData("bx:bx", "refresh_token=of-kube", "The refresh token belongs to another client: use the client that got it.")]
    [InlineData("bx:bx", "refresh_token=none", "Provided refresh token is invalid.")]
    [InlineData("kube:kube", "refresh_token=of-kube", "Provided refresh token is expired.")]
    public async Task A_wrong_client_is_told_from_the_right_one(string basic, string body, string explanation)
    {
        var token = _iam.AddRefreshToken(_iam.DefaultUser, "kube");
        _iam.Clock.Advance(TimeSpan.FromDays(3));

        await PostAsync("grant_type=refresh_token&" + body.Replace("of-kube", token, StringComparison.Ordinal), Form, basic);

        Assert.Equal(explanation, Assert.Single(_iam.Requests).Explanation);
    }

    [Theory]
    [InlineData("/identity/token/", "POST /identity/token.")]
    [InlineData("/Identity/Token", "POST /identity/token.")]
    [InlineData("/token", "POST /oidc/token.")]
    [InlineData("/identity/key", "GET /identity/keys.")]
    [InlineData("/serviceids", "POST /v1/serviceids.")]
    [InlineData("/serviceids/", "POST /v1/serviceids/.")]
    public async Task A_path_that_is_none_of_IAMs_is_told_the_nearest(string path, string nearest)
    {
        Assert.Equal(404, (await _client.GetAsync(path)).Status);

        var entry = Assert.Single(_iam.Requests);
        Assert.Equal($"'{path}' is not an IAM path; the nearest is {nearest} Paths are case-sensitive and have no trailing slash.", entry.Explanation);
    }

    [Fact]
    public async Task A_wrong_method_is_told_the_right_one()
    {
        await _client.GetAsync("/identity/token");

        Assert.Equal("GET /identity/token: IAM expects POST there.", Assert.Single(_iam.Requests).Explanation);
    }

    [Fact]
    public async Task A_form_without_its_length_is_told_so()
    {
        await RawHttp.SendAsync(
            _iam.Url, $"POST /identity/token HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {Form}\r\nTransfer-Encoding: chunked\r\n\r\n8\r\napikey=x\r\n0\r\n\r\n");

        Assert.Equal("There is no Content-Length (the body was sent in chunks): IAM requires it.", Assert.Single(_iam.Requests).Explanation);
    }

    [Fact]
    public async Task A_body_of_JSON_is_right_where_IAM_takes_one()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/serviceids") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", _iam.MintToken());
        Assert.Equal(400, (await _client.SendAsync(request)).Status);

        Assert.Equal("Property 'name' either missing or empty.", Assert.Single(_iam.Requests).Explanation);
    }

    [Theory]
    [InlineData("", "There is no 'Authorization: Bearer' header.")]
    [InlineData("Basic x", "The Authorization header does not begin with 'Bearer '.")]
    [InlineData("Bearer x", "Extracting the subject from the bearer token failed. See logs for more information. (Token is missing or malformed)")]
    public async Task A_service_tells_a_wrong_header_from_a_wrong_token(string authorization, string explanation)
    {
        _iam.Protect("/keys", FakeService.KeyProtect);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/keys");
        Assert.True(authorization.Length == 0 || request.Headers.TryAddWithoutValidation("Authorization", authorization));

        Assert.Equal(400, (await _client.SendAsync(request)).Status);

        Assert.Equal(explanation, Assert.Single(_iam.Requests).Explanation);
    }

    public void Dispose()
    {
        _client.Dispose();
        _iam.Dispose();
    }

    private async Task PostAsync(string body, string type, string basic = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/identity/token") { Content = new StringContent(body, Encoding.UTF8, type) };
        request.Headers.Authorization = basic.Length == 0 ? null : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(basic)));
        Assert.NotEqual(200, (await _client.SendAsync(request)).Status);
    }
}
