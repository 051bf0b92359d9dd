using System.Globalization;
using System.Text;
using IbmIam.Bench.Harness;

namespace IbmIam.Bench.Reporting;

/// <summary>
/// Compares a run with those kept of other days, ratio by ratio. A ratio agrees if its median lies between the lowest and the
/// highest end of the other days' spreads.
/// </summary>
internal static class Comparison
{
    public static void Write(StringBuilder body, IReadOnlyList<Results> kept, Results now)
    {
        Results[] others = [.. kept.Where(run => run.Day != now.Day)];
        if (others.Length == 0)
        {
            return;
        }

        var figures = others.Select(Figures).ToArray();
        var rows = Figures(now).Select(row => new Line(row.Key, [.. figures.Select(day => day.GetValueOrDefault(row.Key))], row.Value)).Where(row => row.IsKnown).ToArray();
        body.Append("### This run against other days\n\n")
            .Append(CultureInfo.InvariantCulture, $"Of {rows.Length} ratios, {rows.Count(row => row.Agrees)} lie within the spreads of the run{(others.Length == 1 ? "" : "s")} of ")
            .Append(CultureInfo.InvariantCulture, $"{string.Join(", ", others.Select(run => run.Day))}, kept in `docs/benchmarks`.\n\n")
            .Append(CultureInfo.InvariantCulture, $"<details><summary>All ratios</summary>\n\n| table | what | ours | against | {string.Join(" | ", others.Select(Head))} | {Head(now)} | within |\n")
            .Append(CultureInfo.InvariantCulture, $"|---|---|---|---|{string.Concat(Enumerable.Repeat("---|", others.Length))}---|---|\n");
        foreach (var row in rows)
        {
            var days = string.Join(" | ", row.Others.Select(day => day is null ? "" : ConsoleTable.Say(day)));
            body.Append(CultureInfo.InvariantCulture, $"| {row.Key.Table} | {row.Key.What} | {row.Key.Ours} | {row.Key.Against} | {days} | {ConsoleTable.Say(row.Now)} | {(row.Agrees ? "yes" : "**no**")} |\n");
        }

        body.Append("\n</details>\n\n");
    }

    private static string Head(Results run) => run.Machine.FirstTouch is { Length: > 0 } touch ? $"{run.Day}, first touch of a page {touch}" : $"{run.Day}, quartiles of one pass";

    private static Dictionary<(string Table, string What, string Ours, string? Against), Figure> Figures(Results run) => (
        from table in run.Tables
        where table.Table != "fleet"
        from row in table.Rows
        where row.Ratio is not null
        select (Key: (table.Table, row.What, row.Ours, row.Against), Figure: row.Ratio)).ToDictionary(row => row.Key, row => row.Figure);

    private sealed record Line((string Table, string What, string Ours, string? Against) Key, Figure?[] Others, Figure Now)
    {
        private IEnumerable<Figure> Known => Others.OfType<Figure>();

        public bool IsKnown => Known.Any();

        public bool Agrees => Known.Min(day => day.Low) <= Now.Median && Now.Median <= Known.Max(day => day.High);
    }
}
