namespace IbmIam.Core.Tests.Infra;

/// <summary>A clock that runs five times as fast as the machine's, for real waits that a test does not want to sit through.</summary>
internal sealed class FastTime : TimeProvider
{
    private const int Speed = 5;
    private readonly long _start = System.GetTimestamp();
    private readonly DateTimeOffset _begun = System.GetUtcNow();

    public override long GetTimestamp() => _start + ((System.GetTimestamp() - _start) * Speed);

    public override DateTimeOffset GetUtcNow() => _begun + ((System.GetUtcNow() - _begun) * Speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / Speed : dueTime, period > TimeSpan.Zero ? period / Speed : period);
}
