namespace IbmIam.Testing;

/// <summary>How a fake IAM starts. Every value has a default; the smallest test needs none of them.</summary>
public sealed class FakeIamOptions
{
    /// <summary>The port on 127.0.0.1; 0, the default, takes a free one.</summary>
    public int Port { get; set; }

    /// <summary>Serves HTTPS with a certificate created in memory. Default: false.</summary>
    public bool Https { get; set; }

    /// <summary>Where the fake's clock takes its time from. Default: <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>
    /// How long an access token lives, in whole seconds from 1 second to 1 day. Default: one hour, as IAM's.
    /// IAM itself lets an account choose from 15 minutes to one hour.
    /// </summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a refresh token lives, from 1 second to 30 days. Default: 3 days, IAM's longest.</summary>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long a session may rest before it is invalidated. Default: 2 hours, IAM's longest.</summary>
    public TimeSpan SessionInactivity { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Whether a refresh token works only once. Default: false, each refresh gives a new one and the old one stays good.</summary>
    public bool SingleUseRefreshTokens { get; set; }

    /// <summary>
    /// Whether disposing the server throws when a fault that was planned for a number of requests met fewer. Default: false,
    /// they are told to <see cref="Report"/>.
    /// </summary>
    public bool FailOnUnusedFaults { get; set; }

    /// <summary>Takes a line for each request and for each unused fault, secrets masked; a test's output, say. Default: nobody.</summary>
    public Action<string>? Report { get; set; }

    /// <summary>How many requests the log holds; the oldest go first. From 0 to 1,000,000; default: 10,000.</summary>
    public int RequestLogCapacity { get; set; } = 10_000;

    /// <summary>Serves the admin API under <c>/__fake/</c>. Default: false; the program <c>ibm-iam-fake</c> always does.</summary>
    public bool AdminApi { get; set; }

    /// <summary>
    /// Serves a page for people at <c>/</c>, with the admin API that it needs: what was asked, tokens, faults, the clock. Default: false;
    /// the program <c>ibm-iam-fake</c> does. It answers to this machine alone.
    /// </summary>
    public bool Page { get; set; }

    /// <summary>Serves a few sample keys at <c>/api/v2/keys</c> as Key Protect does, guarded by the fake's own tokens. Default: false.</summary>
    public bool KeyProtect { get; set; }

    internal void Validate()
    {
        var problems = new List<string>();
        Check(Port is >= 0 and <= 65535, $"Port is {Port}: use 0 (any free port) or a number up to 65535.");
        Check(Whole(TokenLifetime, TimeSpan.FromDays(1)), $"TokenLifetime is {TokenLifetime}: use whole seconds from 1 second to 1 day.");
        Check(Whole(RefreshTokenLifetime, TimeSpan.FromDays(30)), $"RefreshTokenLifetime is {RefreshTokenLifetime}: use whole seconds from 1 second to 30 days.");
        Check(Whole(SessionInactivity, TimeSpan.FromDays(30)), $"SessionInactivity is {SessionInactivity}: use whole seconds from 1 second to 30 days.");
        Check(RequestLogCapacity is >= 0 and <= 1_000_000, $"RequestLogCapacity is {RequestLogCapacity}: use 0 to 1000000.");
        if (problems.Count > 0)
        {
            throw new ArgumentException("The fake IAM can't start: " + string.Join(" ", problems));
        }

        void Check(bool good, string problem)
        {
            if (!good)
            {
                problems.Add(problem);
            }
        }
    }

    internal static bool Whole(TimeSpan span, TimeSpan most) =>
        span >= TimeSpan.FromSeconds(1) && span <= most && span.Ticks % TimeSpan.TicksPerSecond == 0;
}
