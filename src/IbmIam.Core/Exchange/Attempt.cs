namespace IbmIam.Exchange;

/// <summary>The outcome of one attempt: a value, or a problem that is final or transient.</summary>
internal sealed record Attempt<T>(T? Value, IamException? Problem, bool MayPass, TimeSpan? RetryAfter)
    where T : class
{
    public static Attempt<T> Done(T value) => new(value, null, false, null);

    public static Attempt<T> Final(IamException problem) => new(null, problem, false, null);

    public static Attempt<T> Transient(IamException problem, TimeSpan? retryAfter = null) => new(null, problem, true, retryAfter);
}

/// <summary>The time limit of one call, measured on the host's clock from construction.</summary>
internal sealed class Deadline(TimeProvider time, TimeSpan span)
{
    private readonly long _start = time.GetTimestamp();

    public TimeSpan Span => span;

    /// <summary>The remaining time; never negative.</summary>
    public TimeSpan Left => span - time.GetElapsedTime(_start) is { Ticks: > 0 } left ? left : TimeSpan.Zero;
}
