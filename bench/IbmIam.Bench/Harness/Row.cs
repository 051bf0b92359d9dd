using System.Globalization;
using System.Text.Json.Serialization;

namespace IbmIam.Bench.Harness;

/// <summary>One line of a table: what was measured, against what, and whether the aim was met.</summary>
internal sealed record Row
{
    /// <summary>Identifies the row within its table.</summary>
    [JsonIgnore]
    public (string What, string Ours, string? Against) Key => (What, Ours, Against);

    public required string What { get; init; }

    public required string Ours { get; init; }

    public required Figure Value { get; init; }

    public string? Against { get; init; }

    public Figure? Other { get; init; }

    /// <summary>Ours divided by theirs, round by round.</summary>
    public Figure? Ratio { get; init; }

    /// <summary>As text, which <see cref="Harness.Aim"/> parses.</summary>
    public string? Aim { get; init; }

    /// <summary>What the aim applies to: the ratio, if there is one.</summary>
    [JsonIgnore]
    public Figure Judged => Ratio ?? Value;

    /// <summary>Null if there is no aim.</summary>
    public bool? Met => Aim is null ? null : Harness.Aim.Parse(Aim).IsMet(Judged);

    /// <summary>Whether the aim lies within the spread.</summary>
    [JsonIgnore]
    public bool IsNarrow => Aim is not null && Harness.Aim.Parse(Aim).Limit is var limit && Judged.Low < limit && limit < Judged.High;

    /// <summary>This row with a later pass added.</summary>
    public Row With(Row later) => this with { Value = Value.With(later.Value), Other = Other?.With(later.Other!), Ratio = Ratio?.With(later.Ratio!) };
}

/// <summary>The rows of one table, of one pass or of all passes of a run.</summary>
internal sealed record TableResult
{
    public required string Table { get; init; }

    public required string Question { get; init; }

    public required string Command { get; init; }

    public required DateTimeOffset Started { get; init; }

    /// <summary>The time of all passes.</summary>
    public double Seconds { get; init; }

    public int Passes { get; init; } = 1;

    public IReadOnlyList<Row> Rows { get; init; } = [];

    /// <summary>The lines of the table's charts.</summary>
    public IReadOnlyList<Line> Lines { get; init; } = [];

    /// <summary>Why rows are missing, or null.</summary>
    public string? Failure { get; init; }

    /// <summary>This table with a later pass added. A row that a failed pass lacks keeps the rounds it has.</summary>
    public TableResult With(TableResult later)
    {
        var (rows, lines) = (later.Rows.ToLookup(row => row.Key), later.Lines.ToLookup(line => (line.Chart, line.Name)));
        return this with
        {
            Seconds = Seconds + later.Seconds,
            Passes = Passes + later.Passes,
            Rows = [.. Rows.Select(row => rows[row.Key].Aggregate(row, (sum, next) => sum.With(next))), .. later.Rows.ExceptBy(Rows.Select(row => row.Key), row => row.Key)],
            Lines = [.. Lines.Select(line => lines[(line.Chart, line.Name)].Aggregate(line, (sum, next) => sum with { Points = [.. sum.Points, .. next.Points] })), .. later.Lines.ExceptBy(Lines.Select(line => (line.Chart, line.Name)), line => (line.Chart, line.Name))],
            Failure = Failure ?? later.Failure,
        };
    }
}

/// <summary>A line of a chart. Passes add their points; the line runs through the median of those with the same x.</summary>
internal sealed record Line(string Chart, string Name, IReadOnlyList<double[]> Points)
{
    [JsonIgnore]
    public IEnumerable<double[]> Medians => Points.GroupBy(point => point[0], point => point[1]).Select(group => new[] { group.Key, Figure.MedianOf(group) });
}

/// <summary>The results of a run.</summary>
internal sealed record Results(Machine Machine, IReadOnlyList<TableResult> Tables)
{
    [JsonIgnore]
    public DateTimeOffset Started => Tables.Count > 0 ? Tables.Min(table => table.Started) : default;

    [JsonIgnore]
    public string Day => Started.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
