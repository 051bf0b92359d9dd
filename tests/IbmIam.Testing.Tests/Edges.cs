using System.Text.RegularExpressions;

namespace IbmIam.Testing.Tests;

/// <summary>The edges of a server: bodies at their limit, paths as they came, connections, what it tells others of itself.</summary>
public sealed partial class Edges : IDisposable
{
    private const string Form = "Content-Type: application/x-www-form-urlencoded\r\n";

    private readonly FrozenFake _fake = new();

    [Fact]
    public async Task An_answer_without_a_body_has_no_type()
    {
        _fake.Iam.Faults.Next().RedirectLoop();

        var answer = await _fake.Client.ApiKeyAsync(_fake.Iam.ApiKey);

        Assert.Equal((302, "0", false), (answer.Status, answer.Headers["Content-Length"], answer.Headers.ContainsKey("Content-Type")));
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

    [Theory]
    [InlineData("GET /identity/keys", 200)]
    [InlineData("GET /identity/keys?x=/", 200)]
    [InlineData("GET http://x/identity/keys?x=1", 200)]
    [InlineData("GET /identity/%6Beys", 404)]
    [InlineData("GET /identity/./keys", 404)]
    [InlineData("GET /identity/x/../keys", 404)]
    [InlineData("GET http://x", 404)]
    [InlineData("GET http://x?/identity/keys", 404)]
    [InlineData("OPTIONS *", 404)]
    public async Task A_path_counts_as_it_came(string line, int status)
    {
        var (text, _) = await RawHttp.SendAsync(_fake.Iam.Url, $"{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", text, StringComparison.Ordinal);
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

        Assert.StartsWith("configuration, line 2, port: unknown property 'port'.", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _fake.Dispose();

    [GeneratedRegex("BXNIM[0-9]{4}E")]
    private static partial Regex ErrorCode();
}
