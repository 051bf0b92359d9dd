namespace IbmIam.Core.Tests.Infra;

/// <summary>A clock on the wall that can be set, beside one that only counts.</summary>
internal sealed class TwoClocks(TimeProvider counting) : TimeProvider
{
    public TimeSpan SetBy { get; set; }

    public override long TimestampFrequency => counting.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => counting.GetUtcNow() + SetBy;

    public override long GetTimestamp() => counting.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => counting.CreateTimer(callback, state, dueTime, period);
}
