using System.Reflection;

namespace IbmIam.Bench.Harness;

/// <summary>One side of a comparison, and how to measure it once.</summary>
internal sealed record Subject(string Name, Func<Task<double>> MeasureAsync);

/// <summary>One pass over a table: its folders, and the rows so far.</summary>
/// <param name="table">The table's name.</param>
/// <param name="pass">The pass, counted from 0.</param>
internal sealed class Run(string table, int pass)
{
    private const int Warmings = 13;

    private readonly List<Row> _rows = [];
    private readonly List<Line> _lines = [];
    private int _turn = pass;

    public static string Repository { get; } = Path.GetFullPath(
        typeof(Run).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!);

    public static string Artifacts { get; } = Path.Combine(Repository, "artifacts");

    public static string Output { get; } = Path.Combine(Artifacts, "bench");

    public bool IsFirst { get; } = pass == 0;

    public IReadOnlyList<Row> Rows => _rows;

    public IReadOnlyList<Line> Lines => _lines;

    /// <summary>What tables and passes leave for later ones; deleted before a run.</summary>
    public static string Work => Path.Combine(Output, "work");

    /// <summary>A folder for this table, which later passes find as earlier ones left it.</summary>
    public string Folder => Directory.CreateDirectory(Path.Combine(Work, table)).FullName;

    /// <summary><see cref="Folder"/>, emptied.</summary>
    public string Fresh()
    {
        Directory.Delete(Folder, recursive: true);
        return Folder;
    }

    /// <summary>Measures the subjects in turn, in an order reversed from round to round and from pass to pass: A B, B A, A B.</summary>
    public async Task<Dictionary<string, Series>> InTurnAsync(int rounds, string unit, params Subject[] subjects)
    {
        var measured = subjects.ToDictionary(subject => subject.Name, _ => new Series(unit));
        for (var round = 0; round < rounds; round++)
        {
            foreach (var subject in _turn++ % 2 == 0 ? subjects : subjects.Reverse())
            {
                measured[subject.Name].Add(await subject.MeasureAsync());
            }
        }

        return measured;
    }

    /// <summary>Like <see cref="InTurnAsync"/>, after enough warm-up for the runtime's final compilation of what the subjects run.</summary>
    public async Task<Dictionary<string, Series>> InTurnWarmAsync(int rounds, string unit, params Subject[] subjects)
    {
        for (var i = 0; i < Warmings; i++)
        {
            foreach (var subject in subjects)
            {
                await subject.MeasureAsync();
            }
        }

        return await InTurnAsync(rounds, unit, subjects);
    }

    /// <summary>Adds a row that compares ours with theirs; the aim applies to the ratio.</summary>
    public void Compare(string what, (string Name, Series Values) ours, (string Name, Series Values) theirs, Aim? aim = null)
    {
        Add(new Row
        {
            What = what,
            Ours = ours.Name,
            Value = ours.Values.ToFigure(),
            Against = theirs.Name,
            Other = theirs.Values.ToFigure(),
            Ratio = ours.Values.Over(theirs.Values).ToFigure(),
            Aim = aim?.ToString(),
        });
    }

    /// <summary>Adds a row with one figure, to which the aim applies.</summary>
    public void Report(string what, string name, Series values, Aim? aim = null) => Add(new Row { What = what, Ours = name, Value = values.ToFigure(), Aim = aim?.ToString() });

    public void Draw(string chart, string name, IEnumerable<double[]> points) => _lines.Add(new Line(chart, name, [.. points]));

    private void Add(Row row)
    {
        _rows.Add(row);
        Console.WriteLine("  " + Reporting.ConsoleTable.Line(row));
    }
}
