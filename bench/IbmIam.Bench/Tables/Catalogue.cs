using IbmIam.Bench.Harness;

namespace IbmIam.Bench.Tables;

/// <summary>A question and the code that answers it, in one pass only if another would say the same or take too long.</summary>
internal sealed record Table(string Name, string Question, Func<Run, Task> MeasureAsync, bool Once = false);

/// <summary>All tables; build/bench.cake has a target for each.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<Table> All { get; } =
    [
        new("solution", "What does a token cost a solution of 50 projects?", Solution.MeasureAsync),
        new("incremental", "What does a token cost an incremental build of one project?", Incremental.MeasureAsync),
        new("growth", "How does the cost grow with projects and nodes?", Growth.MeasureAsync),
        new("cake", "What does a token cost a Cake script?", CakeScript.MeasureAsync),
        new("cached", "What does a token that is there cost a caller?", CachedToken.MeasureAsync),
        new("callers", "How often is IAM asked when 10,000 callers come at once?", ColdCallers.MeasureAsync),
        new("exchange", "What does an exchange cost beside a bare POST?", ColdExchange.MeasureAsync),
        new("file", "What does sealing the token file cost its reader?", TokenFile.MeasureAsync),
        new("fake-start", "How soon does the fake in a test give a token?", FakeStart.MeasureAsync),
        new("fake-program", "How soon does the fake as a program give a token, and what does it hold?", FakeProgram.MeasureAsync),
        new("fake-tokens", "How many tokens a second does the fake sign?", FakeTokens.MeasureAsync),
        new("fake-requests", "How many requests a second does the fake answer without signing?", FakeRequests.MeasureAsync),
        new("fake-memory", "What does the fake hold after many tokens?", FakeMemory.MeasureAsync, Once: true),
        new("fleet", "What does a fleet of build agents ask of one account?", FleetOnPaper.MeasureAsync, Once: true),
    ];

    public static int List()
    {
        foreach (var table in All)
        {
            Console.WriteLine($"{table.Name,-14} {table.Question}");
        }

        return 0;
    }

    public static int Usage()
    {
        Console.Error.WriteLine("Say run, run TABLE, docs, keep or list; list names the tables.");
        return 2;
    }
}
