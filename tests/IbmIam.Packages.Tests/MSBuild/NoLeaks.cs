using System.Collections.Concurrent;
using System.Globalization;

namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>
/// Every documented use, under every kind of log, in every state of the token and on one node, two, or many threads:
/// the API key, the token and the refresh token stand nowhere.
/// </summary>
public sealed class NoLeaks(Packages packages, NoLeaks.Solution solution) : IClassFixture<NoLeaks.Solution>
{
    private const int AtATime = 4;

    public static TheoryData<int> Logs => [.. Enumerable.Range(0, LeakLog.All.Count)];

    [Theory]
    [MemberData(nameof(Logs))]
    public async Task No_log_holds_a_secret(int log)
    {
        foreach (var cell in LeakCell.Pairs(log))
        {
            Assert.Empty(await solution.Leaks.RunAsync(cell));
        }
    }

    [Fact]
    public void Any_two_values_of_two_columns_meet_in_the_choice()
    {
        var choice = Enumerable.Range(0, LeakLog.All.Count).SelectMany(LeakCell.Pairs).ToList();
        Func<LeakCell, object>[] columns = [c => c.Use, c => c.Log, c => c.State, c => c.Nodes];

        Assert.InRange(choice.Count, 1, 60);
        Assert.All(
            from one in columns from other in columns where one != other select (one, other),
            pair => Assert.Equal(
                LeakCell.Grid.Select(c => (pair.one(c), pair.other(c))).Distinct().Count(),
                choice.Select(c => (pair.one(c), pair.other(c))).Distinct().Count()));
    }

    [Fact]
    [Trait("Category", "Proof")]
    public async Task No_cell_of_the_whole_grid_holds_a_secret()
    {
        var cells = Proof.Of([.. LeakCell.Grid]);
        var found = new ConcurrentBag<string>();
        var started = TimeProvider.System.GetTimestamp();
        var places = await Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => new LeakSolution(packages).RestoreAsync()));
        await Proof.RunAsync(cells, places, async (place, cell) =>
        {
            foreach (var leak in await place.RunAsync(cell))
            {
                found.Add(leak);
            }
        });
        foreach (var place in places)
        {
            place.Dispose();
        }

        Proof.Report("MSBuild: leaks", string.Create(CultureInfo.InvariantCulture, $"""
            {LeakCell.Uses.Count} uses × {LeakLog.All.Count} kinds of log × {LeakCell.States.Count} states × {LeakCell.AllNodes.Count} node settings:
            {cells.Count} builds in {TimeProvider.System.GetElapsedTime(started).TotalMinutes:0} min, {AtATime} at a time, {found.Count} places with a secret
            in consoles, binary logs (strings, tree, embedded files), `obj`, caches or process lists.

            | | |
            |---|---|
            | uses | {string.Join(", ", LeakCell.Uses)} |
            | logs | `{string.Join("`, `", LeakLog.All)}` |
            | states | {string.Join(", ", LeakCell.States)} |
            | nodes | `{string.Join("`, `", LeakCell.AllNodes)}` |
            """));
        Assert.Empty(found);
    }

    /// <summary>The solution, restored once.</summary>
    public sealed class Solution(Packages packages) : IAsyncLifetime
    {
        internal LeakSolution Leaks { get; } = new(packages);

        public async ValueTask InitializeAsync() => await Leaks.RestoreAsync();

        public ValueTask DisposeAsync()
        {
            Leaks.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
