using IbmIam.Bench.Harness;

namespace IbmIam.Bench.Tables;

/// <summary>A build of one project where nothing changed, with the token in the user's cache.</summary>
internal static class Incremental
{
    private const int Rounds = 2;

    public static async Task MeasureAsync(Run run)
    {
        using var builds = await Builds.CreateAsync();
        await builds.BuildAsync(1, Builds.Ours);
        var took = await run.InTurnAsync(Rounds, "ms", [.. new[] { Builds.None, Builds.Bare, Builds.Ours }.Select(way =>
            new Subject(way, async () => (await builds.BuildAsync(1, way)).Milliseconds))]);

        run.Compare("whole build", (Builds.Ours, took[Builds.Ours]), (Builds.None, took[Builds.None]));
        run.Compare("whole build", (Builds.Bare, took[Builds.Bare]), (Builds.None, took[Builds.None]));
        run.Report("added over a task that does nothing", Builds.Ours, took[Builds.Ours].Minus(took[Builds.Bare]), Aim.AtMost(60, "ms"));
    }
}
