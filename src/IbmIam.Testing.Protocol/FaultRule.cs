using System.Globalization;
using IbmIam.Testing.Faults;

namespace IbmIam.Testing;

/// <summary>
/// A rule of a <see cref="FaultPlan"/>: the requests it applies to, and the fault. Choosing the fault activates the rule; choosing a second
/// fault throws <see cref="InvalidOperationException"/>.
/// </summary>
public sealed class FaultRule
{
    private readonly FaultPlan _plan;
    private int? _remaining;
    private bool _used;
    private string? _path;
    private FakeIdentity? _identity;
    private Func<FakeIamRequest, bool> _when = _ => true;

    internal FaultRule(FaultPlan plan, int? remaining) => (_plan, _remaining) = (plan, remaining);

    internal Fault? Fault { get; private set; }

    /// <summary>Whether the rule still waits for requests. A rule with a count always does: it is removed from the plan with its last request.</summary>
    internal bool Waiting => _remaining is not null || !_used;

    /// <summary>Restricts the rule to requests that meet a condition.</summary>
    /// <param name="condition">The condition. It gets the request before it is answered, and runs under the plan's lock: keep it short.</param>
    /// <returns>The same rule.</returns>
    /// <exception cref="ArgumentNullException">The argument is null.</exception>
    /// <exception cref="InvalidOperationException">The rule already has its fault.</exception>
    public FaultRule When(Func<FakeIamRequest, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        CheckOpen();
        var before = _when;
        _when = request => before(request) && condition(request);
        return this;
    }

    /// <summary>Restricts the rule to one identity.</summary>
    /// <param name="identity">
    /// The requesting identity: for a token request, the owner of the credential or the requested profile; for another request without a
    /// form, the owner of the bearer token.
    /// </param>
    /// <returns>The same rule.</returns>
    /// <exception cref="ArgumentNullException">The argument is null.</exception>
    /// <exception cref="InvalidOperationException">The rule already has its fault or an identity.</exception>
    public FaultRule For(FakeIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        CheckOpen(_identity?.Name);
        _identity = identity;
        return When(request => request.Identity == identity.Id);
    }

    /// <summary>Applies the rule to a path instead of token requests, the default.</summary>
    /// <param name="path">An IAM path, such as <c>/identity/keys</c>.</param>
    /// <returns>The same rule.</returns>
    /// <exception cref="ArgumentNullException">The argument is null.</exception>
    /// <exception cref="ArgumentException">The fake does not serve the path, so the fault would never apply.</exception>
    /// <exception cref="InvalidOperationException">The rule already has its fault or a path.</exception>
    public FaultRule On(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        CheckOpen(_path);
        _path = Routes.IsIams(path, _plan.Options) && !path.Contains('{', StringComparison.Ordinal) ? path
            : throw new ArgumentException($"'{path}' is not a path of IAM's that this fake serves: use one such as /identity/keys, with an ID in place of {{id}} and without a query. Key Protect's need the option KeyProtect.");
        return this;
    }

    /// <summary>Responds with a status code and an IAM error body.</summary>
    /// <param name="status">The status code, from 400 to 599.</param>
    /// <param name="code">The IAM error code in the body; null for <c>BXNIM0060E</c>.</param>
    public void Status(int status, string? code = null) => Use(FaultKinds.Status(status, code));

    /// <summary>Responds with 429.</summary>
    /// <param name="retryAfter">The value of <c>Retry-After</c>, at most 1 hour; null omits the header.</param>
    /// <param name="asDate">Whether to send it as a date by the fake's clock instead of seconds; needs <paramref name="retryAfter"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="retryAfter"/> is negative, over 1 hour, or missing for a date.</exception>
    public void RateLimit(TimeSpan? retryAfter = null, bool asDate = false) => Use(FaultKinds.RateLimit(retryAfter, asDate));

    /// <summary>Responds with a gateway's HTML page.</summary>
    /// <param name="status">The status code, from 200 to 599. Default: 502.</param>
    public void Html(int status = 502) => Use(FaultKinds.Html(status));

    /// <summary>Responds with 200 and no body.</summary>
    public void Empty() => Use(FaultKinds.Empty());

    /// <summary>Responds with 200 and truncated JSON.</summary>
    public void Malformed() => Use(FaultKinds.Malformed());

    /// <summary>Responds with 200 and JSON without a token.</summary>
    public void NoToken() => Use(FaultKinds.NoToken());

    /// <summary>Redirects to the same address, endlessly.</summary>
    public void RedirectLoop() => Use(FaultKinds.RedirectLoop());

    /// <summary>Sends a normal response after a delay.</summary>
    /// <param name="before">The delay before the headers, by the machine's own clock; at most 1 hour.</param>
    public void Delay(TimeSpan before) => Use(FaultKinds.Delay(before));

    /// <summary>Sends the headers at once, and the body after a delay.</summary>
    /// <param name="beforeBody">The delay before the body, by the machine's own clock; at most 1 hour.</param>
    public void Stall(TimeSpan beforeBody) => Use(FaultKinds.Stall(beforeBody));

    /// <summary>Sends a normal response with a slow body.</summary>
    /// <param name="bytesPerSecond">The rate in bytes per second, at least 1.</param>
    public void SlowBody(int bytesPerSecond) => Use(FaultKinds.SlowBody(bytesPerSecond));

    /// <summary>Resets the connection (a real TCP reset) without a response. The endpoint has already run, so a one-time code is used up.</summary>
    public void Reset() => Use(FaultKinds.Reset());

    /// <summary>Sends the headers, then resets the connection.</summary>
    public void ResetAfterHeaders() => Use(FaultKinds.ResetAfterHeaders());

    /// <summary>Sends part of the body, then resets the connection.</summary>
    /// <param name="bytes">The number of bytes of the body to send.</param>
    public void Truncated(int bytes = 20) => Use(FaultKinds.Truncated(bytes));

    /// <summary>Sends a <c>Content-Length</c> longer than the body, then resets the connection.</summary>
    public void WrongLength() => Use(FaultKinds.WrongLength());

    /// <summary>Holds the request, then responds normally. For a rule of one request: <c>using var hold = iam.Faults.Next().Hold();</c>.</summary>
    /// <returns>The hold; disposing it releases the request.</returns>
    public FakeHold Hold()
    {
        var hold = new FakeHold();
        Use(new Fault("hold") { Hold = hold });
        return hold;
    }

    /// <summary>Describes the fault and the requests that the rule still applies to.</summary>
    /// <returns>A phrase such as <c>status for the next 2 token requests of deployer</c>.</returns>
    public override string ToString()
    {
        var which = _remaining switch { null => "all", 1 => "the next", { } left => $"the next {left.ToString(CultureInfo.InvariantCulture)}" };
        var requests = _remaining == 1 ? "request" : "requests";
        return $"{Fault?.Kind ?? "no fault named"} for {which} {(_path is null ? $"token {requests}" : $"{requests} to {_path}")}{(_identity is null ? "" : $" of {_identity.Name}")}";
    }

    /// <summary>Throws if the rule is in force, because requests are being compared with it, or already has the same kind of restriction.</summary>
    private void CheckOpen(string? isFor = null)
    {
        if (Fault is not null)
        {
            throw new InvalidOperationException($"The rule '{this}' is in force: say which requests it is for before its fault.");
        }

        if (isFor is not null)
        {
            throw new InvalidOperationException($"The rule is for '{isFor}' already: start another one.");
        }
    }

    internal bool Matches(FakeIamRequest request) =>
        (_path is null ? request.IsTokenRequest : request.Path == _path) && _when(request);

    /// <summary>Counts one use. Returns whether it was the last.</summary>
    internal bool UseOnce()
    {
        _used = true;
        if (_remaining is { } left)
        {
            _remaining = left - 1;
        }

        return _remaining == 0;
    }

    internal void Use(Fault fault)
    {
        Fault = Fault is null ? fault : throw new InvalidOperationException($"The rule '{this}' has its fault: start another one for '{fault.Kind}'.");
        _plan.Add(this);
    }
}
