using IbmIam.Exchange;

namespace IbmIam.Bench.Fleet;

/// <summary>How long a token is kept.</summary>
internal enum Kept
{
    /// <summary>Not at all: each step of a build asks.</summary>
    NotAtAll,

    /// <summary>As long as the build's process, or as the agent that lives for one build.</summary>
    Build,

    /// <summary>In the user's cache, from build to build.</summary>
    Agent,
}

/// <summary>What a client does about tokens: how long it keeps one, and what it does when it is refused.</summary>
/// <param name="Name">The client.</param>
/// <param name="Kept">How long it keeps a token.</param>
/// <param name="BetweenRenewals">Seconds between two tries to renew a token that still serves.</param>
/// <param name="Delay">Seconds to the next try: of the attempt's number, Retry-After, the seconds left, and a random number; null for none.</param>
internal sealed record Rules(string Name, Kept Kept, double BetweenRenewals, Func<int, double, double, double, double?> Delay)
{
    public const double Lifetime = 3600;
    public const double Fresh = 0.8 * Lifetime;
    public const double Margin = 10;
    public const double Budget = 60;

    public static IReadOnlyList<Rules> All { get; } =
    [
        new("this package", Kept.Agent, 45, Ours),
        new("this package, a new agent for each build", Kept.Build, 45, Ours),
        new("the SDK cores' rules", Kept.Build, 60, (_, _, _, _) => null),
        new("no cache, no jitter", Kept.NotAtAll, 0, (attempt, _, left, _) => attempt < RetrySchedule.MostAttempts && Math.Pow(2, attempt - 1) < left ? Math.Pow(2, attempt - 1) : null),
    ];

    /// <summary>The very function that the product calls.</summary>
    private static double? Ours(int attempt, double retryAfter, double left, double random) =>
        RetrySchedule.Delay(attempt, TimeSpan.FromSeconds(retryAfter), TimeSpan.FromSeconds(left), random)?.TotalSeconds;
}
