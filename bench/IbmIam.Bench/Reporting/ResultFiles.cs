using System.Text.Json;
using System.Text.Json.Serialization;
using IbmIam.Bench.Harness;
using IbmIam.Bench.Tables;

namespace IbmIam.Bench.Reporting;

/// <summary>One file for each table, so that none is lost with another; results.json holds them all.</summary>
internal static class ResultFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static string Folder => Path.Combine(Run.Output, "tables");

    private static string Whole => Path.Combine(Run.Output, "results.json");

    private static string FileOf(string table) => Path.Combine(Folder, table + ".json");

    /// <summary>Forgets what an earlier run left of these tables.</summary>
    public static void Forget(IEnumerable<Table> tables)
    {
        if (Directory.Exists(Run.Work))
        {
            Directory.Delete(Run.Work, recursive: true);
        }

        Directory.CreateDirectory(Folder);
        foreach (var table in tables)
        {
            File.Delete(FileOf(table.Name));
        }
    }

    /// <summary>Adds a pass to those that a table has.</summary>
    public static void Add(TableResult pass)
    {
        var whole = ReadTable(pass.Table) is { } earlier ? earlier.With(pass) : pass;
        File.WriteAllText(FileOf(pass.Table), JsonSerializer.Serialize(whole, Json));
    }

    private static TableResult? ReadTable(string table) => File.Exists(FileOf(table)) ? JsonSerializer.Deserialize<TableResult>(File.ReadAllText(FileOf(table)), Json) : null;

    /// <summary>One run of each day that was worth keeping; checked in.</summary>
    private static string Kept => Path.Combine(Run.Repository, "docs/benchmarks");

    public static IReadOnlyList<Results> ReadKept() =>
        [.. Directory.GetFiles(Kept, "*.json").Order(StringComparer.Ordinal).Select(file => JsonSerializer.Deserialize<Results>(File.ReadAllText(file), Json)!)];

    /// <summary>Keeps the last run as that of its day, its figures without the rounds behind them.</summary>
    public static int Keep()
    {
        var last = Read();
        var tables = last.Tables.Where(table => table.Table != "fleet").Select(table => table with { Rows = [.. table.Rows.Select(row => row.WithoutRounds())], Lines = [] });
        File.WriteAllText(Path.Combine(Kept, $"{last.Day}.json"), JsonSerializer.Serialize(last with { Tables = [.. tables] }, Json) + "\n");
        return 0;
    }

    public static Results Read() => JsonSerializer.Deserialize<Results>(File.ReadAllText(Whole), Json)!;

    /// <summary>Puts the tables together and prints them.</summary>
    /// <returns>1 where a table failed.</returns>
    public static int Report(Machine machine)
    {
        var tables = Catalogue.All.Select(table => ReadTable(table.Name)).OfType<TableResult>().ToArray();
        File.WriteAllText(Whole, JsonSerializer.Serialize(new Results(machine, tables), Json));
        ConsoleTable.Print(tables);
        var missing = Catalogue.All.Select(table => table.Name).Except(tables.Select(table => table.Table)).ToArray();
        var failed = tables.Where(table => table.Failure is not null).Select(table => table.Table).ToArray();
        Console.WriteLine($"{tables.Length} tables, {tables.Sum(t => t.Rows.Count(r => r.Met == true))} aims met, {tables.Sum(t => t.Rows.Count(r => r.Met == false))} not."
            + (failed.Length > 0 ? $" Failed: {string.Join(", ", failed)}." : "") + (missing.Length > 0 ? $" Not measured: {string.Join(", ", missing)}." : ""));
        return failed.Length > 0 ? 1 : 0;
    }
}
