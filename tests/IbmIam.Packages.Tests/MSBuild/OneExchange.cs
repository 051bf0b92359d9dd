using System.Collections.Concurrent;
using System.Globalization;

namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>IAM is asked once, however many projects, frameworks, nodes and builds want the token.</summary>
public sealed class OneExchange(Packages packages, OneExchange.Solution solution) : IClassFixture<OneExchange.Solution>
{
    private static readonly int[] _sizes = [1, 10, 50];
    private static readonly string[] _modes = ["-m:1", "-m:2", "-m:4", "-m:2 -mt", "-m:2 -graph", "-m:2 -graph -isolate"];
    private static readonly string[] _nodes = [ManyProjects.NotKept, ManyProjects.Kept, ManyProjects.Server];

    [Theory]
    [InlineData(10, "-m:1", ManyProjects.Server)]
    [InlineData(10, "-m:2", ManyProjects.Kept)]
    [InlineData(50, "-m:4", ManyProjects.NotKept)]
    [InlineData(10, "-m:2 -mt", ManyProjects.Kept)]
    [InlineData(10, "-m:2 -graph", ManyProjects.NotKept)]
    [InlineData(1, "-m:2 -graph -isolate", ManyProjects.Server)]
    public async Task All_projects_and_frameworks_share_one_exchange_and_the_next_build_needs_none(int size, string mode, string nodes) =>
        Assert.Empty(await solution.Projects.TwoBuildsAsync(size, mode, nodes));

    [Fact]
    [Trait("Category", "Proof")]
    public async Task Every_size_mode_and_keeping_of_nodes_shares_one_exchange()
    {
        var cells = Proof.Of((from size in _sizes from mode in _modes from nodes in _nodes select (size, mode, nodes)).ToList());
        var faults = new ConcurrentBag<string>();
        var places = Enumerable.Range(0, 2).Select(_ => new ManyProjects(packages)).ToList();
        await Proof.RunAsync(cells, places, async (place, cell) =>
        {
            foreach (var fault in await place.TwoBuildsAsync(cell.size, cell.mode, cell.nodes))
            {
                faults.Add(fault);
            }
        });
        foreach (var place in places)
        {
            await place.EndNodesAsync();
            place.Dispose();
        }

        Proof.Report("MSBuild: one exchange", string.Create(CultureInfo.InvariantCulture, $"""
            {string.Join(", ", _sizes)} projects with two target frameworks each × `{string.Join("`, `", _modes)}` × {string.Join(", ", _nodes)}:
            {cells.Count} pairs of builds. In all but {faults.Count}, IAM was asked once in the first build and not at all in the second.
            """));
        Assert.Empty(faults);
    }

    [Fact]
    public async Task A_key_rotated_between_two_builds_on_the_same_nodes_is_noticed()
    {
        Needs.Unix();
        var projects = solution.Projects;
        var nodes = new List<string>();
        for (var build = 0; build < 4; build++)
        {
            if (build % 2 == 0)
            {
                projects.UseNewKey();
            }

            var built = (await projects.BuildAsync(1, "-m:1", ManyProjects.Server, "-p:ShowNode=true")).ShouldSucceed();
            nodes.Add(built.Output.Split('\n').First(l => l.Contains("on node ", StringComparison.Ordinal)).Trim());
            Assert.Equal(1, projects.Exchanges);
        }

        // Else there was nothing to remember the old key.
        Assert.Single(nodes.Distinct());
    }

    /// <summary>The projects, written once.</summary>
    public sealed class Solution(Packages packages) : IAsyncLifetime
    {
        internal ManyProjects Projects { get; } = new(packages);

        public ValueTask InitializeAsync() => ValueTask.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            await Projects.EndNodesAsync();
            Projects.Dispose();
        }
    }
}
