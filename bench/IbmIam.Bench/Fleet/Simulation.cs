namespace IbmIam.Bench.Fleet;

/// <summary>The result of a simulation.</summary>
internal sealed record Outcome(double RequestsPerHour, double LostPerBuild, double WorstWait, double FailedBuilds);

/// <summary>Agents that run one twenty-minute build after another, in virtual time: nothing here waits or reads a clock.</summary>
internal sealed class Simulation(Rules rules, int agents, double startsWithin)
{
    private const double BuildLength = 20 * 60;
    private const int Steps = 10;
    private const double Hours = 3;

    private readonly Agent[] _agents = [.. Enumerable.Range(0, agents).Select(_ => new Agent())];
    private readonly PriorityQueue<int, double> _queue = new(agents);
    private readonly Account _account = new();
    // A fixed seed: the same fleet each time.
#pragma warning disable CA5394
    private readonly Random _random = new(20260101);
#pragma warning restore CA5394
    private double _lost;
    private double _worst;
    private long _failed;
    private long _builds;
    private long _askedBefore;

    public Outcome Run()
    {
        for (var agent = 0; agent < agents; agent++)
        {
            _agents[agent].BuildStart = Chance() * startsWithin;
            _queue.Enqueue(agent, _agents[agent].BuildStart);
        }

        while (_queue.TryDequeue(out var agent, out var now) && now < Hours * 3600)
        {
            // Requests of the first hour, which fills the caches, don't count.
            _askedBefore = now < 3600 ? _account.Requests : _askedBefore;
            Act(agent, _agents[agent], now);
        }

        return new Outcome((_account.Requests - _askedBefore) / (Hours - 1), _lost / _builds, _worst, 100d * _failed / _builds);
    }

    private void Act(int number, Agent agent, double now)
    {
        if (agent.Attempt > 0)
        {
            Try(number, agent, now);
            return;
        }

        if (agent.Step == 0)
        {
            _builds++;
            agent.Obtained = rules.Kept == Kept.Agent ? agent.Obtained : double.NegativeInfinity;
        }

        var age = now - agent.Obtained;
        if (age < Rules.Fresh || (age < Rules.Lifetime - Rules.Margin && now < agent.RenewAfter))
        {
            Go(number, agent, now);
        }
        else if (age < Rules.Lifetime - Rules.Margin)
        {
            // One attempt; the held token stays in use.
            agent.Obtained = _account.Ask(now) is null ? now : agent.Obtained;
            agent.RenewAfter = now + rules.BetweenRenewals;
            Go(number, agent, now);
        }
        else
        {
            agent.Asked = now;
            Try(number, agent, now);
        }
    }

    private void Try(int number, Agent agent, double now)
    {
        agent.Attempt++;
        if (_account.Ask(now) is not { } retryAfter)
        {
            agent.Obtained = rules.Kept == Kept.NotAtAll ? double.NegativeInfinity : now;
            Waited(agent, now);
            Go(number, agent, now);
        }
        else if (rules.Delay(agent.Attempt, retryAfter, Rules.Budget - (now - agent.Asked), Chance()) is { } delay)
        {
            _queue.Enqueue(number, now + delay);
        }
        else
        {
            _failed++;
            Waited(agent, now);
            NextBuild(number, agent);
        }
    }

    private void Waited(Agent agent, double now)
    {
        _lost += now - agent.Asked;
        _worst = Math.Max(_worst, now - agent.Asked);
        agent.Attempt = 0;
    }

    private void Go(int number, Agent agent, double now)
    {
        if (++agent.Step < Steps)
        {
            _queue.Enqueue(number, now + (BuildLength / Steps));
        }
        else
        {
            NextBuild(number, agent);
        }
    }

    private void NextBuild(int number, Agent agent)
    {
        agent.Step = 0;
        agent.BuildStart += BuildLength;
        _queue.Enqueue(number, agent.BuildStart);
    }

#pragma warning disable CA5394
    private double Chance() => _random.NextDouble();
#pragma warning restore CA5394

    private sealed class Agent
    {
        public double BuildStart { get; set; }

        public double Obtained { get; set; } = double.NegativeInfinity;

        public double RenewAfter { get; set; }

        public double Asked { get; set; }

        public int Attempt { get; set; }

        public int Step { get; set; }
    }
}
