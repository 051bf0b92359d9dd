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

    public static void Write(TableResult table)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, table.Table + ".json"), JsonSerializer.Serialize(table, Json));
    }

    /// <summary>The run that later ones are compared with; checked in.</summary>
    private static string Kept => Path.Combine(Run.Repository, "docs/benchmarks.json");

    public static Results? ReadKept() => File.Exists(Kept) ? JsonSerializer.Deserialize<Results>(File.ReadAllText(Kept), Json) : null;

    /// <summary>Keeps the last run as the one that later ones are compared with.</summary>
    public static int Keep()
    {
        File.Copy(Whole, Kept, overwrite: true);
        return 0;
    }

    public static Results Read() => JsonSerializer.Deserialize<Results>(File.ReadAllText(Whole), Json)!;

    /// <summary>Puts the tables together and prints them.</summary>
    /// <returns>1 where a table failed or is missing.</returns>
    public static int Report()
    {
        var tables = Catalogue.All.Select(table => Path.Combine(Folder, table.Name + ".json")).Where(File.Exists)
            .Select(file => JsonSerializer.Deserialize<TableResult>(File.ReadAllText(file), Json)!).ToArray();
        File.WriteAllText(Whole, JsonSerializer.Serialize(new Results(Machine.Describe(), tables), Json));
        ConsoleTable.Print(tables);
        var missing = Catalogue.All.Select(table => table.Name).Except(tables.Select(table => table.Table)).ToArray();
        var failed = tables.Where(table => table.Failure is not null).Select(table => table.Table).ToArray();
        Console.WriteLine($"{tables.Length} tables, {tables.Sum(t => t.Rows.Count(r => r.Met == true))} aims met, {tables.Sum(t => t.Rows.Count(r => r.Met == false))} not."
            + (failed.Length > 0 ? $" Failed: {string.Join(", ", failed)}." : "") + (missing.Length > 0 ? $" Not measured: {string.Join(", ", missing)}." : ""));
        return failed.Length > 0 ? 1 : 0;
    }
}
