using System.Globalization;
using IbmIam.Testing.Faults;

namespace IbmIam.Testing;

/// <summary>One rule of a <see cref="FaultPlan"/>: which requests, and what happens to them. Naming the fault puts it into force; naming another throws <see cref="InvalidOperationException"/>.</summary>
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

    /// <summary>A rule that met its last request is in the plan no more.</summary>
    internal bool Waiting => _remaining is not null || !_used;

    /// <summary>Narrows the rule to requests that a condition holds for.</summary>
    /// <param name="condition">Sees the request before it is answered. It runs under the plan's lock: keep it short.</param>
    /// <returns>The same rule.</returns>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public FaultRule When(Func<FakeIamRequest, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var before = _when;
        _when = request => before(request) && condition(request);
        return this;
    }

    /// <summary>Narrows the rule to one identity.</summary>
    /// <param name="identity">Who asks: the owner of the credential, or the profile that is named; on other routes of the fake, whose bearer token it is.</param>
    /// <returns>The same rule.</returns>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public FaultRule For(FakeIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        _identity = identity;
        return When(request => request.Identity == identity.Id);
    }

    /// <summary>Turns the rule to a path other than the token requests, which are the default.</summary>
    /// <param name="path">One of IAM's paths, such as <c>/identity/keys</c>.</param>
    /// <returns>The same rule.</returns>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public FaultRule On(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        _path = path;
        return this;
    }

    /// <summary>Answers with a status and an error body in IAM's form.</summary>
    /// <param name="status">From 400 to 599.</param>
    /// <param name="code">IAM's code in the body; null takes <c>BXNIM0060E</c>.</param>
    public void Status(int status, string? code = null) => Use(FaultKinds.Status(status, code));

    /// <summary>Answers 429.</summary>
    /// <param name="retryAfter">What <c>Retry-After</c> says; null leaves the header out.</param>
    /// <param name="asDate">Says it as a date by the fake's clock instead of in seconds.</param>
    public void RateLimit(TimeSpan? retryAfter = null, bool asDate = false) => Use(FaultKinds.RateLimit(retryAfter, asDate));

    /// <summary>Answers with a gateway's HTML page.</summary>
    /// <param name="status">From 200 to 599; default: 502.</param>
    public void Html(int status = 502) => Use(FaultKinds.Html(status));

    /// <summary>Answers 200 with no body.</summary>
    public void Empty() => Use(FaultKinds.Empty());

    /// <summary>Answers 200 with JSON that breaks off.</summary>
    public void Malformed() => Use(FaultKinds.Malformed());

    /// <summary>Answers 200 with JSON in which the token is missing.</summary>
    public void NoToken() => Use(FaultKinds.NoToken());

    /// <summary>Redirects to the same address, for ever.</summary>
    public void RedirectLoop() => Use(FaultKinds.RedirectLoop());

    /// <summary>Answers well, but late.</summary>
    /// <param name="before">How long the headers wait, by the machine's own clock; at most an hour.</param>
    public void Delay(TimeSpan before) => Use(FaultKinds.Delay(before));

    /// <summary>Sends the headers at once, the body late.</summary>
    /// <param name="beforeBody">How long the body waits, by the machine's own clock; at most an hour.</param>
    public void Stall(TimeSpan beforeBody) => Use(FaultKinds.Stall(beforeBody));

    /// <summary>Answers well, but the body trickles.</summary>
    /// <param name="bytesPerSecond">At least 1.</param>
    public void SlowBody(int bytesPerSecond) => Use(FaultKinds.SlowBody(bytesPerSecond));

    /// <summary>Resets the connection (a real TCP reset) with nothing sent. The endpoint did its work: a one-time code is spent.</summary>
    public void Reset() => Use(FaultKinds.Reset());

    /// <summary>Sends the headers, then resets the connection.</summary>
    public void ResetAfterHeaders() => Use(FaultKinds.ResetAfterHeaders());

    /// <summary>Sends a part of the body, then resets the connection.</summary>
    /// <param name="bytes">How many bytes of the body arrive.</param>
    public void Truncated(int bytes = 20) => Use(FaultKinds.Truncated(bytes));

    /// <summary>Says a longer <c>Content-Length</c> than it sends, then resets the connection.</summary>
    public void WrongLength() => Use(FaultKinds.WrongLength());

    /// <summary>Keeps the request waiting, then answers well. For a rule of one request: <c>using var hold = iam.Faults.Next().Hold();</c>.</summary>
    /// <returns>The hold; dispose releases it.</returns>
    public FakeHold Hold()
    {
        var hold = new FakeHold();
        Use(new Fault("hold") { Hold = hold });
        return hold;
    }

    /// <summary>Says what the rule waits for.</summary>
    /// <returns>A phrase such as <c>status for the next 2 token requests of deployer</c>.</returns>
    public override string ToString()
    {
        var which = _remaining switch { null => "all", 1 => "the next", { } left => $"the next {left.ToString(CultureInfo.InvariantCulture)}" };
        var requests = _remaining == 1 ? "request" : "requests";
        return $"{Fault?.Kind ?? "no fault named"} for {which} {(_path is null ? $"token {requests}" : $"{requests} to {_path}")}{(_identity is null ? "" : $" of {_identity.Name}")}";
    }

    internal bool Matches(FakeIamRequest request) =>
        (_path is null ? request.IsTokenRequest : request.Path == _path) && _when(request);

    /// <summary>Counts one use; true once there is none left.</summary>
    internal bool UseOnce()
    {
        _used = true;
        return --_remaining == 0;
    }

    internal void Use(Fault fault)
    {
        Fault = Fault is null ? fault : throw new InvalidOperationException($"The rule '{this}' has its fault: start another one for '{fault.Kind}'.");
        _plan.Add(this);
    }
}
