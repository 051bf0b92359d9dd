using System.Globalization;
using System.Text;
using IbmIam.Bench.Harness;
using Ratios = System.Collections.Generic.Dictionary<(string Table, string What, string Ours, string? Against), IbmIam.Bench.Harness.Figure>;

namespace IbmIam.Bench.Reporting;

/// <summary>
/// Compares a run with each kept run of another day, ratio by ratio. Two runs agree on a ratio if the median of one lies within the
/// spread of the other. As a wide spread agrees with much, it also tells how far the medians are apart.
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

        var (ratios, days) = (Of(now), others.Select(Of).ToArray());
        body.Append("### This run against other days\n\n")
            .Append("| that run | this run's ratios within that run's spreads | that run's ratios within this run's spreads | half of the medians differ by at most | 95 % by at most |\n|---|---|---|---|---|\n");
        foreach (var (run, day) in others.Zip(days))
        {
            body.Append(CultureInfo.InvariantCulture, $"| {Head(run)} | {Within(ratios, day)} | {Within(day, ratios)} | {Apart(ratios, day, 0.5)} | {Apart(ratios, day, 0.95)} |\n");
        }

        body.Append(CultureInfo.InvariantCulture, $"\n<details><summary>All ratios († this run's median lies outside that run's spread, ‡ that run's lies outside this run's)</summary>\n\n| table | what | ours | against | {string.Join(" | ", others.Select(Head))} | {Head(now)} |\n")
            .Append(CultureInfo.InvariantCulture, $"|---|---|---|---|{string.Concat(Enumerable.Repeat("---|", others.Length))}---|\n");
        foreach (var (key, ratio) in ratios.Where(row => days.Any(day => day.ContainsKey(row.Key))))
        {
            var cells = days.Select(day => day.TryGetValue(key, out var figure) ? ConsoleTable.Say(figure) + (IsWithin(ratio, figure) ? "" : " †") + (IsWithin(figure, ratio) ? "" : " ‡") : "");
            body.Append(CultureInfo.InvariantCulture, $"| {key.Table} | {key.What} | {key.Ours} | {key.Against} | {string.Join(" | ", cells)} | {ConsoleTable.Say(ratio)} |\n");
        }

        body.Append("\n</details>\n\n");
    }

    private static string Head(Results run) => run.Machine.FirstTouch is { Length: > 0 } touch ? $"{run.Day}, first touch of a page {touch}" : $"{run.Day}, quartiles of one pass";

    private static Ratios Of(Results run) => (
        from table in run.Tables
        where table.Table != "fleet"
        from row in table.Rows
        where row.Ratio is not null
        select (Key: (table.Table, row.What, row.Ours, row.Against), Figure: row.Ratio)).ToDictionary(row => row.Key, row => row.Figure);

    private static bool IsWithin(Figure ratio, Figure spread) => spread.Low <= ratio.Median && ratio.Median <= spread.High;

    private static string Within(Ratios ratios, Ratios spreads)
    {
        var common = ratios.Where(row => spreads.ContainsKey(row.Key)).ToArray();
        return $"{common.Count(row => IsWithin(row.Value, spreads[row.Key]))} of {common.Length}";
    }

    /// <summary>The difference that at least this share of the medians does not exceed: the larger divided by the smaller. Only those above zero in both runs have one.</summary>
    private static string Apart(Ratios ratios, Ratios others, double share)
    {
        double[] apart = [.. from row in ratios
                             where others.ContainsKey(row.Key)
                             let pair = (Ours: row.Value.Median, Theirs: others[row.Key].Median)
                             where pair.Ours > 0 && pair.Theirs > 0
                             let times = Math.Max(pair.Ours / pair.Theirs, pair.Theirs / pair.Ours)
                             orderby times
                             select (times - 1) * 100];
        return apart.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{apart[(int)Math.Ceiling(apart.Length * share) - 1]:0.0} % (of {apart.Length})");
    }
}
