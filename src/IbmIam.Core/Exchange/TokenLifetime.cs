namespace IbmIam.Exchange;

/// <summary>Computes a token's lifetime from the response. Never compares IAM's clock with this machine's.</summary>
internal static class TokenLifetime
{
    /// <summary>The upper limit, whatever the response says. IAM's own limit is an hour.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>
    /// Returns <c>expires_in</c> if present, else the difference of two times on IAM's clock. Returns null when the response
    /// has neither, or the token has expired already.
    /// </summary>
    public static TimeSpan? Of(Facts facts)
    {
        var seconds = facts.ExpiresIn ?? (facts.Expiration - facts.Answered) ?? (facts.ClaimedExpiry - facts.ClaimedIssue);
        return seconds is > 0 ? TimeSpan.FromSeconds(Math.Min(seconds.Value, Longest.TotalSeconds)) : null;
    }

    /// <summary>The times in a response, in seconds; points in time are Unix times.</summary>
    internal sealed record Facts
    {
        public double? ExpiresIn { get; init; }

        public double? Expiration { get; init; }

        public double? Answered { get; init; }

        public double? ClaimedExpiry { get; init; }

        public double? ClaimedIssue { get; init; }
    }
}
