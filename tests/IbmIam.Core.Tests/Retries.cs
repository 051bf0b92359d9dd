using System.Globalization;
using System.Text.RegularExpressions;
using IbmIam.Core.Tests.Infra;
using IbmIam.Diagnostics;
using IbmIam.Exchange;

namespace IbmIam.Core.Tests;

/// <summary>When to try again: the schedule by itself, then the loop on a clock that the test moves.</summary>
public sealed class Retries : IDisposable
{
    private readonly Bed _bed = Bed.OnFakeClock();

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData(1, null, 60, 1, 0.5)]
    [InlineData(2, null, 60, 1, 1d)]
    [InlineData(3, null, 60, 1, 2d)]
    [InlineData(4, null, 60, 1, 4d)]
    [InlineData(4, null, 60, 0.5, 2d)]
    [InlineData(1, null, 60, 0, 0d)]
    [InlineData(5, null, 60, 1, null)]
    [InlineData(6, null, 60, 1, null)]
    [InlineData(4, null, 4, 1, null)]
    [InlineData(4, null, 4.1, 1, 4d)]
    [InlineData(1, null, 0, 0, null)]
    [InlineData(1, 7, 60, 0, 7d)]
    [InlineData(1, 0, 60, 1, 0d)]
    [InlineData(1, -9, 60, 1, 0d)]
    [InlineData(1, 9999, 60, 0, 30d)]
    [InlineData(1, 9999, 60, 1, 33d)]
    [InlineData(1, 10, 60, 0.5, 10.5)]
    [InlineData(1, 20, 20, 1, null)]
    [InlineData(5, 1, 60, 1, null)]
    public void The_delay_grows_with_full_jitter_or_is_what_the_server_asks_and_up_to_a_tenth_more(int attempt, int? retryAfter, double left, double jitter, double? seconds)
    {
        var delay = RetrySchedule.Delay(attempt, retryAfter is { } asked ? TimeSpan.FromSeconds(asked) : null, TimeSpan.FromSeconds(left), jitter);

        Assert.Equal(seconds, delay?.TotalSeconds);
    }

    [Theory]
    [InlineData(400, false)]
    [InlineData(401, false)]
    [InlineData(403, false)]
    [InlineData(404, false)]
    [InlineData(407, false)]
    [InlineData(408, true)]
    [InlineData(409, false)]
    [InlineData(429, true)]
    [InlineData(499, false)]
    [InlineData(500, true)]
    [InlineData(501, false)]
    [InlineData(503, true)]
    [InlineData(599, true)]
    [InlineData(600, false)]
    public void Only_what_passes_by_itself_is_tried_again(int status, bool again) => Assert.Equal(again, RetrySchedule.IsTransient(status));

    [Theory]
    [InlineData("Retry-After: 7", 7)]
    [InlineData("Retry-After: 100000", 30)]
    [InlineData("Retry-After: Fri, 02 Jan 2026 12:00:09 GMT", 9)]
    public async Task The_loop_waits_at_least_as_long_as_the_server_asks(string header, int seconds)
    {
        using var server = new RawServer(
            RawServer.Answer(429, "", header, $"Date: {Bed.Noon:R}"), RawServer.Token(""","expires_in":3600"""));
        var getting = GetAsync(server.Url);
        await WaitingAsync();

        var delay = double.Parse(Regex.Match(_bed.Log.All, "retrying in ([0-9.]+) s").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(delay, seconds, seconds * 1.1);
        _bed.Clock.Advance(TimeSpan.FromSeconds(seconds * 1.1));

        Assert.Equal("aaa.bbb.ccc", (await getting).AccessToken);
        Assert.Equal(2, server.Requests.Count);
        Assert.Contains(_bed.Log.Information, static line => line.Contains("Waiting for the next attempt (IBMIAM4008)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wait_past_the_deadline_is_not_begun()
    {
        using var server = new RawServer(RawServer.Answer(503, "", "Retry-After: 30"));

        var problem = await Assert.ThrowsAsync<IamException>(() => GetAsync(server.Url, TimeSpan.FromSeconds(30)));

        Assert.Equal(("IBMIAM4007", 503), (problem.Code, problem.HttpStatus));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Five_attempts_are_all()
    {
        using var bed = new Bed(new FastTime());
        using var server = new RawServer(RawServer.Answer(500, "", "Retry-After: 0"));

        await Assert.ThrowsAsync<IamException>(() => bed.Client(Settings(server.Url)).GetTokenAsync(Bed.Cancel).AsTask());

        Assert.Equal(5, server.Requests.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(501)]
    public async Task A_refusal_is_not_asked_again(int status)
    {
        using var server = new RawServer(RawServer.Answer(status, """{"errorCode":"BXNIM0000E","errorMessage":"No."}"""));

        Assert.Equal("IBMIAM3000", (await Assert.ThrowsAsync<IamException>(() => GetAsync(server.Url))).Code);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_cancelled_wait_ends_at_once()
    {
        using var server = new RawServer(RawServer.Answer(429, "", "Retry-After: 30"));
        using var cancelled = new CancellationTokenSource();
        var getting = _bed.Client(Settings(server.Url)).GetTokenAsync(cancelled.Token).AsTask();
        await WaitingAsync();

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => getting);
    }

    [Fact]
    public async Task One_attempt_lasts_fifteen_seconds_at_most()
    {
        using var server = new RawServer("", RawServer.Token(""","expires_in":3600"""));
        var getting = GetAsync(server.Url);
        await Until.IsTrueAsync(() => server.Stalled == 1);

        _bed.Clock.Advance(TimeSpan.FromSeconds(16));
        await WaitingAsync();
        _bed.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("aaa.bbb.ccc", (await getting).AccessToken);
        Assert.Contains("IBMIAM4002", _bed.Log.All, StringComparison.Ordinal);
        Assert.Contains(_bed.Log.Information, static line => line.Contains("to answer, up to 58 s more", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_went_wrong_before_the_time_ran_out_is_told_not_that_it_did()
    {
        using var server = new RawServer(RawServer.Answer(503, "", "Retry-After: 0"), "");
        var getting = GetAsync(server.Url, TimeSpan.FromSeconds(10));
        await WaitingAsync();
        await Until.IsTrueAsync(() => server.Stalled == 1, () => _bed.Clock.Advance(TimeSpan.FromTicks(1)));

        _bed.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("IBMIAM4007", (await Assert.ThrowsAsync<IamException>(() => getting)).Code);
    }

    [Fact]
    public async Task Without_time_nothing_is_tried()
    {
        var loop = new RetryLoop(_bed.Host, new Deadline(_bed.Clock, TimeSpan.Zero), once: false);

        var problem = await Assert.ThrowsAsync<IamException>(() => loop.RunAsync<string>("IAM", "IamUrl", static _ => throw new InvalidOperationException("tried"), Bed.Cancel));

        Assert.Equal("IBMIAM4012", problem.Code);
    }

    [Fact]
    public async Task A_later_attempt_tells_how_long_is_left_of_the_whole()
    {
        var time = _bed.Clock;
        var attempts = 0;

        await new RetryLoop(_bed.Host, new Deadline(time, TimeSpan.FromSeconds(60)), once: false).RunAsync(
            "IAM",
            "IamUrl",
            _ =>
            {
                time.Advance(TimeSpan.FromSeconds(10));
                return Task.FromResult(++attempts < 3 ? Attempt<string>.Transient(Problems.TimedOut(TimeSpan.Zero), TimeSpan.Zero) : Attempt<string>.Done("token"));
            },
            Bed.Cancel);

        Assert.Equal(
            ["58 s", "48 s", "38 s"],
            _bed.Log.Information.Select(static line => line["info Waiting for IAM to answer, up to ".Length..^" more.".Length]));
    }

    /// <summary>Until the loop tells that it waits.</summary>
    private Task WaitingAsync() => Until.IsTrueAsync(() => _bed.Log.All.Contains("retrying in", StringComparison.Ordinal));

    private Task<IamToken> GetAsync(string url, TimeSpan? timeout = null) => _bed.Client(Settings(url, timeout)).GetTokenAsync(Bed.Cancel).AsTask();

    private static IamSettings Settings(string url, TimeSpan? timeout = null) =>
        new() { IamUrl = url, ApiKey = Secret.From("canary-key"), Timeout = timeout ?? TimeSpan.FromSeconds(60) };
}
