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
        { "{\"apikey\":\"x\"}", "application/json", "The body is JSON: IAM takes a form, 'Content-Type: application/x-www-form-urlencoded'." },
        { Grant + "apikey&apikey=x", "text/plain", "The content type is 'text/plain': IAM takes 'application/x-www-form-urlencoded'." },
        { "apikey=x", Form, "grant_type is missing: for an API key it is 'urn:ibm:params:oauth:grant-type:apikey'." },
        { "grant_type=urn%253Aibm&apikey=x", Form, "grant_type is percent-encoded twice: encode it once." },
        { "grant_type=apikey&apikey=x", Form, "grant_type is 'apikey': IAM's name is 'urn:ibm:params:oauth:grant-type:apikey'." },
        { Grant + "apikey&apikey=x&apikey=y", Form, "'apikey' stands in the form twice." },
        { Grant + "apikey&apikey=100%", Form, "The form is not percent-encoded UTF-8: a lone '%' must be '%25'." },
        { Grant + "apikey&api_key=x", Form, "The API key is in 'api_key': the field is called 'apikey'." },
        { Grant + "apikey&apikey=ApiKey-1234", Form, "The API key begins with 'ApiKey-': that is a key's id, not its value." },
        { Grant + "apikey&apikey=@key.json", Form, "The API key begins with '@': a file's name was sent in place of its content." },
        { Grant + "apikey&apikey={\"apikey\":\"x\"}", Form, "The API key begins with '{': a key file's JSON was sent, or braces were left around the key." },
        { Grant + "apikey&apikey=\"x\"", Form, "The API key begins with a quotation mark: take the quotes off." },
        { Grant + "apikey&apikey=known%2Bkey%0A", Form, "The API key is right but for white space around it (a newline from a file, perhaps)." },
        { Grant + "apikey&apikey=known+key", Form, "The API key has a space where the known one has '+': encode '+' as '%2B'." },
        { Grant + "passcode&passcode=x", Form, "Grant 'passcode' needs a client: send 'Authorization: Basic' with bx:bx." },
        { "grant_type=refresh_token&refresh_token=not_supported", Form, "Grant 'refresh_token' needs a client: send 'Authorization: Basic' with bx:bx." },
        { Grant + "assume&access_token=Bearer+x&profile_id=y", Form, "access_token begins with 'Bearer ': send the token alone." },
        { Grant + "cr-token&cr_token=known.cr.token%0A&profile_id=y", Form, "The compute-resource token is right but for white space around it (the newline of its file, perhaps)." },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_wrong_form_is_told_from_the_right_one(string body, string type, string explanation)
    {
        _iam.AddServiceId("known", "known+key");
        _iam.AddComputeResource("known", "known.cr.token");

        await PostAsync(body, type);

        Assert.Equal(explanation, Assert.Single(_iam.Requests).Explanation);
    }

    [Theory]
    [InlineData("bx:wrong", "refresh_token=x", "The client of the Basic header is not known, or its secret is wrong: the fake knows bx:bx, kube:kube and what AddClient added.")]
    [InlineData("bx:bx", "refresh_token=not_supported", "The refresh token is 'not_supported': IAM says so where there is none. Ask with a client (bx:bx) to get one.")]
    [InlineData("bx:bx", "refresh_token=of-kube", "The refresh token belongs to another client: use the client that got it.")]
    public async Task A_wrong_client_is_told_from_the_right_one(string basic, string body, string explanation)
    {
        var token = _iam.AddRefreshToken(_iam.DefaultUser, "kube");

        await PostAsync("grant_type=refresh_token&" + body.Replace("of-kube", token, StringComparison.Ordinal), Form, basic);

        Assert.Equal(explanation, Assert.Single(_iam.Requests).Explanation);
    }

    [Theory]
    [InlineData("/identity/token/", "POST /identity/token.")]
    [InlineData("/Identity/Token", "POST /identity/token.")]
    [InlineData("/token", "POST /oidc/token.")]
    [InlineData("/identity/key", "GET /identity/keys.")]
    public async Task A_path_that_is_none_of_IAMs_is_told_the_nearest(string path, string nearest)
    {
        Assert.Equal(404, (await _client.GetAsync(path)).Status);

        var entry = Assert.Single(_iam.Requests);
        Assert.Equal($"'{path}' is none of IAM's paths; the nearest is {nearest} Paths count with case and without a slash at the end.", entry.Explanation);
    }

    [Fact]
    public async Task A_wrong_method_is_told_the_right_one()
    {
        await _client.GetAsync("/identity/token");

        Assert.Equal("GET /identity/token: IAM takes POST there.", Assert.Single(_iam.Requests).Explanation);
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
