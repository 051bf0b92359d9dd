using IbmIam.Testing.Faults;

namespace IbmIam.Testing;

/// <summary>
/// The faults to inject, and when. A rule selects its requests first (<see cref="Next"/>, <see cref="Always"/>), then its fault:
/// <c>iam.Faults.Next(2).Status(503)</c> fails exactly the next two token requests, however many callers there are.
/// Rules are tried in the order in which they were added; at most one applies to a request.
/// </summary>
public sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<FaultRule> _rules = [];

    internal FaultPlan(FakeIamOptions options) => Options = options;

    /// <summary>The rules that still wait for requests, for a test that asserts that all were used.</summary>
    public IReadOnlyList<string> Unused
    {
        get
        {
            lock (_lock)
            {
                return [.. _rules.Where(rule => rule.Waiting).Select(rule => rule.ToString())];
            }
        }
    }

    internal FakeIamOptions Options { get; }

    /// <summary>All rules in force, including those for all requests that have already applied.</summary>
    internal IReadOnlyList<string> InForce
    {
        get
        {
            lock (_lock)
            {
                return [.. _rules.Select(rule => rule.ToString())];
            }
        }
    }

    /// <summary>Starts a rule for the next requests.</summary>
    /// <param name="count">The number of requests, at least 1.</param>
    /// <returns>The rule, on which to choose the fault.</returns>
    public FaultRule Next(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return new FaultRule(this, count);
    }

    /// <summary>Starts a rule for all requests from now on.</summary>
    /// <returns>The rule, on which to choose the fault.</returns>
    public FaultRule Always() => new(this, remaining: null);

    /// <summary>Removes all rules. The <see cref="FakeHold.Arrived"/> of their holds is cancelled.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            GiveUpHolds();
            _rules.Clear();
        }
    }

    /// <summary>Cancels the <see cref="FakeHold.Arrived"/> of all holds, because the server is stopping.</summary>
    internal void Stop()
    {
        lock (_lock)
        {
            GiveUpHolds();
        }
    }

    internal void Add(FaultRule rule)
    {
        lock (_lock)
        {
            _rules.Add(rule);
        }
    }

    private void GiveUpHolds() => _rules.ForEach(rule => rule.Fault?.Hold?.GiveUp());

    internal Fault? Take(Exchange exchange)
    {
        lock (_lock)
        {
            if (_rules.Count == 0)
            {
                return null;
            }

            var request = exchange.ToLogEntry(0);
            var rule = _rules.Find(candidate => candidate.Matches(request));
            if (rule is not null && rule.UseOnce())
            {
                _rules.Remove(rule);
            }

            return rule?.Fault;
        }
    }
}
