namespace IbmIam.Testing;

/// <summary>The clock of a fake IAM, which its tokens, refresh tokens, sessions, passcodes and request log use.</summary>
public sealed class FakeIamClock : TimeProvider
{
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(3000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TimeProvider _source;
    private long _offset;

    internal FakeIamClock(TimeProvider source) => _source = source;

    /// <summary>The fake's current time.</summary>
    public DateTimeOffset Now => GetUtcNow();

    /// <summary>How far the clock is ahead of its time source; negative if it is behind.</summary>
    internal TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _source.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));

    /// <summary>Moves the clock, which keeps running from there.</summary>
    /// <param name="by">The amount to move it by; a negative value moves it back.</param>
    /// <exception cref="ArgumentOutOfRangeException">The clock would leave the years 2000 to 2999.</exception>
    public void Advance(TimeSpan by)
    {
        var now = GetUtcNow();
        Check(by >= Earliest - now && by < Latest - now, nameof(by));
        Interlocked.Add(ref _offset, by.Ticks);
    }

    /// <summary>Sets the clock, which keeps running from there.</summary>
    /// <param name="now">The new time, in the years 2000 to 2999.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is not in those years.</exception>
    public void Set(DateTimeOffset now)
    {
        Check(now >= Earliest && now < Latest, nameof(now));
        Interlocked.Exchange(ref _offset, (now - _source.GetUtcNow()).Ticks);
    }

    private static void Check(bool good, string parameter)
    {
        if (!good)
        {
            throw new ArgumentOutOfRangeException(parameter, "The clock would leave the years 2000 to 2999: use a nearer time.");
        }
    }
}
