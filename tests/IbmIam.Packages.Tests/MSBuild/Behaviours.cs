using BinaryLog = Microsoft.Build.Logging.StructuredLogger.BinaryLog;

namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>What a build with the package does besides giving a token: what MSBuild's users expect of every task.</summary>
public sealed class Behaviours(Behaviours.Solution solution) : IClassFixture<Behaviours.Solution>
{
    private static readonly string[] _homes = ["HOME", "IBMIAM_CACHE_DIR", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"];

    private Deployment Deployment => solution.Deployment;

    [Fact]
    public async Task Ctrl_C_ends_the_wait_at_once_without_an_error_of_the_task()
    {
        Deployment.Sandbox.Environment["NEW_KEY"] = Deployment.Iam.AddServiceId("deployer").ApiKey;
        var build = await Deployment.InterruptAsync("p.csproj", "-t:Token", "-p:IbmIamApiKeyVariable=NEW_KEY");

        Assert.Equal(1, build.ExitCode);
        Assert.Contains("Attempting to cancel the build", build.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("error", build.Output.Replace("0 Error(s)", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task ContinueOnError_turns_a_refusal_into_a_warning_with_the_same_code()
    {
        var build = (await Deployment.BuildAsync("p.csproj", "-t:Tolerant", "-bl:tolerant.binlog")).ShouldSucceed();

        Assert.Matches(@"p\.csproj\(\d+,\d+\): warning IBMIAM3\d{3}: ", build.Output);
        Assert.Contains("went on", build.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_in_parameters_are_told_together()
    {
        var build = (await Deployment.BuildAsync("p.csproj", "-t:Token", "-p:IbmIamTimeout=soon", "-p:IbmIamMinimumLifetime=1:2:3:4:5", "-p:IbmIamTokenCache=disk",
            "-p:IbmIamTimout=5", "-p:IbmIamProjectDirectory=elsewhere", "-p:IbmIamAccount=mine", "-p:IbmIamApiKeyFile=nowhere.json", "-p:IbmIamApiKeyVariable=WRONG_KEY")).ShouldFail();

        Assert.Matches(
            "error IBMIAM6002: 7 settings are invalid.*IbmIam(Timout|ProjectDirectory) is not a known property.*IbmIam(Timout|ProjectDirectory) is not a known property.*TokenCache is \"disk\".*MinimumLifetime is \"1:2:3:4:5\".*Timeout is \"soon\".*IBMIAM1014: Account.*IBMIAM1001: ",
            build.Output);
        Assert.Contains("IbmIamTimout is not a known property: did you mean IbmIamTimeout?", build.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UseVpc", "1")]
    [InlineData("WriteTokenFiles", "wahr")]
    [InlineData("SetEnvironment", "fasle")]
    public async Task A_switch_that_is_neither_on_nor_off_is_told_by_its_property(string name, string value)
    {
        var before = Deployment.Exchanges;
        var build = (await Deployment.BuildAsync("p.csproj", "-t:GetIbmAccessToken", $"-p:IbmIam{name}={value}")).ShouldFail();

        Assert.Contains($"error IBMIAM6002: IbmIam{name} is \"{value}\": use true or false.", build.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("MSB4030", build.Output, StringComparison.Ordinal);
        Assert.Equal(before, Deployment.Exchanges);
        (await Deployment.BuildAsync("p.csproj", "-t:GetIbmAccessToken", $"-p:IbmIam{name}=off")).ShouldSucceed();
    }

    [Fact]
    public async Task Switches_are_told_together_whatever_they_hold()
    {
        var build = (await Deployment.BuildAsync("p.csproj", "-t:GetIbmAccessToken", "-p:IbmIamUseVpc=1", "-p:IbmIamUseCli=it's %2525 off", "-p:IbmIamSetEnvironment=No")).ShouldFail();

        Assert.Contains("error IBMIAM6002: IbmIamUseVpc is \"1\": use true or false. IbmIamUseCli is \"it's %25 off\": use true or false.", build.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_happens_in_a_design_time_build_or_where_nobody_asks()
    {
        var before = Deployment.Exchanges;
        (await Deployment.BuildAsync("p.csproj", "-t:GetIbmAccessToken", "-p:DesignTimeBuild=true")).ShouldSucceed();
        (await Deployment.BuildAsync("p.csproj", "-bl:plain.binlog", "-warnaserror", "-p:TreatWarningsAsErrors=true")).ShouldSucceed();
        Assert.Equal(before, Deployment.Exchanges);
        Assert.DoesNotContain(Loaded("plain.binlog"), name => name.Contains("IbmIam", StringComparison.Ordinal));

        (await Deployment.BuildAsync("p.csproj", "-t:Token", "-bl:token.binlog")).ShouldSucceed();
        Assert.Contains(Loaded("token.binlog"), name => name.Contains("IbmIam", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_build_that_treats_warnings_as_errors_stays_green()
    {
        var build = (await Deployment.BuildAsync("p.csproj", "-t:Token", "-warnaserror", "-p:TreatWarningsAsErrors=true", "-p:MSBuildTreatWarningsAsErrors=true", "-bl:w.binlog")).ShouldSucceed();

        Assert.Contains("got it", build.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Token", "error IBMIAM6001: IbmIam.MSBuild needs MSBuild 18 or newer")]
    [InlineData("Refused", "IBMIAM6001 - IbmIam.MSBuild needs MSBuild 18 or newer")]
    public async Task An_older_MSBuild_says_what_it_needs(string target, string said)
    {
        var build = (await Deployment.BuildAsync("p.csproj", "-t:" + target, "-p:_IbmIamMSBuildVersion=17.14.8")).ShouldFail();

        Assert.Contains(said, build.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tasks_run_in_a_task_host_as_they_do_beside_Visual_Studio()
    {
        Needs.Unix();
        var build = (await Deployment.BuildAsync("p.csproj", "-t:Files", "-p:_IbmIamMSBuildRuntime=Full", "-v:n")).ShouldSucceed();

        Assert.Contains("owner only", build.Output, StringComparison.Ordinal);
        Assert.Contains("outputs are there", build.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_files_are_their_owners_alone_and_gone_at_the_end()
    {
        Needs.Unix();
        var left = Path.Combine(Deployment.RuntimeFolder, "ibmiam-token-of-a-killed-build");
        Directory.CreateDirectory(left);
        await File.WriteAllTextAsync(Path.Combine(left, ".lock"), "", TestContext.Current.CancellationToken);
        Directory.SetLastWriteTimeUtc(left, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var build = (await Deployment.BuildAsync("p.csproj", "-t:Files")).ShouldSucceed();

        Assert.Contains("owner only", build.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Deployment.RuntimeFolder));
    }

    [Fact]
    public async Task A_second_run_leaves_one_token()
    {
        var build = (await Deployment.BuildAsync("p.csproj", "-t:Twice")).ShouldSucceed();

        Assert.Contains("one item", build.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/null/home")]
    [InlineData("")]
    public async Task A_home_that_can_not_be_written_costs_a_cache_and_no_more(string home)
    {
        Needs.Unix();
        using var changed = Deployment.Sandbox.Set([.. _homes.Select(name => (name, home.Length == 0 ? null : home))]);

        var build = (await Deployment.BuildAsync("p.csproj", "-t:Files")).ShouldSucceed();

        Assert.Contains("owner only", build.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(": error", build.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_network_a_cached_token_serves_and_a_new_one_fails_in_time_with_its_code()
    {
        using var deployment = new Deployment(solution.Packages);
        deployment.Sandbox.Write("p.proj", $"""
            <Project>
              <Import Project="{solution.Packages.Build}.props" />
              <Target Name="Token" DependsOnTargets="GetIbmAccessToken"><Message Importance="high" Text="got it" Condition="'$(IbmAccessToken)' != ''" /></Target>
              <Import Project="{solution.Packages.Build}.targets" />
            </Project>
            """);
        (await deployment.Sandbox.DotNetAsync("msbuild", "p.proj", "-t:Token")).ShouldSucceed();
        deployment.Iam.Dispose();

        Assert.Contains("got it", (await deployment.Sandbox.DotNetAsync("msbuild", "p.proj", "-t:Token")).ShouldSucceed().Output, StringComparison.Ordinal);
        var unreachable = (await deployment.Sandbox.DotNetAsync("msbuild", "p.proj", "-t:Token", "-p:IbmIamUrl=https://iam.invalid", "-p:IbmIamTimeout=3")).ShouldFail();
        Assert.Contains("error IBMIAM400", unreachable.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("publish", "-p:After=Publish")]
    [InlineData("pack", "-p:After=Pack")]
    public async Task Each_command_may_be_the_way_in(string command, string after)
    {
        var run = (await Deployment.Sandbox.DotNetAsync(command, "p.csproj", "--no-restore", after)).ShouldSucceed();

        Assert.Contains("got it", run.Output, StringComparison.Ordinal);
    }

    // MSBuild logs each assembly that it loads.
    private IEnumerable<string> Loaded(string log) =>
        BinaryLog.ReadBuild(Path.Combine(Deployment.Folder, log)).StringTable.Instances.Where(text => text.StartsWith("Assembly loaded", StringComparison.Ordinal));

    /// <summary>One project, restored once, in a folder whose name is not easy.</summary>
    public sealed class Solution(Packages packages) : IAsyncLifetime
    {
        internal Packages Packages => packages;

        internal Deployment Deployment { get; } = new(packages, "Größe & 項目 (1)");

        public async ValueTask InitializeAsync()
        {
            Deployment.Project("p.csproj", """
                <Target Name="Token" DependsOnTargets="GetIbmAccessToken" AfterTargets="$(After)">
                  <Error Condition="'$(IbmAccessToken)' == ''" Text="There is no token." />
                  <Message Importance="high" Text="got it" />
                </Target>
                <Target Name="Refused">
                  <IbmIamToken ApiKeyVariable="WRONG_KEY" />
                </Target>
                <Target Name="Tolerant">
                  <IbmIamToken ApiKeyVariable="WRONG_KEY" ContinueOnError="true" />
                  <Message Importance="high" Text="went on" />
                </Target>
                <Target Name="Files">
                  <IbmIamToken>
                    <Output TaskParameter="TokenFile" PropertyName="File" />
                    <Output TaskParameter="AuthorizationHeaderFile" PropertyName="Header" />
                    <Output TaskParameter="Source" PropertyName="Source" />
                    <Output TaskParameter="ExpiresIn" PropertyName="Seconds" />
                  </IbmIamToken>
                  <Exec Command="sh modes.sh &quot;$(File)&quot; &quot;$(Header)&quot;" />
                  <Message Condition="'$(Source)' != '' And $(Seconds) > 60" Importance="high" Text="outputs are there" />
                </Target>
                <Target Name="Twice">
                  <CallTarget Targets="GetIbmAccessToken" />
                  <MSBuild Projects="$(MSBuildProjectFullPath)" Targets="GetIbmAccessToken" />
                  <CallTarget Targets="Count" />
                </Target>
                <Target Name="Count" DependsOnTargets="GetIbmAccessToken">
                  <Error Condition="'@(_IbmIamToken)' != 'token'" Text="There is not one item." />
                  <Message Importance="high" Text="one item" />
                </Target>
                """);
            Deployment.Sandbox.Write("modes.sh", """
                test "$(ls -ld "$1" "$2" "$(dirname "$1")" | cut -c 1-10 | tr '\n' ' ')" = "drwx------ -rw------- -rw------- " && echo owner only
                """);
            Deployment.Sandbox.Environment["WRONG_KEY"] = "wrong-" + Guid.NewGuid();
            await Deployment.RestoreAsync("p.csproj");
        }

        public ValueTask DisposeAsync()
        {
            Deployment.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
