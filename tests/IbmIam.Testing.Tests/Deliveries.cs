using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IbmIam.Testing.Tests;

/// <summary>How answers travel: broken and slow ones, those without a body, and those to requests that no usual client sends.</summary>
public sealed partial class Deliveries : IDisposable
{
    private const string Keys = "/identity/keys";

    private readonly FrozenFake _fake = new();

    /// <summary>A fault, by how much the length that is told is too long, and how many bytes of the body come.</summary>
    public static TheoryData<string, int, int> Broken => new()
    {
        { """ "kind": "reset-after-headers" """, 0, 0 },
        { """ "kind": "truncated" """, 1, 20 },
        { """ "kind": "truncated", "bytes": 0 """, 1, 0 },
        { """ "kind": "truncated", "bytes": 1000000 """, 1, 419 },
        { """ "kind": "wrong-length" """, 100, 419 },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_broken_answer_is_the_whole_one_up_to_where_it_breaks(string fault, int more, int bytes)
    {
        var whole = await SendAsync("GET", Keys);
        var body = whole[(whole.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        _fake.Iam.Configure($$"""{ "faults": [{ {{fault}}, "path": "{{Keys}}" }] }""");

        var (text, reset) = await RawHttp.SendAsync(_fake.Iam.Url, Request("GET", Keys));

        Assert.Equal($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length + more}\r\nContent-Type: application/json\r\nTransaction-Id: t-1\r\nDate: Fri, 02 Jan 2026 03:04:05 GMT\r\n\r\n{body[..bytes]}", text);
        Assert.True(reset);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task With_HTTPS_a_broken_answer_breaks_at_the_same_place(string fault, int more, int bytes)
    {
        using var fake = new FrozenFake(options => options.Https = true);
        var (whole, _) = await RawHttp.SendAsync(fake.Iam.Url, Request("GET", Keys), fake.Iam.Certificate);
        var body = whole[(whole.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        fake.Iam.Configure($$"""{ "faults": [{ {{fault}}, "path": "{{Keys}}" }] }""");

        var (text, _) = await RawHttp.SendAsync(fake.Iam.Url, Request("GET", Keys), fake.Iam.Certificate);

        Assert.Equal(Head("200 OK", ("Content-Length", $"{body.Length + more}"), ("Connection", "close"), ("Content-Type", "application/json")) + body[..bytes], Date().Replace(text, ""));
    }

    [Fact]
    public async Task A_broken_answer_without_a_body_names_no_type_of_it()
    {
        const string path = "/identity/authorize?client_id=bx&response_type=code&redirect_uri=http://127.0.0.1:1/x";
        _fake.Iam.Faults.Next().On("/identity/authorize").ResetAfterHeaders();

        var (text, _) = await RawHttp.SendAsync(_fake.Iam.Url, Request("GET", path));

        Assert.Equal("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: http://127.0.0.1:1/x?code=\r\nTransaction-Id: t-1\r\nDate: Fri, 02 Jan 2026 03:04:05 GMT\r\n\r\n", Code().Replace(text, ""));
    }

    [Theory]
    [InlineData("204 No Content", null)]
    [InlineData("205 Reset Content", "0")]
    [InlineData("304 Not Modified", null)]
    public async Task An_answer_whose_status_takes_no_body_has_none(string status, string? length)
    {
        var next = await SendAsync("GET", Keys);
        _fake.Iam.Faults.Next().On(Keys).Html(int.Parse(status[..3], System.Globalization.CultureInfo.InvariantCulture));
        var kept = Request("GET", Keys).Replace("Connection: close\r\n", "", StringComparison.Ordinal);

        var (text, _) = await RawHttp.SendAsync(_fake.Iam.Url, kept + Request("GET", Keys));

        Assert.Equal(Head(status, ("Content-Length", length), ("Content-Type", "text/html")) + next, Date().Replace(text, ""));
    }

    [Fact]
    public async Task A_request_for_the_head_alone_gets_it_alone()
    {
        // The length varies with the numbers of thread and port.
        var text = Regex.Replace(await SendAsync("HEAD", Keys), @"(?<=Content-Length: )[1-9]\d+", "<length>");

        Assert.Equal(Head("405 Method Not Allowed", ("Content-Length", "<length>"), ("Connection", "close"), ("Content-Type", "application/json")), text);
    }

    [Fact]
    public async Task A_connection_takes_one_request_after_another()
    {
        var one = await SendAsync("GET", Keys);
        var next = Request("GET", Keys).Replace("Connection: close\r\n", "", StringComparison.Ordinal);

        var (text, _) = await RawHttp.SendAsync(_fake.Iam.Url, next + next + Request("GET", Keys));

        var kept = one.Replace("Connection: close\r\n", "", StringComparison.Ordinal);
        Assert.Equal(kept + kept + one, Date().Replace(text, ""));
    }

    [Fact]
    public async Task A_target_that_is_a_whole_address_is_answered_as_its_path()
    {
        var host = new Uri(_fake.Iam.Url).Authority;
        var expected = await SendAsync("GET", Keys);

        var (text, _) = await RawHttp.SendAsync(_fake.Iam.Url, $"GET {_fake.Iam.Url}{Keys}?a=b%2Fc HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nTransaction-Id: t-1\r\n\r\n");

        Assert.Equal(expected, Date().Replace(text, ""));
        Assert.Equal((Keys, "?a=b%2Fc"), (_fake.Iam.Requests[^1].Path, _fake.Iam.Requests[^1].Query));
    }

    /// <summary>Decoded, such a path would break the header that it is put into.</summary>
    [Theory]
    [InlineData("/v1/apikeys/a%0D%0Ab")]
    [InlineData("/v1/apikeys/%C3%A9?x=%C3%A9")]
    public async Task A_target_that_is_a_whole_address_is_redirected_as_it_came(string target)
    {
        _fake.Iam.Faults.Next().On(target.Split('?')[0]).RedirectLoop();

        var text = await SendAsync("GET", "http://x" + target);

        Assert.StartsWith("HTTP/1.1 302 Found\r\n", text, StringComparison.Ordinal);
        Assert.Contains($"Location: {_fake.Iam.Url}{target}\r\n", text, StringComparison.Ordinal);
    }

    /// <summary>The server's patience with a body that does not come is its own: five seconds.</summary>
    [Fact]
    public async Task A_body_that_comes_too_slowly_is_refused_as_late()
    {
        var (text, _) = await RawHttp.SendAsync(_fake.Iam.Url, "POST /identity/token HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\na");

        Assert.StartsWith("HTTP/1.1 408 Request Timeout\r\n", text, StringComparison.Ordinal);
        Assert.Contains("\"errorDetails\":\"HTTP 408 Request Timeout\"", text, StringComparison.Ordinal);
        Assert.Equal(408, Assert.Single(_fake.Iam.Requests).Status);
    }

    [Theory]
    [InlineData("/v1/apikeys/a%2Fb?", "/v1/apikeys/a%2Fb", "?")]
    [InlineData("/v1/apikeys/a%2Fb?c=%20?d", "/v1/apikeys/a%2Fb", "?c=%20?d")]
    public async Task The_log_has_path_and_query_as_they_came(string target, string path, string query)
    {
        await SendAsync("GET", target);

        var entry = Assert.Single(_fake.Iam.Requests);
        Assert.Equal((path, query), (entry.Path, entry.Query));
    }

    [Fact]
    public async Task A_body_in_several_chunks_is_put_together()
    {
        const string start = "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=";
        var body = start.PadRight(1024 * 1024, 'x');
        var (half, rest) = (body[..700_000], body[700_000..]);

        await RawHttp.SendAsync(
            _fake.Iam.Url,
            "POST /identity/token HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
            + $"{half.Length:x}\r\n{half}\r\n{rest.Length:x}\r\n{rest}\r\n0\r\n\r\n");

        Assert.Equal(body[start.Length..], Assert.Single(_fake.Iam.Requests).Form["apikey"]);
    }

    [Theory]
    [InlineData("zz\r\n")]
    [InlineData("5\r\na=b&c0\r\n\r\n")]
    public async Task A_body_in_broken_chunks_is_refused_in_IAMs_words(string chunks)
    {
        var (text, reset) = await RawHttp.SendAsync(_fake.Iam.Url, $"POST /identity/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");

        var answer = JsonNode.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..])!.AsObject();
        Assert.Equal(("BXNIM0060E", "HTTP 400 Bad Request"), (answer.Text("errorCode"), answer.Text("errorDetails")));
        Assert.False(reset);
    }

    [Fact]
    public async Task A_slow_body_arrives_whole_portion_by_portion()
    {
        var expected = await SendAsync("GET", Keys);
        _fake.Iam.Faults.Next().On(Keys).SlowBody(3_000);

        Assert.Equal(expected, await SendAsync("GET", Keys));
    }

    [Fact]
    public async Task A_body_of_a_byte_a_second_begins_with_a_byte()
    {
        _fake.Iam.Faults.Next().On(Keys).SlowBody(1);
        var cancelled = TestContext.Current.CancellationToken;
        await using var connection = await RawHttp.ConnectAsync(new Uri(_fake.Iam.Url));
        await connection.WriteAsync(Encoding.ASCII.GetBytes(Request("GET", Keys)), cancelled);
        var (text, buffer) = ("", new byte[8192]);
        while (!text.Contains("\r\n\r\n{", StringComparison.Ordinal))
        {
            text += Encoding.ASCII.GetString(buffer, 0, await connection.ReadAsync(buffer, cancelled));
        }

        Assert.InRange(text.Length - text.IndexOf('{', StringComparison.Ordinal), 1, 9);
    }

    [Fact]
    public async Task A_stalled_answer_sends_its_head_alone()
    {
        _fake.Iam.Faults.Next().On(Keys).Stall(TimeSpan.FromHours(1));
        var cancelled = TestContext.Current.CancellationToken;
        await using var connection = await RawHttp.ConnectAsync(new Uri(_fake.Iam.Url));
        await connection.WriteAsync(Encoding.ASCII.GetBytes(Request("GET", Keys)), cancelled);
        var (text, buffer) = ("", new byte[8192]);
        while (!text.Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            text += Encoding.ASCII.GetString(buffer, 0, await connection.ReadAsync(buffer, cancelled));
        }

        Assert.Equal(Head("200 OK", ("Content-Length", "419"), ("Connection", "close"), ("Content-Type", "application/json")), Date().Replace(text, ""));
    }

    public void Dispose() => _fake.Dispose();

    private static string Request(string method, string target) => $"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransaction-Id: t-1\r\n\r\n";

    private static string Head(string status, params (string Name, string? Value)[] headers) =>
        $"HTTP/1.1 {status}\r\n{string.Concat(headers.Where(header => header.Value is not null).Select(header => $"{header.Name}: {header.Value}\r\n"))}"
        + "Server: Kestrel\r\nTransaction-Id: t-1\r\n\r\n";

    /// <summary>The answer without its date, which is of the machine's clock.</summary>
    private async Task<string> SendAsync(string method, string target)
    {
        var (text, reset) = await RawHttp.SendAsync(_fake.Iam.Url, Request(method, target));
        Assert.False(reset);
        return Date().Replace(text, "");
    }

    [GeneratedRegex("Date: .*\r\n")]
    private static partial Regex Date();

    [GeneratedRegex("(?<=code=)[0-9a-f]+")]
    private static partial Regex Code();
}
