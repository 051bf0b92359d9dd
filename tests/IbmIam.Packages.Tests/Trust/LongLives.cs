using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using IbmIam.Testing;

namespace IbmIam.Packages.Tests.Trust;

/// <summary>
/// A process that serves build after build, and a script that calls and calls, against an IAM that fails each fifth time: after the
/// first quarter neither grows in memory, handles or threads.
/// </summary>
public sealed partial class LongLives(Packages packages)
{
    private const int Rounds = 200;
    private const int Window = 10;

    [Fact]
    [Trait("Category", "Proof")]
    public async Task A_process_that_serves_200_builds_does_not_grow()
    {
        Needs.Linux();
        using var iam = Failing();
        using var sandbox = new Sandbox(packages).With(iam.Environment);
        sandbox.Environment["MSBUILDDISABLENODEREUSE"] = null;
        sandbox.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "1";
        // A server of this test's own.
        sandbox.Environment["MSBUILDNODEHANDSHAKESALT"] = Guid.NewGuid().ToString();
        sandbox.Write("deploy.proj", $"""
            <Project>
              <Import Project="{packages.Build}.props" />
              <PropertyGroup>
                <IbmIamTokenCache>None</IbmIamTokenCache>
                <IbmIamWriteTokenFiles>true</IbmIamWriteTokenFiles>
              </PropertyGroup>
              <Target Name="Deploy" DependsOnTargets="GetIbmAccessToken">
                <IbmIamRequest Url="{iam.Url}/api/v2/keys" Headers="bluemix-instance: 11111111-2222-3333-4444-555555555555" TokenCache="None" />
                <Exec Command="echo served by $PPID" />
              </Target>
              <Import Project="{packages.Build}.targets" />
            </Project>
            """);
        var sizes = new List<Size>();
        var servers = new HashSet<int>();
        try
        {
            while (sizes.Count < Rounds)
            {
                var build = (await sandbox.DotNetAsync("msbuild", "deploy.proj", "-t:Deploy", "-nr:true")).ShouldSucceed();
                servers.Add(int.Parse(Served().Match(build.Output).Groups["id"].Value, CultureInfo.InvariantCulture));
                sizes.Add(Size.Of(Assert.Single(servers)));
            }
        }
        finally
        {
            foreach (var id in servers)
            {
                using var server = Process.GetProcessById(id);
                server.Kill();
            }
        }

        Judge("MSBuild: 200 builds by one process", sizes, iam);
    }

    [Fact]
    [Trait("Category", "Proof")]
    public async Task A_script_that_calls_200_times_does_not_grow()
    {
        Needs.Linux();
        await using var script = new CakeScript(packages, $$"""
            var lines = new List<string>();
            for (var round = 0; round < {{Rounds}}; round++)
            {
                IbmIamToken(s => s.WithTokenCache(TokenCacheMode.None));
                using (var http = IbmIamHttpClient(s => s.WithTokenCache(TokenCacheMode.None)))
                {
                    http.DefaultRequestHeaders.Add("bluemix-instance", "11111111-2222-3333-4444-555555555555");
                    http.GetAsync(EnvironmentVariable("IBMCLOUD_IAM_API_ENDPOINT") + "/api/v2/keys").Result.EnsureSuccessStatusCode();
                }

                GC.Collect();
                GC.WaitForPendingFinalizers();
                lines.Add($"{Environment.WorkingSet} {System.IO.Directory.GetFileSystemEntries("/proc/self/fd").Length} {System.IO.Directory.GetDirectories("/proc/self/task").Length}");
            }
            System.IO.File.WriteAllLines("sizes.txt", lines);
            """, o => o.KeyProtect = true);
        Fail(script.Iam);

        (await script.RunAsync()).ShouldSucceed();

        Judge("Cake: 200 rounds in one process", [.. script.Read("sizes.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Size.Read)], script.Iam);
    }

    private static FakeIamServer Failing()
    {
        var iam = FakeIamServer.Start(o => o.KeyProtect = true);
        Fail(iam);
        return iam;
    }

    private static void Fail(FakeIamServer iam)
    {
        iam.Faults.Always().When(_ => iam.Requests.Total % 15 == 4).Status(503);
        iam.Faults.Always().When(_ => iam.Requests.Total % 15 == 9).Reset();
        iam.Faults.Always().When(_ => iam.Requests.Total % 15 == 14).Malformed();
    }

    /// <summary>The most of ten rounds after the first quarter, and of the last ten. A leak of one thing in each round would stand out by far.</summary>
    private static void Judge(string section, IReadOnlyList<Size> sizes, FakeIamServer iam)
    {
        Assert.Equal(Rounds, sizes.Count);
        Assert.InRange(iam.Requests.Total, 2 * Rounds, 6 * Rounds);
        var faults = iam.Requests.Count(request => request.Fault is not null);
        Assert.InRange(faults, Rounds / 10, Rounds);
        var (before, after) = (Most(sizes.Skip(Rounds / 4).Take(Window)), Most(sizes.TakeLast(Window)));
        Proof.Report(section, string.Create(CultureInfo.InvariantCulture, $"""
            {Rounds} rounds with {iam.Requests.Total} requests, of which {faults} met a fault. The most of {Window} rounds:

            | rounds | memory (MiB) | handles | threads |
            |---|---|---|---|
            | {(Rounds / 4) + 1} to {(Rounds / 4) + Window} | {before.Bytes >> 20} | {before.Handles} | {before.Threads} |
            | {Rounds - Window + 1} to {Rounds} | {after.Bytes >> 20} | {after.Handles} | {after.Threads} |
            """));
        Assert.True(after.Handles <= before.Handles + 30, $"{before} became {after}");
        Assert.True(after.Threads <= before.Threads + 20, $"{before} became {after}");
        Assert.True(after.Bytes <= (before.Bytes * 3 / 2) + (32 << 20), $"{before} became {after}");
    }

    private static Size Most(IEnumerable<Size> sizes) =>
        sizes.Aggregate(static (a, b) => new(Math.Max(a.Bytes, b.Bytes), Math.Max(a.Handles, b.Handles), Math.Max(a.Threads, b.Threads)));

    [GeneratedRegex(@"served by (?<id>\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Served();

    /// <summary>What a process takes of the machine.</summary>
    private sealed record Size(long Bytes, int Handles, int Threads)
    {
        public static Size Of(int id)
        {
            using var process = Process.GetProcessById(id);
            return new(process.WorkingSet64, Directory.GetFileSystemEntries($"/proc/{id}/fd").Length, Directory.GetDirectories($"/proc/{id}/task").Count(IsNotOfMSBuild));
        }

        // MSBuild's server leaves a thread of its own for each build it served, whatever the build does.
        private static bool IsNotOfMSBuild(string thread)
        {
            try
            {
                return !File.ReadAllText(Path.Combine(thread, "comm")).StartsWith("In-proc Node", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                // It ended meanwhile.
                return false;
            }
        }

        public static Size Read(string line) =>
            line.Split(' ') is [var bytes, var handles, var threads]
                ? new(long.Parse(bytes, CultureInfo.InvariantCulture), int.Parse(handles, CultureInfo.InvariantCulture), int.Parse(threads, CultureInfo.InvariantCulture))
                : throw new FormatException(line);
    }
}
