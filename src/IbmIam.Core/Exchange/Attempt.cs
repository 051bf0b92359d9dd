namespace IbmIam.Exchange;

/// <summary>How one attempt ended: with a value, or with a problem that is final or may pass.</summary>
internal sealed record Attempt<T>(T? Value, IamException? Problem, bool MayPass, TimeSpan? RetryAfter)
    where T : class
{
    public static Attempt<T> Done(T value) => new(value, null, false, null);

    public static Attempt<T> Final(IamException problem) => new(null, problem, false, null);

    public static Attempt<T> Transient(IamException problem, TimeSpan? retryAfter = null) => new(null, problem, true, retryAfter);
}

/// <summary>One call's time: a span from its start, on the host's clock.</summary>
internal sealed class Deadline(TimeProvider time, TimeSpan span)
{
    private readonly long _start = time.GetTimestamp();

    public TimeSpan Span => span;

    /// <summary>Never negative.</summary>
    public TimeSpan Left => span - time.GetElapsedTime(_start) is { Ticks: > 0 } left ? left : TimeSpan.Zero;
}
