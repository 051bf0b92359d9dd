using System.Text.RegularExpressions;

namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>What someone reads who looks at the build: whose token it is, what it waits for, where help is.</summary>
public sealed class ConsoleLines(ConsoleLines.Solution solution) : IClassFixture<ConsoleLines.Solution>
{
    private Deployment Deployment => solution.Deployment;

    [Fact]
    public async Task One_line_tells_whose_the_token_is_how_long_it_lives_and_where_it_came_from()
    {
        solution.UseNewKey();
        var cold = (await Deployment.BuildAsync("-t:Twice")).ShouldSucceed();
        var cached = (await Deployment.BuildAsync("-t:Twice", "-v:n")).ShouldSucceed();

        Assert.Matches(@"^\s*IBM Cloud IAM token for ServiceId-[\w-]+ \(deployer\), 59 min left, from IAM \(API key in variable IBMCLOUD_API_KEY\)$", Told(cold));
        Assert.Matches(@"^\s*IBM Cloud IAM token for ServiceId-[\w-]+ \(deployer\), 5\d min left, from cache \(API key in variable IBMCLOUD_API_KEY\)$", Told(cached));
    }

    [Fact]
    public async Task The_terminal_logger_shows_the_line_in_detail_and_the_link_of_an_error()
    {
        solution.UseNewKey();
        var told = (await Deployment.BuildAsync("-t:Twice", "-tl:on", "-v:d")).ShouldSucceed();
        var refused = (await Deployment.BuildAsync("-t:Twice", "-tl:on", "-p:IbmIamApiKeyVariable=WRONG_KEY")).ShouldFail();

        Assert.Matches(@"^\s*IBM Cloud IAM token for ServiceId-[\w-]+ \(deployer\), 59 min left, from IAM", Told(told));
        Assert.Contains("https://www.nuget.org/packages/IbmIam.MSBuild#IBMIAM3001", refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_for_IAM_or_for_another_process_is_told_and_how_long_at_most()
    {
        solution.UseNewKey();
        using var hold = Deployment.Iam.HoldNext();
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = Deployment.WatchAsync(line => Note(line, "to answer, ", waits), "-t:Twice");
        await hold.Arrived.WaitAsync(TestContext.Current.CancellationToken);
        var second = Deployment.WatchAsync(line => Release(line, waits.Task, hold), "-t:Twice");

        Assert.Matches(@"Waiting for IAM at 127\.0\.0\.1:\d+ to answer, up to \d+ s more\.", (await first).ShouldSucceed().Output);
        Assert.Matches(@"Waiting for another process getting the same token, up to \d+ s more\.", (await second).ShouldSucceed().Output);
        Assert.Equal(1, solution.Exchanges);
    }

    [Theory]
    [InlineData("GITHUB_ACTIONS", "true", "::add-mask::")]
    [InlineData("TF_BUILD", "True", "##vso[task.setsecret]")]
    public async Task On_CI_the_token_is_masked_once_and_not_through_a_log(string variable, string value, string command)
    {
        Needs.Unix();
        var elsewhere = (await Deployment.BuildAsync("-t:Twice", "-tl:off")).ShouldSucceed();
        using var onCi = Deployment.Sandbox.Set((variable, value));
        var masked = (await Deployment.BuildAsync("-t:Twice", "-bl:masked.binlog", "-tl:off")).ShouldSucceed();
        var start = Sdk.StartInfo(["-c", "dotnet build --no-restore -t:Twice -tl:off 2>/dev/null"], Deployment.Folder, Deployment.Sandbox.Environment);
        start.FileName = "sh";
        var output = (await Sdk.RunAsync(start, TestContext.Current.CancellationToken)).ShouldSucceed();
        var not = (await Deployment.BuildAsync("-t:Twice", "-tl:off", "-p:IbmIamMaskInBuildLog=false")).ShouldSucceed();

        var line = Assert.Single(masked.Output.Split('\n'), l => l.Contains(command, StringComparison.Ordinal));
        Assert.Matches("^" + Regex.Escape(command) + @"eyJ[\w.-]+\s*$", line);
        Assert.Empty(Deployment.Secrets.InText("the rest", masked.Output.Replace(line, "", StringComparison.Ordinal)));
        Assert.Empty(Deployment.Secrets.InBinaryLog(Path.Combine(Deployment.Folder, "masked.binlog")));
        Assert.Empty(Deployment.Secrets.InText("standard output", output.Output));
        Assert.Empty(Deployment.Secrets.InText("turned off", not.Output));
        Assert.Empty(Deployment.Secrets.InText("elsewhere", elsewhere.Output));
    }

    private static void Note(string line, string waited, TaskCompletionSource seen)
    {
        if (line.Contains(waited, StringComparison.Ordinal))
        {
            seen.TrySetResult();
        }
    }

    private static void Release(string line, Task other, IbmIam.Testing.FakeHold hold)
    {
        if (line.Contains("another process", StringComparison.Ordinal))
        {
            // The other was told before: it has waited longer.
            other.ContinueWith(_ => hold.Release(), TaskScheduler.Default);
        }
    }

    private static string Told(SdkResult build) => Assert.Single(build.Output.Split('\n'), l => l.Contains("IBM Cloud IAM token", StringComparison.Ordinal)).TrimEnd();

    /// <summary>A project that asks twice.</summary>
    public sealed class Solution(Packages packages) : IAsyncLifetime
    {
        private Testing.FakeServiceId? _who;

        internal Deployment Deployment { get; } = new(packages);

        public int Exchanges => Deployment.Iam.Requests.For(_who!).Count(r => r.IsTokenRequest);

        public void UseNewKey()
        {
            _who = Deployment.Iam.AddServiceId("deployer");
            Deployment.Sandbox.Environment["IBMCLOUD_API_KEY"] = _who.ApiKey;
        }

        public async ValueTask InitializeAsync()
        {
            Deployment.Sandbox.Environment["WRONG_KEY"] = "wrong-" + Guid.NewGuid();
            Deployment.Project("p.csproj", """
                <Target Name="Twice" DependsOnTargets="GetIbmAccessToken">
                  <IbmIamToken ApiKeyVariable="$(IbmIamApiKeyVariable)" MaskInBuildLog="$(IbmIamMaskInBuildLog)" />
                </Target>
                """);
            await Deployment.RestoreAsync("p.csproj");
        }

        public ValueTask DisposeAsync()
        {
            Deployment.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
