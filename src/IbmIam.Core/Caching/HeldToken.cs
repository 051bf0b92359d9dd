using IbmIam.Exchange;

namespace IbmIam.Caching;

/// <summary>What a caller may do with a cached token.</summary>
internal enum TokenState
{
    /// <summary>Return it.</summary>
    Serve,

    /// <summary>Return it, but this caller renews it first; for a while, no other caller does.</summary>
    Renew,

    /// <summary>It has expired, or its remaining lifetime is too short.</summary>
    Gone,
}

/// <summary>
/// A token and its age. It counts by the monotonic and the wall clock, whichever shows the token older: one stands
/// still while a machine sleeps, the other may be set back.
/// </summary>
internal sealed class HeldToken
{
    /// <summary>Services refuse tokens that are about to end.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private const double FreshPart = 0.8;
    private static readonly TimeSpan BetweenRenewals = TimeSpan.FromSeconds(45);

    private readonly TimeProvider _time;
    private readonly Start _start;
    private readonly Renewal _renewal;

    private HeldToken(TimeProvider time, IamToken token, TimeSpan lifetime, Start start, Renewal? renewal = null)
    {
        (_time, _start, Lifetime, Fetched, Cached) = (time, start, lifetime, token, token.AsCached());
        _renewal = renewal ?? new Renewal { After = (long)(lifetime.Ticks * FreshPart) };
    }

    /// <summary>For the caller whose call fetched it.</summary>
    public IamToken Fetched { get; }

    /// <summary>For every caller after.</summary>
    public IamToken Cached { get; }

    public TimeSpan Lifetime { get; }

    public DateTimeOffset Begun => _start.Wall;

    public TimeSpan Left => Lifetime - Used;

    private TimeSpan Used
    {
        get
        {
            var (slept, set) = (_time.GetElapsedTime(_start.Stamp), _time.GetUtcNow() - _start.Wall);
            return slept > set ? slept : set;
        }
    }

    public static HeldToken Of(TimeProvider time, TokenAnswer answer, string source, TimeSpan lifetime, Start? start = null)
    {
        var begun = start ?? new Start(time);
        return new HeldToken(
            time,
            new IamToken(time)
            {
                AccessToken = answer.AccessToken,
                TokenType = answer.TokenType,
                Scope = answer.Scope,
                RefreshToken = answer.RefreshToken,
                ExpiresAt = begun.Wall + lifetime,
                Source = source,
                Identity = answer.Identity,
            },
            lifetime,
            begun);
    }

    /// <summary>The same token, for callers whose credential came from elsewhere: two settings may hold one key.</summary>
    public HeldToken From(string source) => source == Fetched.Source ? this : new HeldToken(_time, Fetched.From(source), Lifetime, _start, _renewal);

    /// <summary>Whether it can be handed out to one who wants it to live so long.</summary>
    public bool Lives(TimeSpan minimum) => Left is var left && left > Margin && left >= minimum;

    /// <summary>What to do with it. Of all who ask while it is ageing, one is told to renew, and the next one later.</summary>
    public TokenState StateFor(TimeSpan minimum)
    {
        var used = Used;
        var left = Lifetime - used;
        if (left <= Margin || left < minimum)
        {
            return TokenState.Gone;
        }

        var renewAfter = Volatile.Read(ref _renewal.After);
        return used.Ticks < renewAfter || Interlocked.CompareExchange(ref _renewal.After, used.Ticks + BetweenRenewals.Ticks, renewAfter) != renewAfter
            ? TokenState.Serve
            : TokenState.Renew;
    }

    /// <summary>When the next caller is told to renew; one for all copies.</summary>
    private sealed class Renewal
    {
        public long After;
    }

    /// <summary>A moment on both clocks.</summary>
    internal sealed class Start
    {
        public Start(TimeProvider time) => (Stamp, Wall) = (time.GetTimestamp(), time.GetUtcNow());

        /// <summary>A moment that another process saw, of which only the wall clock's time is known here.</summary>
        public Start(TimeProvider time, DateTimeOffset wall) =>
            (Stamp, Wall) = (time.GetTimestamp() - (long)((time.GetUtcNow() - wall).TotalSeconds * time.TimestampFrequency), wall);

        public long Stamp { get; }

        public DateTimeOffset Wall { get; }
    }
}
