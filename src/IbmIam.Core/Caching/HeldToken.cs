using IbmIam.Exchange;

namespace IbmIam.Caching;

/// <summary>What a caller may do with a cached token.</summary>
internal enum TokenState
{
    /// <summary>Return it.</summary>
    Serve,

    /// <summary>Renew it first, and return it only if that fails. For a while, no other caller is told to renew.</summary>
    Renew,

    /// <summary>It has expired, or its remaining lifetime is too short.</summary>
    Gone,
}

/// <summary>
/// A cached token and its age, which is the greater of the ages by the monotonic clock (which stands still while a
/// machine sleeps) and the wall clock (which may be set back).
/// </summary>
internal sealed class HeldToken
{
    /// <summary>A token with no more lifetime than this counts as expired: services refuse tokens that are about to expire.</summary>
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

    /// <summary>The token for the callers that obtained it from IAM.</summary>
    public IamToken Fetched { get; }

    /// <summary>The token for all later callers.</summary>
    public IamToken Cached { get; }

    public TimeSpan Lifetime { get; }

    public DateTimeOffset StartedAt => _start.Wall;

    public TimeSpan Left => Lifetime - Age;

    private TimeSpan Age
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

    /// <summary>Returns the same token with another credential source: two settings may hold the same credential.</summary>
    public HeldToken From(string source) => source == Fetched.Source ? this : new HeldToken(_time, Fetched.From(source), Lifetime, _start, _renewal);

    /// <summary>Whether the token can be returned to a caller that requires this remaining lifetime.</summary>
    public bool IsValidFor(TimeSpan minimum) => Left is var left && left > Margin && left >= minimum;

    /// <summary>Returns what a caller may do with the token. Once it is due for renewal, one caller is told to renew, and another only after a while.</summary>
    public TokenState StateFor(TimeSpan minimum)
    {
        var age = Age;
        var left = Lifetime - age;
        if (left <= Margin || left < minimum)
        {
            return TokenState.Gone;
        }

        var renewAfter = Volatile.Read(ref _renewal.After);
        return age.Ticks < renewAfter || Interlocked.CompareExchange(ref _renewal.After, age.Ticks + BetweenRenewals.Ticks, renewAfter) != renewAfter
            ? TokenState.Serve
            : TokenState.Renew;
    }

    /// <summary>The age at which the next caller is told to renew, shared by all copies of the token.</summary>
    private sealed class Renewal
    {
        public long After;
    }

    /// <summary>A point in time on both clocks.</summary>
    internal sealed class Start
    {
        public Start(TimeProvider time) => (Stamp, Wall) = (time.GetTimestamp(), time.GetUtcNow());

        /// <summary>Initializes a point in time recorded by another process, of which only the wall-clock time is known.</summary>
        public Start(TimeProvider time, DateTimeOffset wall) =>
            (Stamp, Wall) = (time.GetTimestamp() - (long)((time.GetUtcNow() - wall).TotalSeconds * time.TimestampFrequency), wall);

        public long Stamp { get; }

        public DateTimeOffset Wall { get; }
    }
}
