using System.Net.Http.Headers;

namespace IbmIam.Exchange;

/// <summary>When to try again: a pure function of what happened.</summary>
internal static class RetrySchedule
{
    /// <summary>Attempts in all.</summary>
    public const int MostAttempts = 5;

    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(30);

    /// <summary>The part of what a server asks that is waited on top of it at most: else all whom it sent away come back at once.</summary>
    private const double Spread = 0.1;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    /// <summary>408, 429 and 5xx but 501 pass by themselves; every other status is an answer.</summary>
    public static bool IsTransient(int status) => status is 408 or 429 or (>= 500 and <= 599 and not 501);

    /// <summary>How long to wait before the next attempt; null when there is none.</summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="retryAfter">What the server asked for; null where it did not.</param>
    /// <param name="left">What is left of the budget.</param>
    /// <param name="jitter">A random number from 0 to 1.</param>
    public static TimeSpan? Delay(int attempt, TimeSpan? retryAfter, TimeSpan left, double jitter)
    {
        if (attempt >= MostAttempts)
        {
            return null;
        }

        var delay = retryAfter is { } asked
            ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, 0, LongestRetryAfter.Ticks)) * (1 + (Spread * jitter))
            : TimeSpan.FromTicks(Math.Min(First.Ticks << (attempt - 1), LongestDelay.Ticks)) * jitter;
        return delay < left ? delay : null;
    }

    /// <summary>What the server asks for, in both forms; a date counts from the answer's own, so that no clock is compared with another.</summary>
    public static TimeSpan? Asked(HttpResponseHeaders headers) => headers.RetryAfter?.Delta ?? (headers.RetryAfter?.Date - headers.Date);

    // Spread, not secrecy: callers that failed together should not come back together.
#pragma warning disable CA5394
    public static double Jitter() => Random.Shared.NextDouble();
#pragma warning restore CA5394
}
