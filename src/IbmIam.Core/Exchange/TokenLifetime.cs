namespace IbmIam.Exchange;

/// <summary>How long a token lives, from what an answer says of it. Never compares IAM's clock with this machine's.</summary>
internal static class TokenLifetime
{
    /// <summary>No token lives longer, whatever an answer says: IAM's own limit is an hour.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>
    /// <c>expires_in</c> where it is there; else the span between two times of IAM's own clock. Null where there is none,
    /// or the token has ended already.
    /// </summary>
    public static TimeSpan? Of(Facts facts)
    {
        var seconds = facts.ExpiresIn ?? (facts.Expiration - facts.Answered) ?? (facts.ClaimedExpiry - facts.ClaimedIssue);
        return seconds is > 0 ? TimeSpan.FromSeconds(Math.Min(seconds.Value, Longest.TotalSeconds)) : null;
    }

    /// <summary>What an answer says of time, in seconds; the moments since the epoch.</summary>
    internal sealed record Facts
    {
        public double? ExpiresIn { get; init; }

        public double? Expiration { get; init; }

        public double? Answered { get; init; }

        public double? ClaimedExpiry { get; init; }

        public double? ClaimedIssue { get; init; }
    }
}
