namespace IbmIam.Testing;

/// <summary>The one clock of a fake IAM: tokens, refresh tokens, sessions, passcodes and the request log go by it.</summary>
public sealed class FakeIamClock : TimeProvider
{
    private readonly TimeProvider _source;
    private long _offset;

    internal FakeIamClock(TimeProvider source) => _source = source;

    /// <summary>Now, as the fake sees it.</summary>
    public DateTimeOffset Now => GetUtcNow();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _source.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));

    /// <summary>Moves the clock. It runs on from there.</summary>
    /// <param name="by">How far; a negative span moves it back.</param>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    /// <summary>Sets the clock. It runs on from there.</summary>
    /// <param name="now">The new now.</param>
    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref _offset, (now - _source.GetUtcNow()).Ticks);
}
