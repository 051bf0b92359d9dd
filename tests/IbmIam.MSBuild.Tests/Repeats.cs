using IbmIam.Core.Tests.Infra;
using IbmIam.MSBuild.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.MSBuild.Tests;

/// <summary>Which calls are repeated, how often and when, and what ends them.</summary>
public sealed class Repeats(FakeIamServer iam) : IDisposable
{
    private const string CutOff = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\ncut off";

    /// <summary>So much that the connection alone can't hold it: once it is written, the reading of it has begun.</summary>
    private static readonly string _stalling = "HTTP/1.1 200 OK\r\nContent-Length: 16000000\r\n\r\n" + new string('x', 12_000_000) + RawServer.Stalls;

    private readonly Bed _bed = new(iam);
    private readonly StoppedTime _time = new() { PassesBelow = TimeSpan.FromSeconds(2) };

    [Theory]
    [InlineData("GET", true)]
    [InlineData("head", true)]
    [InlineData("PUT", true)]
    [InlineData("Delete", true)]
    [InlineData("OPTIONS", true)]
    [InlineData("POST", false)]
    [InlineData("PATCH", false)]
    public async Task Only_what_does_no_harm_is_repeated(string method, bool repeated)
    {
        using var service = new RawServer(RawServer.Answer(503, ""), RawServer.Answer(200, ""));

        Assert.Equal(repeated, await _bed.RunAsync(new IbmIamRequest { Url = service.Url, Method = method, Time = _time }));

        Assert.Equal(repeated ? 2 : 1, service.Requests.Count);
        Assert.Equal(repeated ? 0 : 1, _bed.Engine.Errors.Count);
        Assert.Equal(repeated, _bed.Engine.Log.Contains($"{method.ToUpperInvariant()} {service.Url}/: status 503; attempt 2 of 4 in ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(408, 4)]
    [InlineData(429, 4)]
    [InlineData(500, 4)]
    [InlineData(501, 1)]
    [InlineData(404, 1)]
    public async Task A_status_that_passes_by_itself_is_tried_four_times(int status, int attempts)
    {
        using var service = new RawServer(RawServer.Answer(status, "busy"));

        Assert.Equal(
            $"IBMIAM6010: GET {service.Url}/ answered {status}, expected 2xx. It said: busy",
            await _bed.FailsAsync(new IbmIamRequest { Url = service.Url, Time = _time }));

        Assert.Equal(attempts, service.Requests.Count);
        Assert.Equal(attempts - 1, _bed.Engine.Log.Split($": status {status}; attempt ").Length - 1);
    }

    [Fact]
    public async Task A_body_from_a_file_is_sent_again_whole()
    {
        _bed.File("body.txt", "from a file");
        using var service = new RawServer(RawServer.Answer(503, ""), RawServer.Answer(200, ""));
        await _bed.DoneAsync(new IbmIamRequest { Url = service.Url, Method = "PUT", BodyFile = "body.txt", Time = _time });

        Assert.All(service.Requests, request => Assert.EndsWith("\r\n\r\nfrom a file", request, StringComparison.Ordinal));
        Assert.Equal(2, service.Requests.Count);
    }

    [Fact]
    public async Task The_service_says_how_long_to_wait()
    {
        using var service = new RawServer(
            RawServer.Answer(429, "", "Retry-After: 1"),
            RawServer.Answer(503, "", "Date: Fri, 02 Jan 2026 12:00:00 GMT", "Retry-After: Fri, 02 Jan 2026 12:00:01 GMT"),
            RawServer.Answer(200, ""));
        await _bed.DoneAsync(new IbmIamRequest { Url = service.Url, Time = _time });

        Assert.Equal(2, _time.Passed.Count);
        Assert.All(_time.Passed, wait => Assert.InRange(wait, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.1)));
    }

    [Fact]
    public async Task A_wait_beyond_the_deadline_is_not_begun()
    {
        using var service = new RawServer(RawServer.Answer(503, "later", "Retry-After: 20"));

        Assert.Equal(
            $"IBMIAM6010: GET {service.Url}/ answered 503, expected 2xx. It said: later",
            await _bed.FailsAsync(new IbmIamRequest { Url = service.Url, RequestTimeout = "10", Time = _time }));
        Assert.Single(service.Requests);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("answer.txt")]
    public async Task An_answer_cut_off_is_asked_for_again(string? file)
    {
        using var service = new RawServer(CutOff, RawServer.Answer(200, "whole"));

        var call = await _bed.DoneAsync(new IbmIamRequest { Url = service.Url, OutputFile = file, Time = _time });

        Assert.Equal("whole", call.Response ?? await File.ReadAllTextAsync(Path.Combine(_bed.Folder, file!), TestContext.Current.CancellationToken));
        Assert.Equal(2, service.Requests.Count);
        Assert.Contains($"GET {service.Url}/: ", _bed.Engine.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("answer.txt")]
    public async Task An_answer_whose_end_never_comes_ends_with_the_deadline(string? file)
    {
        using var service = new RawServer(_stalling);
        var time = new StoppedTime();
        var failing = _bed.FailsAsync(new IbmIamRequest { Url = service.Url, OutputFile = file, RequestTimeout = "00:01:30", Time = time });
        await Until.IsTrueAsync(() => service.Stalled == 1);

        time.Advance(TimeSpan.FromSeconds(90));

        Assert.Equal($"IBMIAM6011: GET {service.Url}/ got no answer: timed out after 90 s (RequestTimeout).", await failing);
        Assert.Contains($"Waiting for GET {service.Url}/ to answer, up to 88 s more.", _bed.Engine.Log, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_bed.Folder, "answer.txt*"));
    }

    [Fact]
    public async Task The_deadline_is_a_hundred_seconds_where_none_is_given()
    {
        using var service = new RawServer("");
        var time = new StoppedTime();
        var failing = _bed.FailsAsync(new IbmIamRequest { Url = service.Url, Time = time });
        await Until.IsTrueAsync(() => service.Stalled == 1);

        time.Advance(TimeSpan.FromSeconds(100));

        Assert.Equal($"IBMIAM6011: GET {service.Url}/ got no answer: timed out after 100 s (RequestTimeout).", await failing);
    }

    [Fact]
    public async Task A_cancelled_call_ends_at_once_without_an_error()
    {
        using var service = new RawServer("");
        var call = new IbmIamRequest { Url = service.Url };
        var running = _bed.RunAsync(call);
        await Until.IsTrueAsync(() => service.Stalled == 1);

        call.Cancel();

        Assert.False(await running);
        Assert.Empty(_bed.Engine.Errors);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("answer.txt")]
    public async Task A_call_cancelled_within_an_answer_ends_at_once_and_leaves_no_file(string? file)
    {
        using var service = new RawServer(_stalling);
        var call = new IbmIamRequest { Url = service.Url, OutputFile = file, Time = new StoppedTime() };
        var running = _bed.RunAsync(call);
        await Until.IsTrueAsync(() => service.Stalled == 1);

        call.Cancel();

        Assert.False(await running);
        Assert.Empty(_bed.Engine.Errors);
        Assert.Empty(Directory.GetFiles(_bed.Folder, "answer.txt*"));
    }

    [Fact]
    public async Task A_call_cancelled_while_it_waits_ends_at_once()
    {
        using var service = new RawServer(RawServer.Answer(503, "", "Retry-After: 0", "X-Any: 1"), RawServer.Answer(503, "", "Retry-After: 20"));
        var call = new IbmIamRequest { Url = service.Url, Time = new StoppedTime() };
        var running = _bed.RunAsync(call);
        await Until.IsTrueAsync(() => _bed.Engine.Log.Contains("attempt 3 of 4 in ", StringComparison.Ordinal));

        call.Cancel();

        Assert.False(await running);
        Assert.Empty(_bed.Engine.Errors);
        Assert.Equal(2, service.Requests.Count);
    }

    public void Dispose() => _bed.Dispose();
}
