using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using IbmIam.Core.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>Traces and metrics, named after the product, in OpenTelemetry's conventions.</summary>
public sealed class Telling : IDisposable
{
    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly Bed _bed = new();
    private readonly ConcurrentQueue<Activity> _activities = new();
    private readonly ConcurrentQueue<string> _counts = new();
    private readonly ConcurrentQueue<string> _durations = new();
    private readonly ActivityListener _listener;
    private readonly MeterListener _meter = new();

    /// <summary>Whether this test measures, and not one beside it: all share one meter.</summary>
    private readonly AsyncLocal<bool> _isMine = new();

    public Telling()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "IbmIam",
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = _activities.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
        _meter.InstrumentPublished = static (instrument, meters) =>
        {
            if (instrument.Meter.Name == "IbmIam")
            {
                meters.EnableMeasurementEvents(instrument);
            }
        };
        _meter.SetMeasurementEventCallback<long>((instrument, count, tags, _) => Keep(_counts, $"{instrument.Name} {count} {tags[0].Key}={tags[0].Value}"));
        _meter.SetMeasurementEventCallback<double>((instrument, seconds, tags, _) =>
            Keep(_durations, $"{instrument.Name} {instrument.Unit} {(seconds is > 0 and < 600 ? "plausible" : "odd")} {(tags.Length == 0 ? "" : $"{tags[0].Key}={tags[0].Value}")}".Trim()));
        _meter.Start();
    }

    public void Dispose()
    {
        _meter.Dispose();
        _listener.Dispose();
        _iam.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public async Task An_exchange_is_a_client_span_and_a_duration()
    {
        await Client().GetTokenAsync(Bed.Cancel);

        var activity = Mine();
        Assert.Equal(("ibm_iam.token", ActivityKind.Client, ActivityStatusCode.Unset), (activity.OperationName, activity.Kind, activity.Status));
        Assert.Equal("127.0.0.1", activity.GetTagItem("server.address"));
        Assert.Equal("urn:ibm:params:oauth:grant-type:apikey", activity.GetTagItem("ibm_iam.grant_type"));
        Assert.Null(activity.GetTagItem("error.type"));
        Assert.Contains("ibm_iam.client.tokens 1 ibm_iam.token.origin=exchange", _counts);
        Assert.Contains("ibm_iam.client.exchange.duration s plausible", _durations);
    }

    [Fact]
    public async Task A_refusal_has_its_code_and_status()
    {
        _iam.Faults.Always().Status(400, "BXNIM0415E");
        await Assert.ThrowsAsync<IamException>(() => Client().GetTokenAsync(Bed.Cancel).AsTask());

        var activity = Mine();
        Assert.Equal((ActivityStatusCode.Error, "IBMIAM3001"), (activity.Status, activity.StatusDescription));
        Assert.Equal("IBMIAM3001", activity.GetTagItem("error.type"));
        Assert.Equal(400, activity.GetTagItem("http.response.status_code"));
        Assert.Contains("ibm_iam.client.exchange.duration s plausible error.type=IBMIAM3001", _durations);
    }

    [Fact]
    public async Task A_cancelled_exchange_is_told_as_one()
    {
        using var hold = _iam.HoldNext();
        using var cancelled = new CancellationTokenSource();
        var getting = Client().GetTokenAsync(cancelled.Token).AsTask();
        await Until.IsDoneAsync(hold.Arrived);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => getting);
        await Until.IsTrueAsync(() => _activities.Any(IsMine));

        Assert.EndsWith("CanceledException", (string?)Mine().GetTagItem("error.type"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("file")]
    public async Task A_token_that_is_there_already_is_counted_by_where_it_was(string origin)
    {
        _bed.SharingFiles();
        await Client().GetTokenAsync(Bed.Cancel);
        await new IamClient(Settings(), origin == "file" ? _bed.Sibling() : _bed.Host).GetTokenAsync(Bed.Cancel);

        Assert.Contains($"ibm_iam.client.tokens 1 ibm_iam.token.origin={origin}", _counts);
    }

    [Fact]
    public async Task The_quick_way_to_a_held_token_is_counted_too()
    {
        var client = Client();
        await client.GetTokenAsync(Bed.Cancel);
        for (var at = 0; at < 5; at++)
        {
            await client.GetTokenAsync(Bed.Cancel);
        }

        Assert.Equal(5, _counts.Count(static count => count.EndsWith("=memory", StringComparison.Ordinal)));
    }

    private Activity Mine() => Assert.Single(_activities, IsMine);

    private bool IsMine(Activity activity) => Equals(activity.GetTagItem("server.port"), new Uri(_iam.Url).Port);

    private IamClient Client()
    {
        _isMine.Value = true;
        return _bed.Client(Settings());
    }

    private void Keep(ConcurrentQueue<string> all, string measured)
    {
        if (_isMine.Value)
        {
            all.Enqueue(measured);
        }
    }

    private IamSettings Settings() => new() { IamUrl = _iam.Url, ApiKey = Secret.From(_iam.ApiKey) };
}
