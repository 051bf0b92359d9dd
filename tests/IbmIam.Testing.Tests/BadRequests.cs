using System.Text.Json.Nodes;

namespace IbmIam.Testing.Tests;

/// <summary>Whatever comes, the answer is a clean refusal of IAM's: no 5xx, no HTML, no hang.</summary>
public sealed class BadRequests : IDisposable
{
    private const string Form = "Content-Type: application/x-www-form-urlencoded\r\n";
    private const string Grant = "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey";

    private readonly FakeIamServer _iam = FakeIamServer.Start();

    public static TheoryData<string, string, int, string> Requests => new()
    {
        { "no content type", RawHttp.Post(Grant + "&apikey=x", ""), 400, "BXNIM0109E" },
        { "JSON", RawHttp.Post("{\"grant_type\":\"apikey\"}", "Content-Type: application/json\r\n"), 400, "BXNIM0109E" },
        { "an empty form", RawHttp.Post(""), 400, "BXNIM0109E" },
        { "no grant", RawHttp.Post("apikey=x"), 400, "BXNIM0109E" },
        { "an unknown grant", RawHttp.Post("grant_type=magic"), 400, "BXNIM0106E" },
        { "a grant encoded twice", RawHttp.Post("grant_type=urn%253Aibm"), 400, "BXNIM0106E" },
        { "two keys", RawHttp.Post(Grant + "&apikey=x&apikey=y"), 400, "BXNIM0106E" },
        { "a lone percent sign", RawHttp.Post(Grant + "&apikey=%"), 400, "BXNIM0106E" },
        { "bytes that are no UTF-8", RawHttp.Post(Grant + "&apikey=%FF%FE"), 400, "BXNIM0106E" },
        { "a wrong response type", RawHttp.Post(Grant + "&apikey=x&response_type=uaa"), 400, "BXNIM0106E" },
        { "a huge field", RawHttp.Post(Grant + "&apikey=" + new string('x', 900_000)), 400, "BXNIM0415E" },
        { "a huge body", RawHttp.Post(Grant + "&apikey=" + new string('x', 1_100_000)), 413, "BXNIM0060E" },
        { "ten thousand fields", RawHttp.Post(Grant + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"&f{i}=x"))), 400, "BXNIM0109E" },
        { "broken Basic", RawHttp.Post(Grant + "&apikey=x", Form + "Authorization: Basic !!!\r\n"), 401, "BXNIM0310E" },
        { "no length", $"POST /identity/token HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{Form}Transfer-Encoding: chunked\r\n\r\n5\r\na=b&c\r\n0\r\n\r\n", 400, "BXNIM0109E" },
        { "GET", "GET /identity/token HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 405, "BXNIM0060E" },
        { "a strange method", "BREW /identity/token HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 405, "BXNIM0060E" },
        { "a zero byte", RawHttp.Post(Grant + "&apikey=%00"), 400, "BXNIM0415E" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_bad_request_gets_a_clean_refusal(string what, string request, int status, string code)
    {
        var (text, reset) = await RawHttp.SendAsync(_iam.Url, request);

        Assert.False(reset, what);
        Assert.StartsWith($"HTTP/1.1 {status} ", text, StringComparison.Ordinal);
        var body = JsonNode.Parse(text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..])!.AsObject();
        Assert.Equal(code, body.Text("errorCode"));
        Assert.Contains("Content-Type: application/json", text, StringComparison.Ordinal);
        Assert.Equal(status, Assert.Single(_iam.Requests).Status);
    }

    [Theory]
    [InlineData("/identity/token/")]
    [InlineData("/Identity/Token")]
    [InlineData("/identity/token%2F")]
    [InlineData("/v2/token")]
    public async Task Only_exact_routes_are_the_fakes_own(string path)
    {
        await RawHttp.SendAsync(_iam.Url, RawHttp.Post(Grant + "&apikey=x", path: path));

        Assert.Empty(_iam.Requests.Tokens);
    }

    public void Dispose() => _iam.Dispose();
}
