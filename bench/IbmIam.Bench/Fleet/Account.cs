namespace IbmIam.Bench.Fleet;

/// <summary>
/// A simulated IAM account: it answers <see cref="PerMinute"/> requests in each minute and refuses the rest with 429.
/// IAM publishes no limit; 3,000 a minute is the rate at which it is known to have threatened to block an account.
/// </summary>
internal sealed class Account
{
    public const int PerMinute = 3000;
    private long _minute = -1;
    private int _taken;

    public long Requests { get; private set; }

    public long Refused { get; private set; }

    /// <summary>Null if the request is answered, else the seconds of Retry-After.</summary>
    public double? Ask(double now)
    {
        Requests++;
        var minute = (long)(now / 60);
        (_taken, _minute) = (minute == _minute ? _taken + 1 : 1, minute);
        if (_taken <= PerMinute)
        {
            return null;
        }

        Refused++;
        return Math.Ceiling(((minute + 1) * 60) - now);
    }
}
