using System.Net.Http.Headers;

namespace IbmIam.Exchange;

/// <summary>Decides whether and when to retry.</summary>
internal static class RetrySchedule
{
    /// <summary>The maximum number of attempts, including the first.</summary>
    public const int MostAttempts = 5;

    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The maximum extra delay, as a fraction of the delay that the server asks for. Without it, all clients that the server
    /// turned away would return at the same time.
    /// </summary>
    private const double RetryAfterJitter = 0.1;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    /// <summary>Whether a status is transient: 408, 429, and 5xx except 501. Every other status is final.</summary>
    public static bool IsTransient(int status) => status is 408 or 429 or (>= 500 and <= 599 and not 501);

    /// <summary>Returns the delay before the next attempt, or null when there is to be none.</summary>
    /// <param name="attempt">The number of the failed attempt, from 1.</param>
    /// <param name="retryAfter">The delay that the server asked for; null for none.</param>
    /// <param name="left">The time left for the call.</param>
    /// <param name="jitter">A random number from 0 to 1.</param>
    public static TimeSpan? Delay(int attempt, TimeSpan? retryAfter, TimeSpan left, double jitter)
    {
        if (attempt >= MostAttempts)
        {
            return null;
        }

        var delay = retryAfter is { } asked
            ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, 0, LongestRetryAfter.Ticks)) * (1 + (RetryAfterJitter * jitter))
            : TimeSpan.FromTicks(Math.Min(First.Ticks << (attempt - 1), LongestDelay.Ticks)) * jitter;
        return delay < left ? delay : null;
    }

    /// <summary>
    /// Returns the delay in <c>Retry-After</c>, which may be a number of seconds or a date. The date is compared with the
    /// response's own date, never with this machine's clock.
    /// </summary>
    public static TimeSpan? RetryAfter(HttpResponseHeaders headers) => headers.RetryAfter?.Delta ?? (headers.RetryAfter?.Date - headers.Date);

    // Not security-sensitive: it keeps callers that failed together from returning together.
#pragma warning disable CA5394
    public static double Jitter() => Random.Shared.NextDouble();
#pragma warning restore CA5394
}
