using System.Reflection;

namespace IbmIam.Fuzz.Tests;

/// <summary>Every seed, and with them all that fuzzing ever found, through every target: each ends with a verdict, in bounded time and memory.</summary>
public sealed class Replays
{
    private const long Megabyte = 1024 * 1024;

    private static readonly string Seeds = Path.Combine(
        typeof(Replays).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "RepositoryRoot").Value!, "tests/IbmIam.Fuzz.Tests/seeds");

    public static TheoryData<string> Names { get; } = [.. Targets.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_seed_ends_in_a_verdict_in_bounded_time_and_memory(string target)
    {
        foreach (var seed in Directory.EnumerateFiles(Seeds, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(seed, TestContext.Current.CancellationToken);
            var allocated = await Task.Run(() => Allocated(target, seed, bytes), TestContext.Current.CancellationToken)
                .WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, TestContext.Current.CancellationToken);
            Assert.True(allocated < (64 * Megabyte) + (1000 * bytes.Length), $"{allocated} bytes for {seed}");
        }
    }

    [Fact]
    public void Every_target_has_seeds_and_every_seed_a_target() =>
        Assert.Equal(Targets.All.Keys, Directory.GetDirectories(Seeds).Select(static folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal));

    private static long Allocated(string target, string seed, byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Targets.All[target](bytes);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{target} broke at {seed}.", e);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
