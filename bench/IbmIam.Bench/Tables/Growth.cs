using System.Globalization;
using IbmIam.Bench.Harness;

namespace IbmIam.Bench.Tables;

/// <summary>Incremental builds with a cold cache: the token's part is as large as it can be.</summary>
internal static class Growth
{
    private static readonly int[] Sizes = [1, 10, 100];
    private static readonly int[] Nodes = [1, 2, 4];

    public static async Task MeasureAsync(Run run)
    {
        using var builds = await Builds.CreateAsync(run.Fresh(), Sizes);
        await builds.BuildAsync(Sizes.Max(), Builds.None);
        foreach (var nodes in Nodes)
        {
            var points = new List<double[]>();
            foreach (var size in Sizes)
            {
                var exchanges = 0;
                var took = await Run.InTurnAsync(size > 10 ? 1 : 3, "ms", [Subject(Builds.None), Subject(Builds.Ours)]);
                var name = string.Create(CultureInfo.InvariantCulture, $"{size} project{(size == 1 ? "" : "s")}, -m:{nodes}");
                run.Report(name, Builds.Ours, Series.Of("exchanges", exchanges), Aim.Exactly(1, "exchanges"));
                run.Compare(name, (Builds.Ours, took[Builds.Ours]), (Builds.None, took[Builds.None]));
                points.Add([size, took[Builds.None].ToFigure().Median, took[Builds.Ours].ToFigure().Median]);

                Subject Subject(string way) => new(way, async () =>
                {
                    builds.Cool();
                    var (milliseconds, asked) = await builds.BuildAsync(size, way, string.Create(CultureInfo.InvariantCulture, $"-m:{nodes}"));
                    exchanges = Math.Max(exchanges, asked);
                    return milliseconds;
                });
            }

            run.Draw("growth", string.Create(CultureInfo.InvariantCulture, $"{Builds.None}, -m:{nodes}"), points.Select(p => new[] { p[0], p[1] / 1000 }));
            run.Draw("growth", string.Create(CultureInfo.InvariantCulture, $"{Builds.Ours}, -m:{nodes}"), points.Select(p => new[] { p[0], p[2] / 1000 }));
        }
    }
}
