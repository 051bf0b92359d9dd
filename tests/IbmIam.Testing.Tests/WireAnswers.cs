using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace IbmIam.Testing.Tests;

/// <summary>What goes over the wire, byte for byte: whole answers, answers that break off, bodies at their limit, paths as they came.</summary>
public sealed partial class WireAnswers : IDisposable
{
    private const string Form = "Content-Type: application/x-www-form-urlencoded\r\n";
    private const string Named = "Transaction-Id: t-1\r\n" + Form;
    private const string Key = "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey=fake.api.key.of.the.default.service.id";
    private const string Head = "Content-Type: application/json\r\nCache-Control: no-store\r\nPragma: no-cache\r\nTransaction-Id: t-1\r\n\r\n";

    private readonly FrozenFake _fake = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_that_breaks_off_is_whole_until_there()
    {
        var good = (await _fake.Client.ApiKeyAsync(_fake.Iam.ApiKey)).Text;
        _fake.Iam.Faults.Next().ResetAfterHeaders();
        _fake.Iam.Faults.Next().Truncated(9);
        _fake.Iam.Faults.Next().Truncated(1_000_000);
        _fake.Iam.Faults.Next().WrongLength();
        _fake.Iam.Faults.Next().Reset();

        Assert.Equal($"HTTP/1.1 200 OK\r\nContent-Length: {good.Length}\r\n{Head}", await BreakAsync());
        Assert.Equal($"HTTP/1.1 200 OK\r\nContent-Length: {good.Length + 1}\r\n{Head}{{\"access_", await BreakAsync());
        Assert.Equal($"HTTP/1.1 200 OK\r\nContent-Length: {good.Length + 1}\r\n{Head}<body>", await BreakAsync(good.Length));
        Assert.Equal($"HTTP/1.1 200 OK\r\nContent-Length: {good.Length + 100}\r\n{Head}<body>", await BreakAsync(good.Length));
        Assert.Equal("", await BreakAsync());
    }

    [Fact]
    public async Task An_answer_breaks_off_under_TLS_too()
    {
        using var iam = FakeIamServer.Start(options => options.Https = true);
        using var http = new HttpClient(iam.CreateHandler());
        iam.Faults.Always().On("/identity/keys").Truncated(9);
        var (truncated, declared) = await ReadAsync(http, iam);
        iam.Faults.Clear();
        iam.Faults.Always().On("/identity/keys").ResetAfterHeaders();
        var (nothing, all) = await ReadAsync(http, iam);

        Assert.Equal(("{\"keys\":[", "", all + 1), (truncated, nothing, declared));
    }

    [Theory]
    [InlineData(204)]
    [InlineData(205)]
    [InlineData(304)]
    public async Task A_status_without_a_body_has_none_whatever_stands_behind_it(int status)
    {
        _fake.Iam.Faults.Next().Html(status);

        var (text, reset) = await RawHttp.SendAsync(_fake.Iam.Url, RawHttp.Post(Key, Named));

        Assert.False(reset);
        Assert.StartsWith($"HTTP/1.1 {status} ", text, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("Content-Length: [1-9]", text);
    }

    [Fact]
    public async Task An_answer_without_a_body_has_no_type()
    {
        _fake.Iam.Faults.Next().RedirectLoop();

        var answer = await _fake.Client.ApiKeyAsync(_fake.Iam.ApiKey);

        Assert.Equal((302, "0", false), (answer.Status, answer.Headers["Content-Length"], answer.Headers.ContainsKey("Content-Type")));
    }

    [Fact]
    public async Task A_body_that_trickles_arrives_whole()
    {
        _fake.Iam.Faults.Next().SlowBody(100_000);

        var (slow, fast) = (await _fake.Client.ApiKeyAsync(_fake.Iam.ApiKey), await _fake.Client.ApiKeyAsync(_fake.Iam.ApiKey));

        Assert.Equal((fast.Text.Length, fast.Claims.Text("sub")), (slow.Text.Length, slow.Claims.Text("sub")));
    }

    [Theory]
    [InlineData(0, false, "401 BXNIM0310E")]
    [InlineData(1, false, "413 BXNIM0060E")]
    [InlineData(0, true, "401 BXNIM0310E")]
    [InlineData(1, true, "413 BXNIM0060E")]
    public async Task A_mebibyte_is_the_longest_body(int more, bool chunked, string refusal)
    {
        var body = "token=" + new string('x', FakeIam.BodyLimit - "token=".Length + more);
        var request = chunked
            ? $"POST /identity/introspect HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Basic x\r\n{Form}Transfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n"
            : RawHttp.Post(body, Form + "Authorization: Basic x\r\n", "/identity/introspect");

        var (text, _) = await RawHttp.SendAsync(_fake.Iam.Url, request);

        Assert.Equal(refusal, $"{text["HTTP/1.1 ".Length..][..3]} {ErrorCode().Match(text).Value}");
    }

    [Fact]
    public async Task A_connection_is_used_again_unless_a_body_was_left_unread()
    {
        var good = await _fake.Client.ApiKeyAsync(_fake.Iam.ApiKey);
        var (refused, _) = await RawHttp.SendAsync(_fake.Iam.Url, $"POST /identity/token HTTP/1.1\r\nHost: x\r\n{Form}Content-Length: {FakeIam.BodyLimit + 1}\r\n\r\n{new string('x', FakeIam.BodyLimit + 1)}");

        Assert.False(good.Headers.ContainsKey("Connection"));
        Assert.StartsWith("HTTP/1.1 413 ", refused, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_breaks_HTTPs_own_rules_is_refused()
    {
        var (text, _) = await RawHttp.SendAsync(_fake.Iam.Url, $"POST /identity/token HTTP/1.1\r\nHost: x\r\n{Form}Transfer-Encoding: chunked\r\n\r\nnone\r\n");

        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", text, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", text, StringComparison.Ordinal);
        Assert.Equal(("BXNIM0060E", 400), (ErrorCode().Match(text).Value, Assert.Single(_fake.Iam.Requests).Status));
    }

    [Theory]
    [InlineData("GET /identity/keys", 200)]
    [InlineData("GET /identity/keys?x=/", 200)]
    [InlineData("GET http://x/identity/keys?x=1", 200)]
    [InlineData("GET /identity/%6Beys", 404)]
    [InlineData("GET /identity/./keys", 404)]
    [InlineData("GET /identity/x/../keys", 404)]
    public async Task A_path_counts_as_it_came(string line, int status)
    {
        var (text, _) = await RawHttp.SendAsync(_fake.Iam.Url, $"{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_stub_answers_stands_in_the_log_and_what_one_does_does_not()
    {
        _fake.Iam.Server.Given(Request.Create().WithPath("/mine")).RespondWith(Response.Create().WithBody("mine"));

        Assert.Equal(("mine", 404), ((await _fake.Client.GetAsync("/mine")).Text, (await _fake.Client.GetAsync("/other")).Status));

        Assert.Equal(("/other", 404), (Assert.Single(_fake.Iam.Requests).Path, _fake.Iam.Requests[0].Status));
    }

    [Fact]
    public void A_server_that_ended_or_never_began_leaves_its_ports()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var file = Path.GetTempFileName();
        File.WriteAllText(file, """{ "serviceIds": 1 }""");
        Assert.ThrowsAny<ArgumentException>(() => FakeIamServer.StartFrom(file, options => options.Port = port));
        File.Delete(file);
        var iam = FakeIamServer.Start();
        var refusing = new Uri(iam.RefusingUrl).Port;
        iam.Dispose();

        Assert.All([port, refusing], free =>
        {
            using var again = new TcpListener(IPAddress.Loopback, free);
            again.Start();
        });
    }

    [Fact]
    public void An_SDK_is_pointed_at_the_server_by_its_environment()
    {
        var other = _fake.Iam.AddServiceId("other", "key.of.the.other");

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["KEY_PROTECT_AUTH_TYPE"] = "iam", ["KEY_PROTECT_AUTH_URL"] = _fake.Iam.Url, ["KEY_PROTECT_APIKEY"] = "key.of.the.other", ["KEY_PROTECT_URL"] = _fake.Iam.Url,
            },
            _fake.Iam.SdkEnvironment("key-protect", other));
    }

    [Fact]
    public void A_configuration_that_comes_later_names_itself_and_sets_no_option()
    {
        var failure = Assert.ThrowsAny<ArgumentException>(() => _fake.Iam.Configure("{\n\"port\": 1 }"));

        Assert.StartsWith("configuration, line 2, port: there is no 'port' here.", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _fake.Dispose();

    private async Task<string> BreakAsync(int body = 0)
    {
        var (text, reset) = await RawHttp.SendAsync(_fake.Iam.Url, RawHttp.Post(Key, Named));
        Assert.True(reset);
        return body == 0 ? text : text[..^body] + "<body>";
    }

    /// <summary>Reads an answer until it breaks off.</summary>
    private static async Task<(string Text, long? Declared)> ReadAsync(HttpClient http, FakeIamServer iam)
    {
        using var answer = await http.GetAsync(new Uri(iam.Url + "/identity/keys"), HttpCompletionOption.ResponseHeadersRead, Cancelled);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancelled));
        var text = new char[100];
        var read = 0;
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            int more;
            while ((more = await reader.ReadAsync(text.AsMemory(read), Cancelled)) > 0)
            {
                read += more;
            }
        });
        return (new string(text, 0, read), answer.Content.Headers.ContentLength);
    }

    [GeneratedRegex("BXNIM[0-9]{4}E")]
    private static partial Regex ErrorCode();
}
