using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace IbmIam.Diagnostics;

/// <summary>Traces and metrics, both named <c>IbmIam</c>, which follow OpenTelemetry's semantic conventions where these exist.</summary>
internal static class Telemetry
{
    private const string Name = "IbmIam";
    private static readonly Meter Meter = new(Name);

    /// <summary>Counts tokens by <c>ibm_iam.token.origin</c>: <c>exchange</c>, <c>memory</c> or <c>file</c>.</summary>
    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>("ibm_iam.client.tokens", "{token}", "Tokens obtained, by origin.");

    public static void Obtained(string origin) => Tokens.Add(1, new KeyValuePair<string, object?>("ibm_iam.token.origin", origin));

    public static Activity? StartExchange(string grant, Uri endpoint)
    {
        var activity = Exchanges.Spans.StartActivity("ibm_iam.token", ActivityKind.Client);
        activity?.SetTag("server.address", endpoint.Host).SetTag("server.port", endpoint.Port).SetTag("ibm_iam.grant_type", grant);
        return activity;
    }

    public static void Ended(Activity? activity, TimeSpan took, Exception? problem)
    {
        if (problem is null)
        {
            Exchanges.Durations.Record(took.TotalSeconds);
            return;
        }

        var error = (problem as IamException)?.Code ?? problem.GetType().FullName;
        Exchanges.Durations.Record(took.TotalSeconds, new KeyValuePair<string, object?>("error.type", error));
        activity?.SetTag("error.type", error).SetTag("http.response.status_code", (problem as IamException)?.HttpStatus).SetStatus(ActivityStatusCode.Error, error);
    }

    /// <summary>Created at the first exchange, so that a process that finds its token in a cache file does not pay for them.</summary>
    private static class Exchanges
    {
        public static readonly ActivitySource Spans = new(Name);

        public static readonly Histogram<double> Durations =
            Meter.CreateHistogram<double>("ibm_iam.client.exchange.duration", "s", "Duration of a token exchange with IAM, retries included.");
    }
}
