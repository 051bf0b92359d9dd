using System.Globalization;
using IbmIam.Bench.Harness;

namespace IbmIam.Bench.Reporting;

/// <summary>Results as text.</summary>
internal static class ConsoleTable
{
    public static void Print(IEnumerable<TableResult> tables)
    {
        foreach (var table in tables)
        {
            Console.WriteLine();
            Console.WriteLine($"{table.Table}: {table.Question}");
            foreach (var row in table.Rows)
            {
                Console.WriteLine("  " + Line(row));
            }

            if (table.Failure is not null)
            {
                Console.WriteLine("  FAILED: " + table.Failure.Split('\n')[0]);
            }
        }

        Console.WriteLine();
    }

    public static string Line(Row row)
    {
        var theirs = row.Other is null ? "" : $", against {row.Against} {Say(row.Other)}: {Say(row.Ratio!)}";
        var aim = row.Aim is null ? "" : $"  [{row.Aim}: {(row.Met == true ? "met" : "NOT met")}]";
        return $"{row.What}: {row.Ours} {Say(row.Value)}{theirs}{aim}";
    }

    /// <summary>The median, and its spread if it has one.</summary>
    public static string Say(Figure figure) => figure.Count > 1 && figure.High > figure.Low
        ? $"{Number(figure.Median)} {figure.Unit} ({Number(figure.Low)}–{Number(figure.High)})"
        : $"{Number(figure.Median)} {figure.Unit}";

    private static string Number(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 0.1 or 0 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("0.0000", CultureInfo.InvariantCulture),
    };
}
