using System.Globalization;
using IbmIam.Bench.Fleet;
using IbmIam.Bench.Harness;

namespace IbmIam.Bench.Tables;

/// <summary>10 to 100,000 agents of one account, in virtual time, started over an hour or within a minute.</summary>
internal static class FleetOnPaper
{
    private static readonly int[] Sizes = [10, 100, 1_000, 10_000, 100_000];

    public static Task MeasureAsync(Run run)
    {
        foreach (var (start, within) in new[] { ("over an hour", 3600d), ("within a minute", 60d) })
        {
            var all = Rules.All.ToDictionary(rules => rules.Name, rules => Sizes.Select(size => new Simulation(rules, size, within).Run()).ToArray());
            for (var size = 0; size < Sizes.Length; size++)
            {
                var what = string.Create(CultureInfo.InvariantCulture, $"{Sizes[size]:#,0} agents, started {start}");
                foreach (var (name, outcomes) in all)
                {
                    run.Report(what + ": requests", name, Series.Of("/h", outcomes[size].RequestsPerHour));
                    run.Report(what + ": lost to 429 in a build", name, Series.Of("s", outcomes[size].LostPerBuild));
                    run.Report(what + ": worst wait", name, Series.Of("s", outcomes[size].WorstWait));
                    run.Report(what + ": builds failed", name, Series.Of("%", outcomes[size].FailedBuilds));
                }
            }

            foreach (var (name, outcomes) in all)
            {
                run.Draw($"fleet-requests, started {start}", name, outcomes.Select((outcome, at) => new[] { Sizes[at], outcome.RequestsPerHour }));
                run.Draw($"fleet-failed, started {start}", name, outcomes.Select((outcome, at) => new[] { Sizes[at], outcome.FailedBuilds }));
                run.Draw($"fleet-wait, started {start}", name, outcomes.Select((outcome, at) => new[] { Sizes[at], outcome.WorstWait }));
            }
        }

        return Task.CompletedTask;
    }
}
