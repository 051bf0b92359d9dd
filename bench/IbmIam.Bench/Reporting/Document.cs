using System.Globalization;
using System.Text;
using IbmIam.Bench.Harness;

namespace IbmIam.Bench.Reporting;

/// <summary>Writes the results between the markers in docs/benchmarks.md; the rest of the page is written by hand.</summary>
internal static class Document
{
    private const string Begin = "<!-- results: written by ./build.sh --target BenchDocs -->";
    private const string End = "<!-- end of results -->";

    public static int Write()
    {
        var results = ResultFiles.Read();
        var page = Path.Combine(Run.Repository, "docs/benchmarks.md");
        var text = File.ReadAllText(page);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
        {
            throw new InvalidOperationException($"{page} lacks its marks.");
        }

        var body = new StringBuilder().Append(Begin).Append("\n\n");
        Describe(body, results);
        foreach (var table in results.Tables)
        {
            Tell(body, table);
        }

        Comparison.Write(body, ResultFiles.ReadKept(), results);

        File.WriteAllText(page, text[..begin] + body + text[end..]);
        return 0;
    }

    private static void Describe(StringBuilder body, Results results)
    {
        var machine = results.Machine;
        body.Append(CultureInfo.InvariantCulture, $"Run of {results.Day}, {results.Tables.Sum(table => table.Seconds) / 60:0} minutes of measuring. ")
            .Append(CultureInfo.InvariantCulture, $"{machine.Processor}, {machine.Cores} cores, {machine.Memory}; {machine.System}; {machine.Runtime}; first touch of a memory page: {machine.FirstTouch}. ")
            .Append("A figure is the median of its rounds. The brackets show its spread: the median of one more pass is expected in this range 95 % of the time. A ratio is ours divided by theirs, taken round by round. \\* The aim lies within the spread, so one more pass may fall on the other side of it.\n\n")
            .Append("![Ratios with an aim](images/bench-ratios.svg)\n\n");
        Charts.WriteRatios(results);
        Charts.WriteHeadline(results);
    }

    private static void Tell(StringBuilder body, TableResult table)
    {
        body.Append(CultureInfo.InvariantCulture, $"### {table.Table}: {table.Question}\n\n`{table.Command}`, {table.Seconds:0} s in {Passes(table)} from {table.Started:yyyy-MM-dd HH:mm} UTC\n\n");
        if (table.Failure is { } failure)
        {
            body.Append(CultureInfo.InvariantCulture, $"Failed: {failure.Split('\n')[0]}\n\n");
        }

        if (table.Table == "fleet")
        {
            Fleet(body, table);
        }
        else if (table.Rows.Count > 0)
        {
            body.Append("| what | ours | figure | against | figure | ratio | aim | met |\n|---|---|---|---|---|---|---|---|\n");
            foreach (var row in table.Rows)
            {
                var (other, ratio) = (row.Other is null ? "" : ConsoleTable.Say(row.Other), row.Ratio is null ? "" : ConsoleTable.Say(row.Ratio));
                body.Append(CultureInfo.InvariantCulture, $"| {row.What} | {row.Ours} | {ConsoleTable.Say(row.Value)} | {row.Against} | {other} | {ratio} | {row.Aim} | {Met(row)} |\n");
            }

            body.Append('\n');
        }

        foreach (var chart in Charts.WriteLines(table))
        {
            body.Append(CultureInfo.InvariantCulture, $"![{chart.Title}](images/{chart.File})\n\n");
        }
    }

    /// <summary>One line for each fleet and client, since a line for each row would be too many.</summary>
    private static void Fleet(StringBuilder body, TableResult table)
    {
        body.Append("| fleet | client | requests | lost to 429 in a build | worst wait | builds failed |\n|---|---|---|---|---|---|\n");
        foreach (var group in table.Rows.GroupBy(row => (Fleet: row.What.Split(':')[0], row.Ours)))
        {
            body.Append(CultureInfo.InvariantCulture, $"| {group.Key.Fleet} | {group.Key.Ours} | {string.Join(" | ", group.Select(row => ConsoleTable.Say(row.Value)))} |\n");
        }

        body.Append('\n');
    }

    private static string Passes(TableResult table) => table.Passes == 1 ? "one pass" : string.Create(CultureInfo.InvariantCulture, $"{table.Passes} passes");

    private static string Met(Row row) => row.Met switch { true => "yes", false => "[**no**](#aims-that-are-missed-and-why)", null => "" } + (row.IsNarrow ? " \\*" : "");
}
