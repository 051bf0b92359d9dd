using IbmIam.Exchange;

namespace IbmIam.Bench.Fleet;

/// <summary>How long a token is kept.</summary>
internal enum Kept
{
    /// <summary>Each step of a build asks for a new one.</summary>
    NotAtAll,

    /// <summary>Until the build ends, in its process or on an agent used for one build only.</summary>
    Build,

    /// <summary>In the user's cache, across builds.</summary>
    Agent,
}

/// <summary>How a client treats tokens: how long it keeps one, and what it does when it is refused.</summary>
/// <param name="Name">The client's name.</param>
/// <param name="Kept">How long it keeps a token.</param>
/// <param name="BetweenRenewals">Seconds between two attempts to renew a token that is still valid.</param>
/// <param name="Delay">Seconds until the next attempt, or null for none; from the attempt's number, Retry-After, the seconds left and a random number.</param>
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

    /// <summary>Calls the same function as the product.</summary>
    private static double? Ours(int attempt, double retryAfter, double left, double random) =>
        RetrySchedule.Delay(attempt, TimeSpan.FromSeconds(retryAfter), TimeSpan.FromSeconds(left), random)?.TotalSeconds;
}
