namespace IbmIam.Testing.Tests;

/// <summary>The log of requests: what it holds and in which order, what it leaves out, how a line reads.</summary>
public sealed class RequestLogs
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 3)]
    [InlineData(3, 3)]
    [InlineData(3, 7)]
    [InlineData(16, 16)]
    [InlineData(20, 17)]
    [InlineData(20, 21)]
    [InlineData(20, 39)]
    [InlineData(100, 64)]
    [InlineData(100, 65)]
    [InlineData(100, 250)]
    public void It_holds_the_newest_oldest_first(int capacity, int requests)
    {
        var log = new RequestLog(capacity);
        Fill(log, requests);

        string[] expected = [.. Enumerable.Range(0, requests).Skip(Math.Max(0, requests - capacity)).Select(number => $"/{number}")];
        Assert.Equal(expected, log.Select(request => request.Path));
        Assert.Equal(expected, Enumerable.Range(0, log.Count).Select(index => log[index].Path));
        Assert.Equal((expected.Length, requests), (log.Count, log.Total));
        Assert.Equal(string.Join(Environment.NewLine, expected.Select(path => $"03:04:05.678 GET {path} -> 200")), log.ToString());
        Assert.All([-1, log.Count], index => Assert.Throws<ArgumentOutOfRangeException>(() => log[index]));
        log.Clear();
        Assert.Equal((0, 0, ""), (log.Count, log.Total, log.ToString()));
        Fill(log, Math.Min(capacity, 2));
        Assert.Equal(expected.Length == 0 ? [] : capacity == 1 ? ["/0"] : ["/0", "/1"], log.Select(request => request.Path));
    }

    [Theory]
    [InlineData("query", 524_031)]
    [InlineData("form", 523_981)]
    [InlineData("headers", 524_031)]
    public void It_holds_thirty_two_mebibytes(string what, int characters)
    {
        var (fits, over) = (Make(what, new string('x', characters)), Make(what, new string('x', characters + 1)));
        var log = new RequestLog(10_000);

        for (var i = 0; i < 40; i++)
        {
            log.Add(fits);
        }

        Assert.Equal((32, 40), (log.Count, log.Total));
        log.Add(over);
        Assert.Equal((31, 41), (log.Count, log.Total));
        log.Clear();
        log.Add(over);
        log.Add(Make("query", new string('x', 17 * 1024 * 1024)));
        Assert.Equal((1, 2), (log.Count, log.Total));
        log.Add(fits);
        Assert.Same(fits, Assert.Single(log));

        static FakeIamRequest Make(string what, string text) => new()
        {
            At = At, Method = "GET", Path = "/", Status = 200, Query = what == "query" ? text : "",
            Form = what == "form" ? new Dictionary<string, string> { [text[..100]] = text[100..] } : new Dictionary<string, string>(),
            Headers = what == "headers" ? new Dictionary<string, string> { [text[..100]] = text[100..] } : new Dictionary<string, string>(),
        };
    }

    [Fact]
    public void It_tells_token_requests_and_refusals_apart()
    {
        var log = new RequestLog(10);
        log.Add(Request("/good") with { IsTokenRequest = true });
        log.Add(Request("/reset") with { Status = 0 });
        log.Add(Request("/moved") with { Status = 399 });
        log.Add(Request("/refused") with { Status = 400, IsTokenRequest = true });
        log.Add(Request("/slow") with { Fault = "delay" });

        Assert.Equal(["/good", "/refused"], log.Tokens.Select(request => request.Path));
        Assert.Equal(["/reset", "/refused", "/slow"], log.Refused.Select(request => request.Path));
    }

    [Fact]
    public void A_line_says_what_there_is_to_say_and_no_secret()
    {
        var whole = Request("/identity/token") with
        {
            Method = "POST", Query = "?apikey=canary", Grant = new string('g', 121), Identity = "ServiceId-1", Status = 400, ErrorCode = "BXNIM0415E", Fault = "status",
            UserAgent = "tests/1.0", Explanation = "Why it was refused.", Form = new Dictionary<string, string> { ["grant_type"] = "x", ["apikey"] = "canary" },
            Headers = new Dictionary<string, string> { ["Authorization"] = "Basic canary" },
        };

        Assert.Equal(
            $"03:04:05.678 POST /identity/token {new string('g', 120)}… ServiceId-1 -> 400 BXNIM0415E (fault: status) [tests/1.0] grant_type=x&apikey=**** Why it was refused.",
            whole.ToString());
        Assert.Equal("03:04:05.678 GET / -> 200", Request("/").ToString());
        Assert.Equal(("", ""), (Request("/").Query, Request("/").UserAgent));
    }

    private static void Fill(RequestLog log, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            log.Add(Request($"/{i}"));
        }
    }

    private static FakeIamRequest Request(string path) => new() { At = At, Method = "GET", Path = path, Status = 200 };
}
