using System.Globalization;
using IbmIam.Bench.Harness;

namespace IbmIam.Bench.Tables;

/// <summary>Builds where nothing changed, with a cold cache, so that the token's share is largest: by projects on two nodes, and by nodes with ten projects.</summary>
internal static class Growth
{
    private const int Rounds = 1;
    private static readonly (int Projects, int Nodes)[] Steps = [(1, 2), (10, 2), (100, 2), (10, 1), (10, 4)];

    public static async Task MeasureAsync(Run run)
    {
        using var builds = await Builds.CreateAsync();
        var points = new List<(int Projects, double Without, double With)>();
        foreach (var (projects, nodes) in Steps)
        {
            var exchanges = new Series("exchanges");
            var took = await run.InTurnAsync(Rounds, "ms", [Subject(Builds.None), Subject(Builds.Ours)]);
            var name = string.Create(CultureInfo.InvariantCulture, $"{projects} project{(projects == 1 ? "" : "s")}, -m:{nodes}");
            run.Report(name, Builds.Ours, exchanges, Aim.Exactly(1, "exchanges"));
            run.Compare(name, (Builds.Ours, took[Builds.Ours]), (Builds.None, took[Builds.None]));
            if (nodes == 2)
            {
                points.Add((projects, took[Builds.None].ToFigure().Median, took[Builds.Ours].ToFigure().Median));
            }

            Subject Subject(string way) => new(way, async () =>
            {
                builds.Cool();
                var (milliseconds, asked) = await builds.BuildAsync(projects, way, string.Create(CultureInfo.InvariantCulture, $"-m:{nodes}"));
                if (way == Builds.Ours)
                {
                    exchanges.Add(asked);
                }

                return milliseconds;
            });
        }

        run.Draw("growth", $"{Builds.None}, -m:2", points.Select(point => new[] { point.Projects, point.Without / 1000 }));
        run.Draw("growth", $"{Builds.Ours}, -m:2", points.Select(point => new[] { point.Projects, point.With / 1000 }));
    }
}
