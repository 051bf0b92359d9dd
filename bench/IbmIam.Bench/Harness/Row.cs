using System.Globalization;

namespace IbmIam.Bench.Harness;

/// <summary>What a row promises, and of which figure.</summary>
internal sealed record Aim(string Text, Func<double, bool> IsMet)
{
    public static Aim AtMost(double most, string unit = "×") => new("≤ " + Say(most, unit), figure => figure <= most);

    public static Aim AtLeast(double least, string unit = "×") => new("≥ " + Say(least, unit), figure => figure >= least);

    public static Aim Exactly(double value, string unit) => new("exactly " + Say(value, unit), figure => Math.Abs(figure - value) < double.Epsilon);

    private static string Say(double value, string unit) => value.ToString("0.###", CultureInfo.InvariantCulture) + " " + unit;
}

/// <summary>One line of a table: what was measured, against what, and whether the aim was met.</summary>
internal sealed record Row
{
    public required string What { get; init; }

    public required string Ours { get; init; }

    public required Figure Value { get; init; }

    public string? Against { get; init; }

    public Figure? Other { get; init; }

    /// <summary>Ours over theirs, round by round.</summary>
    public Figure? Ratio { get; init; }

    public string? Aim { get; init; }

    /// <summary>Null where there is no aim: reported alone.</summary>
    public bool? Met { get; init; }
}

/// <summary>The rows of one question, measured in one run.</summary>
internal sealed record TableResult
{
    public required string Table { get; init; }

    public required string Question { get; init; }

    public required string Command { get; init; }

    public required DateTimeOffset Started { get; init; }

    public double Seconds { get; init; }

    public IReadOnlyList<Row> Rows { get; init; } = [];

    /// <summary>Lines of a chart: a name and points.</summary>
    public IReadOnlyList<Line> Lines { get; init; } = [];

    /// <summary>Why there are no rows, or not all.</summary>
    public string? Failure { get; init; }
}

internal sealed record Line(string Chart, string Name, IReadOnlyList<double[]> Points);

/// <summary>Everything of the last run.</summary>
internal sealed record Results(Machine Machine, IReadOnlyList<TableResult> Tables);
