using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using IbmIam.Bench.Harness;
using IbmIam.Bench.Reporting;

namespace IbmIam.Bench.Tables;

/// <summary>
/// A run goes over its tables several times; each pass over a table is a process of its own with servers of its own. So what
/// differs between runs (how a process happens to be compiled and laid out, slow and fast minutes of the machine) also differs
/// within a run, and its spread shows it.
/// </summary>
internal static class Passes
{
    private const int Fewest = 2;
    private const int Most = 6;
    private const int Measured = 0;
    private const int Failed = 1;
    private static readonly TimeSpan LongestPass = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(16.25);

    /// <summary>Measures these tables, or all. A failed table is reported, and the others are still measured.</summary>
    public static async Task<int> RunAsync(string[] names)
    {
        Table[] tables = [.. Catalogue.All.Where(table => names.Length == 0 || names.Contains(table.Name))];
        if (tables.Length < names.Length)
        {
            return Catalogue.Usage();
        }

        var machine = Machine.Describe();
        ResultFiles.Forget(tables);
        try
        {
            await MeasureAsync(tables);
        }
        finally
        {
            ResultFiles.Report(machine);
        }

        return ResultFiles.IsWhole(tables) ? 0 : 1;
    }

    private static async Task MeasureAsync(Table[] tables)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var (pass, last) = (0, TimeSpan.Zero); pass < Fewest || (pass < Most && TimeProvider.System.GetElapsedTime(start) + last < LongestRun); pass++)
        {
            var began = TimeProvider.System.GetTimestamp();
            foreach (var table in tables.Where(table => pass == 0 || !table.Once))
            {
                await InProcessAsync(table, pass);
            }

            last = TimeProvider.System.GetElapsedTime(began);
        }
    }

    private static async Task InProcessAsync(Table table, int pass)
    {
        var command = Processes.Self("pass", table.Name, pass.ToString(CultureInfo.InvariantCulture));
        using var process = Process.Start(command[0], command[1..]);
        using var deadline = new CancellationTokenSource(LongestPass, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            if (process.ExitCode is not (Measured or Failed))
            {
                Lose($"ended with {process.ExitCode}.");
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Lose($"did not end in {LongestPass.TotalMinutes:0} minutes, and was stopped.");
        }

        void Lose(string how) => ResultFiles.Add(Result(table, TimeProvider.System.GetUtcNow(), TimeSpan.Zero) with { Failure = $"Pass {pass + 1} {how}" });
    }

    /// <summary>One pass over a table, added to the results of earlier passes.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Any failure of a table is recorded as its result.")]
    public static async Task<int> RunOneAsync(string name, int pass)
    {
        var table = Catalogue.All.Single(t => t.Name == name);
        var run = new Run(name, pass);
        var (start, started) = (TimeProvider.System.GetTimestamp(), TimeProvider.System.GetUtcNow());
        string? failure = null;
        Console.WriteLine($"{name}, pass {pass + 1}: {table.Question}");
        try
        {
            await table.MeasureAsync(run);
        }
        catch (Exception e)
        {
            failure = e.Message;
            Console.Error.WriteLine(e);
        }

        var took = TimeProvider.System.GetElapsedTime(start);
        ResultFiles.Add(Result(table, started, took) with { Rows = run.Rows, Lines = run.Lines, Failure = failure });
        Console.WriteLine($"{name}: {run.Rows.Count} rows in {took.TotalSeconds:0} s");
        return failure is null ? Measured : Failed;
    }

    private static TableResult Result(Table table, DateTimeOffset started, TimeSpan took) => new()
    {
        Table = table.Name, Question = table.Question, Command = $"./build.sh --target Bench-{table.Name}", Started = started, Seconds = Math.Round(took.TotalSeconds, 1),
    };
}
