using System.Globalization;
using System.Text;
using IbmIam.Bench.Harness;

namespace IbmIam.Bench.Reporting;

/// <summary>
/// One run beside an earlier one: every ratio, and every figure that has an aim but no ratio. The two agree where their
/// brackets, from the lower to the upper quartile, overlap.
/// </summary>
internal static class Comparison
{
    public static void Write(StringBuilder body, Results earlier, Results now)
    {
        var before = Started(earlier);
        if (before == Started(now))
        {
            return;
        }

        var old = Rows(earlier).DistinctBy(row => row.Key).ToDictionary(row => row.Key, row => row.Figure);
        var pairs = Rows(now).Where(row => old.ContainsKey(row.Key)).Select(row => (row.Key, Before: old[row.Key], Now: row.Figure)).ToArray();
        body.Append("### This run against an earlier one\n\n")
            .Append(CultureInfo.InvariantCulture, $"Of {pairs.Length} ratios, and figures with an aim, {pairs.Count(pair => Agree(pair.Before, pair.Now) == true)} agree with the run of ")
            .Append(CultureInfo.InvariantCulture, $"{before:yyyy-MM-dd HH:mm} UTC (`docs/benchmarks.json`): the quartile brackets of both overlap.\n\n")
            .Append("<details><summary>All of them</summary>\n\n| table | what | ours | against | earlier | now | within the spread |\n|---|---|---|---|---|---|---|\n");
        foreach (var (key, was, now_) in pairs)
        {
            var verdict = Agree(was, now_) switch { true => "yes", false => "**no**", null => "measured once" };
            body.Append(CultureInfo.InvariantCulture, $"| {key.Table} | {key.What} | {key.Ours} | {key.Against} | {ConsoleTable.Say(was)} | {ConsoleTable.Say(now_)} | {verdict} |\n");
        }

        body.Append("\n</details>\n\n");
    }

    private static IEnumerable<((string Table, string What, string Ours, string? Against) Key, Figure Figure)> Rows(Results results) =>
        from table in results.Tables
        where table.Table != "fleet"
        from row in table.Rows
        where row.Ratio is not null || row.Aim is not null
        select ((table.Table, row.What, row.Ours, row.Against), row.Ratio ?? row.Value);

    private static DateTimeOffset Started(Results results) => results.Tables.Count > 0 ? results.Tables.Min(table => table.Started) : default;

    /// <summary>Null where one of them was measured once, so that it states no spread.</summary>
    private static bool? Agree(Figure before, Figure now) =>
        before.Low <= now.High && now.Low <= before.High ? true : before.Count > 1 && now.Count > 1 ? false : null;
}
