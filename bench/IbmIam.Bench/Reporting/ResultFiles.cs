using System.Text.Json;
using System.Text.Json.Serialization;
using IbmIam.Bench.Harness;
using IbmIam.Bench.Tables;

namespace IbmIam.Bench.Reporting;

/// <summary>One file for each table, so that one failure loses no other table; results.json combines them.</summary>
internal static class ResultFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>All tables of a run start within this time, since its first pass covers all of them.</summary>
    private static readonly TimeSpan FirstPass = TimeSpan.FromMinutes(15);

    private static string Folder => Path.Combine(Run.Output, "tables");

    private static string Whole => Path.Combine(Run.Output, "results.json");

    private static string FileOf(string table) => Path.Combine(Folder, table + ".json");

    /// <summary>Deletes these tables' earlier results and all working files.</summary>
    public static void Forget(IEnumerable<Table> tables)
    {
        if (Directory.Exists(Run.Work))
        {
            Directory.Delete(Run.Work, recursive: true);
        }

        Directory.CreateDirectory(Folder);
        File.Delete(Whole);
        foreach (var table in tables)
        {
            File.Delete(FileOf(table.Name));
        }
    }

    /// <summary>Adds a pass to the table's earlier ones.</summary>
    public static void Add(TableResult pass)
    {
        var whole = ReadTable(pass.Table) is { } earlier ? earlier.With(pass) : pass;
        Write(FileOf(pass.Table), whole);
    }

    /// <summary>Whether all these tables have results and none failed.</summary>
    public static bool IsWhole(IEnumerable<Table> tables) => tables.All(table => ReadTable(table.Name) is { Failure: null });

    /// <summary>Replaces the file in one step, so that an interrupted run leaves no partial one.</summary>
    private static void Write<T>(string file, T what)
    {
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(what, Json) + "\n");
        File.Move(file + ".new", file, overwrite: true);
    }

    private static TableResult? ReadTable(string table) => File.Exists(FileOf(table)) ? JsonSerializer.Deserialize<TableResult>(File.ReadAllText(FileOf(table)), Json) : null;

    /// <summary>The runs that were kept, one for each day; checked in.</summary>
    private static string Kept => Path.Combine(Run.Repository, "docs/benchmarks");

    public static IReadOnlyList<Results> ReadKept() =>
        [.. Directory.CreateDirectory(Kept).GetFiles("*.json").OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => JsonSerializer.Deserialize<Results>(File.ReadAllText(file.FullName), Json)!)];

    /// <summary>Keeps the last run as the run of its day.</summary>
    /// <returns>1 if the last results are not one whole run.</returns>
    public static int Keep()
    {
        var last = Read();
        if (last.Tables.Count < Catalogue.All.Count || last.Tables.Any(table => table.Failure is not null || table.Started - last.Started > FirstPass))
        {
            Console.Error.WriteLine("The last results are not one whole run: a table failed, is missing, or was measured apart. Run all of them first.");
            return 1;
        }

        Write(Path.Combine(Kept, $"{last.Day}.json"), last with { Tables = [.. last.Tables.Where(table => table.Table != "fleet")] });
        return 0;
    }

    public static Results Read() => JsonSerializer.Deserialize<Results>(File.ReadAllText(Whole), Json)!;

    /// <summary>Combines the tables in results.json and prints them.</summary>
    public static void Report(Machine machine)
    {
        var tables = Catalogue.All.Select(table => ReadTable(table.Name)).OfType<TableResult>().ToArray();
        Write(Whole, new Results(machine, tables));
        ConsoleTable.Print(tables);
        var missing = Catalogue.All.Select(table => table.Name).Except(tables.Select(table => table.Table)).ToArray();
        var failed = tables.Where(table => table.Failure is not null).Select(table => table.Table).ToArray();
        Console.WriteLine($"{tables.Length} tables, {tables.Sum(t => t.Rows.Count(r => r.Met == true))} aims met, {tables.Sum(t => t.Rows.Count(r => r.Met == false))} not."
            + (failed.Length > 0 ? $" Failed: {string.Join(", ", failed)}." : "") + (missing.Length > 0 ? $" Not measured: {string.Join(", ", missing)}." : ""));
    }
}
