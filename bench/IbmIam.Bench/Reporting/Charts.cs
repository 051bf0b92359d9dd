using System.Globalization;
using IbmIam.Bench.Harness;

namespace IbmIam.Bench.Reporting;

/// <summary>The charts of docs/benchmarks.md and the README.</summary>
internal static class Charts
{
    private const int Left = 70;
    private const int Width = 760;
    private const int PlotHeight = 240;
    private static readonly string Folder = Path.Combine(Run.Repository, "docs/images");

    /// <summary>The rows that the README shows, as how many times better ours is than theirs.</summary>
    private static readonly (string Table, string What, string Ours, string Against, string Label)[] Headline =
    [
        ("cached", "time, one caller", "IamClient", "Azure.Identity", "a token from memory: time, than Azure.Identity"),
        ("cached", "time, one caller", "IamClient", "MSAL", "a token from memory: time, than MSAL"),
        ("cached", "time, one caller", "IamClient", "IBM's node core", "a token from memory: time, than IBM's node core"),
        ("fake-program", "process start to first token", "ibm-iam-fake, compiled", "oauth2-mock-server", "the fake, compiled: time to the first token, than oauth2-mock-server"),
        ("fake-program", "memory after the first token", "ibm-iam-fake, compiled", "oauth2-mock-server", "the fake, compiled: memory, than oauth2-mock-server"),
        ("fake-tokens", "8 clients", "ibm-iam-fake", "oauth2-mock-server", "the fake: tokens a second, than oauth2-mock-server"),
        ("fake-start", "the next ones, stop included", "FakeIamServer", "WireMock.Net that signs with a ready key", "the fake in a test: start and first token, than WireMock.Net"),
        ("fake-requests", "keys", "ibm-iam-fake", "bare Kestrel", "the fake: key requests a second, than bare Kestrel"),
    ];

    public static void WriteHeadline(Results results)
    {
        var bars = Headline.Select(line => (line.Label, Row: results.Tables.Where(table => table.Table == line.Table).SelectMany(table => table.Rows)
            .FirstOrDefault(row => row.What == line.What && row.Ours == line.Ours && row.Against == line.Against)))
            .Where(line => line.Row?.Ratio is not null).Select(line => (line.Label, Times: Better(line.Row!))).ToArray();
        var svg = new Svg(Width, 40 + (28 * bars.Length));
        const double From = 430, To = 670;
        double At(double times) => From + (Math.Log10(Math.Clamp(times, 0.5, 200) / 0.5) / Math.Log10(400) * (To - From));
        svg.Text(10, 20, "How many times better than what people use (one run, logarithmic)", size: 14);
        for (var i = 0; i < bars.Length; i++)
        {
            var (y, one, end) = (36 + (28 * i), At(1), At(bars[i].Times));
            svg.Text(From - 10, y + 13, bars[i].Label, anchor: "end");
            svg.Bar(Math.Min(one, end), y, Math.Abs(end - one), 18, bars[i].Times >= 1 ? 0 : 1);
            svg.Text(Math.Max(one, end) + 8, y + 13, bars[i].Times.ToString(bars[i].Times >= 10 ? "0" : "0.0", CultureInfo.InvariantCulture) + " ×");
        }

        svg.Line(At(1), 30, At(1), 34 + (28 * bars.Length), "aim");
        svg.Save(Path.Combine(Folder, "bench-headline.svg"), "How many times better than what people use");
    }

    /// <summary>All ratios with an aim, on a logarithmic scale; below 1, ours is the smaller figure.</summary>
    public static void WriteRatios(Results results)
    {
        var rows = results.Tables.SelectMany(table => table.Rows.Where(row => row is { Ratio: not null, Aim: not null })).ToArray();
        var svg = new Svg(Width + 140, 60 + (22 * rows.Length));
        const double From = 540, To = 790;
        double At(double ratio) => From + (Math.Log10(Math.Clamp(ratio, 0.005, 5) / 0.005) / 3 * (To - From));
        svg.Text(10, 20, "Ours over theirs: blue where the aim is met", size: 14);
        foreach (var mark in new[] { 0.01, 0.1, 1 })
        {
            svg.Line(At(mark), 34, At(mark), 40 + (22 * rows.Length), mark is 1 ? "aim" : "grid");
            svg.Text(At(mark), 32, mark.ToString(CultureInfo.InvariantCulture), "faint", "middle", 10);
        }

        for (var i = 0; i < rows.Length; i++)
        {
            var (y, one, ratio) = (44 + (22 * i), At(1), At(rows[i].Ratio!.Median));
            svg.Text(From - 8, y + 11, Short($"{rows[i].Ours}: {rows[i].What}, over {rows[i].Against}"), anchor: "end", size: 11);
            svg.Bar(Math.Min(one, ratio), y, Math.Abs(one - ratio), 14, rows[i].Met == true ? 0 : 1);
            svg.Text(To + 4, y + 11, rows[i].Aim + (rows[i].Met == true ? "" : " not met"), "faint", size: 10);
        }

        svg.Save(Path.Combine(Folder, "bench-ratios.svg"), "Ratios with an aim");
    }

    private static double Better(Row row) => row.Value.Unit == "/s" ? row.Ratio!.Median : 1 / row.Ratio!.Median;

    /// <summary>Line charts, both axes logarithmic.</summary>
    public static IEnumerable<(string File, string Title)> WriteLines(TableResult table)
    {
        foreach (var chart in table.Lines.GroupBy(line => line.Chart))
        {
            var file = "bench-" + string.Concat(chart.Key.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or ' ')).Replace(' ', '-') + ".svg";
            var title = Title(chart.Key);
            Draw(title, [.. chart]).Save(Path.Combine(Folder, file), title);
            yield return (file, title);
        }
    }

    private static Svg Draw(string title, Line[] lines)
    {
        var svg = new Svg(Width, PlotHeight + 90 + (18 * ((lines.Length + 1) / 2)));
        var points = lines.SelectMany(line => line.Medians).ToArray();
        var (x0, x1) = (Math.Log10(points.Min(p => p[0])), Math.Log10(points.Max(p => p[0])));
        var positive = points.Select(p => p[1]).Where(y => y > 0).DefaultIfEmpty(1).ToArray();
        var (y0, y1) = (Math.Floor(Math.Log10(positive.Min())), Math.Ceiling(Math.Log10(positive.Max()) + 0.001));
        double X(double x) => Left + ((Math.Log10(x) - x0) / Math.Max(x1 - x0, 1) * (Width - Left - 30));
        double Y(double y) => 40 + PlotHeight - ((Math.Log10(Math.Max(y, Math.Pow(10, y0))) - y0) / (y1 - y0) * PlotHeight);
        svg.Text(10, 20, title, size: 14);
        for (var power = y0; power <= y1; power++)
        {
            svg.Line(Left, Y(Math.Pow(10, power)), Width - 30, Y(Math.Pow(10, power)), "grid");
            svg.Text(Left - 6, Y(Math.Pow(10, power)) + 4, Math.Pow(10, power).ToString("#,0.###", CultureInfo.InvariantCulture), "faint", "end", 10);
        }

        foreach (var x in points.Select(p => p[0]).Distinct())
        {
            svg.Text(X(x), 40 + PlotHeight + 16, x.ToString("#,0", CultureInfo.InvariantCulture), "faint", "middle", 10);
        }

        for (var i = 0; i < lines.Length; i++)
        {
            var at = lines[i].Medians.Select(p => (X: X(p[0]), Y: Y(p[1]))).ToArray();
            svg.Path(at, i % 6, dashed: i % 2 == 1);
            Array.ForEach(at, p => svg.Dot(p.X, p.Y, i % 6));
            var (column, line) = (i % 2, i / 2);
            svg.Bar(Left + (column * 340), 40 + PlotHeight + 32 + (18 * line), 16, 4, i % 6);
            svg.Text(Left + 22 + (column * 340), 40 + PlotHeight + 38 + (18 * line), lines[i].Name, size: 11);
        }

        return svg;
    }

    private static string Title(string chart) => chart.Split(',')[0] switch
    {
        "growth" => "Seconds of an incremental build, by projects",
        "memory" => "Heap of the fake in MiB, by tokens given",
        "fleet-requests" => "Requests an hour, by agents" + Rest(chart),
        "fleet-failed" => "Builds that failed, %, by agents" + Rest(chart),
        "fleet-wait" => "Worst wait in seconds, by agents" + Rest(chart),
        _ => chart,
    };

    private static string Rest(string chart) => chart.Contains(',', StringComparison.Ordinal) ? chart[chart.IndexOf(',', StringComparison.Ordinal)..] : "";

    private static string Short(string text) => text.Length <= 92 ? text : text[..91] + "…";
}
