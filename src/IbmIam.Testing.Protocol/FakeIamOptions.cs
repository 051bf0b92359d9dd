namespace IbmIam.Testing;

/// <summary>The options of a fake IAM. All have defaults that suit most tests.</summary>
public sealed class FakeIamOptions
{
    /// <summary>The port on 127.0.0.1. Default: 0, any free port.</summary>
    public int Port { get; set; }

    /// <summary>Whether to serve HTTPS, with a certificate created in memory. Default: false.</summary>
    public bool Https { get; set; }

    /// <summary>The time source of the fake's clock. Default: <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>
    /// The lifetime of access tokens, in whole seconds from 1 second to 1 day. Default: 1 hour, as in IAM.
    /// IAM itself lets an account choose from 15 minutes to 1 hour.
    /// </summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The lifetime of refresh tokens, from 1 second to 30 days. Default: 3 days, IAM's maximum.</summary>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long a session can be inactive before it is invalidated, from 1 second to 30 days. Default: 2 hours, IAM's maximum.</summary>
    public TimeSpan SessionInactivity { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Whether a refresh token works only once. Default: false; each refresh returns a new one, and the old one stays valid.</summary>
    public bool SingleUseRefreshTokens { get; set; }

    /// <summary>
    /// Whether disposing the server throws when a fault planned for a number of requests applied to fewer. Default: false;
    /// such faults are reported to <see cref="Report"/>.
    /// </summary>
    public bool FailOnUnusedFaults { get; set; }

    /// <summary>
    /// Receives a line for each request and each unused fault, with secrets masked; for example a test's output. It is called by one
    /// thread at a time, before the request is answered: keep it short, and don't wait in it for another request. Default: none.
    /// </summary>
    public Action<string>? Report { get; set; }

    /// <summary>The maximum number of requests in the log, from 0 to 1,000,000; the oldest are dropped first. Default: 10,000.</summary>
    public int RequestLogCapacity { get; set; } = 10_000;

    /// <summary>Whether to serve the admin API under <c>/__fake/</c>. Default: false; the program <c>ibm-iam-fake</c> always serves it.</summary>
    public bool AdminApi { get; set; }

    /// <summary>
    /// Whether to serve a web page at <c>/</c>, with the admin API that it needs: requests, tokens, faults, the clock. Default: false;
    /// the program <c>ibm-iam-fake</c> serves it. It is available only on this machine.
    /// </summary>
    public bool Page { get; set; }

    /// <summary>Whether to serve sample keys at <c>/api/v2/keys</c> as Key Protect does; they require the fake's own tokens. Default: false.</summary>
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
