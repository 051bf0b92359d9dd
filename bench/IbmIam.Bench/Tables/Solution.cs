using IbmIam.Bench.Harness;

namespace IbmIam.Bench.Tables;

/// <summary>50 projects on two nodes with nothing to compile, so that only the token differs: none, ours (cold and warm cache), and what people write today.</summary>
internal static class Solution
{
    private const int Projects = 50;
    private const int Rounds = 1;
    private const string Cold = Builds.Ours + ", cold";
    private const string Warm = Builds.Ours + ", warm";

    public static async Task MeasureAsync(Run run)
    {
        using var builds = await Builds.CreateAsync();
        // The warm build may come before the cold one, so a token is cached first; in the first pass this also fills the page cache.
        await builds.BuildAsync(run.IsFirst ? Projects : 1, Builds.Ours, "-m:2");
        var exchanges = new Dictionary<string, int>();
        var took = await run.InTurnAsync(Rounds, "ms", [
            Subject(Builds.None, Builds.None, false), Subject(Cold, Builds.Ours, true), Subject(Warm, Builds.Ours, false),
            Subject(Builds.Curl, Builds.Curl, false), Subject(Builds.Naive, Builds.Naive, false),
        ]);

        run.Report("exchanges, cold cache", Builds.Ours, Series.Of("exchanges", exchanges[Cold]), Aim.Exactly(1, "exchanges"));
        run.Report("exchanges", Builds.Curl, Series.Of("exchanges", exchanges[Builds.Curl]));
        run.Report("exchanges", Builds.Naive, Series.Of("exchanges", exchanges[Builds.Naive]));
        run.Compare("whole build, cold cache", (Builds.Ours, took[Cold]), (Builds.None, took[Builds.None]), Aim.AtMost(1.05));
        run.Compare("added by the token, cold cache", (Builds.Ours, took[Cold].Minus(took[Builds.None])), (Builds.Curl, took[Builds.Curl].Minus(took[Builds.None])), Aim.AtMost(0.2));
        run.Compare("added by the token, cold cache", (Builds.Ours, took[Cold].Minus(took[Builds.None])), (Builds.Naive, took[Builds.Naive].Minus(took[Builds.None])));
        run.Report("exchanges, warm cache", Builds.Ours, Series.Of("exchanges", exchanges[Warm]), Aim.Exactly(0, "exchanges"));
        run.Compare("whole build, warm cache", (Builds.Ours, took[Warm]), (Builds.None, took[Builds.None]), Aim.AtMost(1.02));

        Subject Subject(string name, string way, bool cool) => new(name, async () =>
        {
            if (cool)
            {
                builds.Cool();
            }

            var (milliseconds, asked) = await builds.BuildAsync(Projects, way, "-m:2");
            exchanges[name] = Math.Max(asked, exchanges.GetValueOrDefault(name));
            return milliseconds;
        });
    }
}
