using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Build.Logging.StructuredLogger;
using Task = System.Threading.Tasks.Task;

namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>
/// MSBuild writes down what it evaluated of a project on another thread, and may meet an item that an early target just
/// made. Where tokens could be recorded, a token that is there at once is therefore held for a moment.
/// </summary>
public sealed class LeakRace(Packages packages)
{
    private const int Builds = 1000;
    private const int AtATime = 4;
    private static readonly TimeSpan _held = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task A_cached_token_is_held_until_the_evaluation_is_logged_and_never_left_out()
    {
        using var deployment = await CachedAsync();
        var build = (await BuildAsync(deployment, 0)).ShouldSucceed();

        Assert.Contains("deployed", build.Output, StringComparison.Ordinal);
        Assert.Contains("from cache", build.Output, StringComparison.Ordinal);
        var task = BinaryLog.ReadBuild(Log(deployment, 0)).FindChildrenRecursive<Microsoft.Build.Logging.StructuredLogger.Task>(t => t.Name == "IbmIamToken").Single();
        // The clock of the log is coarser than the one that holds.
        Assert.InRange(task.Duration, _held - TimeSpan.FromMilliseconds(30), TimeSpan.FromMinutes(1));
    }

    [Fact]
    [Trait("Category", "Proof")]
    public async Task No_binary_log_of_a_thousand_builds_with_a_cached_token_holds_it()
    {
        using var deployment = await CachedAsync();
        var numbers = Proof.Of([.. Enumerable.Range(1, Builds)]);
        var found = new ConcurrentBag<string>();
        await Proof.RunAsync(numbers, Enumerable.Repeat(deployment, AtATime).ToList(), async (place, number) =>
        {
            var build = (await BuildAsync(place, number)).ShouldSucceed();
            var log = Log(place, number);
            var leaks = place.Secrets.InBinaryLog(log).Concat(build.Output.Contains("deployed", StringComparison.Ordinal) ? [] : ["the token was left out"]).ToList();
            if (leaks.Count > 0)
            {
                found.Add($"build {number}: {string.Join(", ", leaks)}");
            }

            File.Delete(log);
        });

        Proof.Report("MSBuild: the race for a cached token", string.Create(CultureInfo.InvariantCulture, $"""
            {numbers.Count} builds of a small project with `-bl` and a token that is cached, {AtATime} at a time: {found.Count} with the token in the binary log
            or without the token in the project, {100.0 * found.Count / numbers.Count:0.0} %.
            """));
        Assert.Empty(found);
    }

    private static string Log(Deployment deployment, int number) => Path.Combine(deployment.Sandbox.Root, $"{number}.binlog");

    private static Task<SdkResult> BuildAsync(Deployment deployment, int number) =>
        deployment.Sandbox.DotNetAsync("msbuild", "small.proj", "-t:Deploy", "-bl:" + Log(deployment, number), "-nr:false");

    // As small as a project gets, which is where the race is nearest.
    private async Task<Deployment> CachedAsync()
    {
        var deployment = new Deployment(packages);
        deployment.Sandbox.Write("small.proj", $"""
            <Project>
              <Import Project="{packages.Build}.props" />
              <Target Name="Deploy" DependsOnTargets="GetIbmAccessToken">
                <Error Condition="'$(IbmAccessToken)' == ''" Text="There is no token." />
                <Message Importance="high" Text="deployed" />
              </Target>
              <Import Project="{packages.Build}.targets" />
            </Project>
            """);
        (await deployment.Sandbox.DotNetAsync("msbuild", "small.proj", "-t:Deploy")).ShouldSucceed();
        return deployment;
    }
}
