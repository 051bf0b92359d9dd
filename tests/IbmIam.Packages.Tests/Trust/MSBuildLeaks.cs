using System.Diagnostics;
using System.Globalization;

namespace IbmIam.Packages.Tests.Trust;

/// <summary>
/// MSBuild with a diagnostic and a binary log and a canary in every kind of credential: whatever the build prints, logs,
/// shows, writes or leaves, no canary is found but where the threat model allows it.
/// </summary>
public sealed class MSBuildLeaks(Packages packages)
{
    private static readonly string[] _logs = ["-v:diag", "-bl:build.binlog"];

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <IbmIamApiKeyVariable>KEY_BY_VARIABLE</IbmIamApiKeyVariable>
            <IbmIamWriteTokenFiles>true</IbmIamWriteTokenFiles>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="IbmIam.MSBuild" Version="*" PrivateAssets="all" />
          </ItemGroup>
          <Target Name="Use">
            <IbmIamToken ApiKeyVariable="KEY_BY_VARIABLE" ContinueOnError="true">
              <Output TaskParameter="Source" ItemName="Worked" />
            </IbmIamToken>
            <IbmIamToken ApiKeyFile="../secrets/key.json" ContinueOnError="true">
              <Output TaskParameter="Source" ItemName="Worked" />
            </IbmIamToken>
            <IbmIamToken TokenVariable="READY_TOKEN" ContinueOnError="true">
              <Output TaskParameter="Source" ItemName="Worked" />
            </IbmIamToken>
            <IbmIamToken ServiceName="canary-service" ContinueOnError="true">
              <Output TaskParameter="Source" ItemName="Worked" />
            </IbmIamToken>
            <IbmIamToken CrTokenFile="../secrets/cr-token" TrustedProfile="$(Profile)" ContinueOnError="true">
              <Output TaskParameter="Source" ItemName="Worked" />
            </IbmIamToken>
            <IbmIamToken PasscodeVariable="PASSCODE" ContinueOnError="true">
              <Output TaskParameter="Source" ItemName="Worked" />
            </IbmIamToken>
            <IbmIamToken RefreshTokenVariable="REFRESH_TOKEN" ClientId="canary-client" ClientSecretVariable="CLIENT_SECRET" ContinueOnError="true">
              <Output TaskParameter="Source" ItemName="Worked" />
            </IbmIamToken>
            <IbmIamToken UseVpc="true" VpcUrl="$(Iam)" ContinueOnError="true">
              <Output TaskParameter="Source" ItemName="Worked" />
            </IbmIamToken>
            <IbmIamToken UseCli="true" ContinueOnError="true">
              <Output TaskParameter="Source" ItemName="Worked" />
            </IbmIamToken>
            <IbmIamRequest ApiKeyVariable="KEY_BY_VARIABLE" Url="$(Iam)/api/v2/keys" Headers="bluemix-instance: 11111111-2222-3333-4444-555555555555" OutputFile="keys.json" ContinueOnError="true" />
            <Message Importance="high" Text="worked: @(Worked->Count())" />
          </Target>
          <UsingTask TaskName="Crash" TaskFactory="RoslynCodeTaskFactory" AssemblyFile="$(MSBuildToolsPath)/Microsoft.Build.Tasks.Core.dll">
            <Task>
              <Code Type="Fragment" Language="cs">
                var thread = new System.Threading.Thread(() => throw new System.InvalidOperationException("thrown in a node"));
                thread.Start();
                thread.Join();
              </Code>
            </Task>
          </UsingTask>
          <Target Name="CrashDeploying" DependsOnTargets="Deploy">
            <Crash />
          </Target>
          <Target Name="Deploy" DependsOnTargets="GetIbmAccessToken">
            <Error Condition="'$(IbmAccessToken)' == ''" Text="There is no token." />
            <Exec Condition="'$(IbmIamSetEnvironment)' != 'false'" Command="test ${#IBM_ACCESS_TOKEN} -gt 100" />
            <Exec Condition="'$(Wait)' == 'true'" Command="cat wait.pipe" />
          </Target>
        </Project>
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_credential_that_works_or_fails_leaves_no_secret(bool known)
    {
        using var planted = await PlantAsync(known);

        var build = await planted.Sandbox.DotNetAsync(["build", "-t:Use;Deploy", "--no-restore", .. _logs, .. Properties(planted)]);

        Assert.Equal(known, build.ExitCode == 0);
        Assert.Contains($"worked: {(known ? 9 : 1)} ", build.Output, StringComparison.Ordinal);
        AllowedPlaces.Check([
            .. await OutsideAsync(planted, build.Output),
            .. planted.Search.InFiles(packages.Home, _ => "the user's home"),
            .. planted.Search.InFiles(packages.PackageCache, _ => "the package cache"),
        ]);
        Assert.DoesNotContain(planted.Files(), f => f.Place == "token-file");
    }

    [Fact]
    public async Task A_child_has_the_token_in_its_environment_and_no_other_process_shows_a_secret()
    {
        using var planted = await PlantAsync();
        using var build = await StartAsync(planted);
        IReadOnlyList<Finding> shown = [];
        IReadOnlyList<Finding> written = [];
        await build.AtPipeAsync(() => (shown, written) = (ProcessSample.Take(planted.Search, build.Id), planted.Files()));
        var ended = (await build.EndAsync()).ShouldSucceed();

        AllowedPlaces.Check([.. shown, .. written, .. await OutsideAsync(planted, ended.Output)]);
        Assert.Contains(shown, f => f is { Kind: Canary.Token, Place: "child-environment" });
        Assert.Contains(written, f => f is { Kind: Canary.Token, Place: "token-file" });
    }

    [Fact]
    public async Task A_build_that_is_killed_leaves_its_token_files_to_the_next_which_sweeps_them()
    {
        using var planted = await PlantAsync();
        using var build = await StartAsync(planted);
        await build.AtPipeAsync(build.Kill);
        var left = planted.Files();
        AllowedPlaces.Check([.. left, .. planted.Search.InText("console", "the output", (await build.EndAsync()).Output)]);
        Assert.Contains(left, f => f.Place == "token-file");

        // A folder of the last minute may belong to a build that just begins: this one is made to look old.
        var folder = Assert.Single(Directory.GetDirectories(planted.Folder("run")));
        Directory.SetLastWriteTimeUtc(folder, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1));
        var next = (await planted.Sandbox.DotNetAsync(["build", "-t:Deploy", "--no-restore", .. _logs, .. Properties(planted)])).ShouldSucceed();

        var after = await OutsideAsync(planted, next.Output);
        AllowedPlaces.Check(after);
        Assert.DoesNotContain(after, f => f.Place == "token-file");
        Assert.Empty(Directory.GetFileSystemEntries(planted.Folder("run")));
    }

    [Fact]
    public async Task A_build_that_is_cancelled_leaves_no_secret()
    {
        using var planted = await PlantAsync();
        using var hold = planted.Iam.HoldNext();
        using var build = await StartAsync(planted);
        await hold.Arrived.WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, TestContext.Current.CancellationToken);
        await build.InterruptAsync();

        AllowedPlaces.Check(await OutsideAsync(planted, (await build.EndAsync()).ShouldFail().Output));
    }

    /// <summary>An exception that nobody caught ends the node: the build's own process, or one that it started.</summary>
    [Theory]
    [InlineData("0", "0", false)]
    [InlineData("0", "1", true)]
    [InlineData("1", "0", false)]
    public async Task A_node_that_crashes_shows_no_secret_but_in_a_dump_that_was_asked_for(string apart, string dump, bool found)
    {
        using var planted = await PlantAsync();
        Dump(planted, dump);
        planted.Sandbox.Environment["MSBUILDNOINPROCNODE"] = apart;

        var build = (await planted.Sandbox.DotNetAsync(["build", "-t:CrashDeploying", "--no-restore", .. _logs, .. Properties(planted)])).ShouldFail();

        Assert.Contains(apart == "1" ? "MSB4166" : "thrown in a node", build.Output, StringComparison.Ordinal);
        var places = await OutsideAsync(planted, build.Output);
        AllowedPlaces.Check(places);
        Assert.Equal(found, places.Any(f => f.Place == "crash-dump"));
    }

    /// <summary>A signal as of a fault in native code.</summary>
    [Theory]
    [InlineData("0", false)]
    [InlineData("1", true)]
    public async Task A_build_that_faults_leaves_no_secret_but_in_a_dump_that_was_asked_for(string dump, bool found)
    {
        using var planted = await PlantAsync();
        Dump(planted, dump);
        using var build = await StartAsync(planted);
        await build.AtPipeAsync(build.Fault);
        var places = await OutsideAsync(planted, (await build.EndAsync()).ShouldFail().Output);
        AllowedPlaces.Check(places);
        Assert.Equal(found, places.Any(f => f.Place == "crash-dump"));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task A_compiler_server_inherits_the_token_unless_the_environment_is_not_set(string setEnvironment)
    {
        Needs.Linux();
        using var planted = await PlantAsync();
        planted.Sandbox.Write("Program.cs", "public static class Program;");
        // A server of this test's own: one that runs already would be used, with the environment it has.
        var server = "server-" + Guid.NewGuid().ToString("N");
        string[] shared = ["-p:UseSharedCompilation=true", "-p:SharedCompilationId=" + server, "-p:IbmIamSetEnvironment=" + setEnvironment];
        try
        {
            (await planted.Sandbox.DotNetAsync(["build", "-t:Deploy;Build", "--no-restore", .. _logs, .. Properties(planted), .. shared])).ShouldSucceed();
            var shown = ProcessSample.Take(planted.Search, root: -1);
            AllowedPlaces.Check(shown);
            Assert.Contains(shown, f => f is { Kind: Canary.Credential, Place: "compiler-server" });
            Assert.Equal(setEnvironment == "true", shown.Any(f => f.Kind == Canary.Token && f.Place == "compiler-server" && f.Detail.StartsWith("token by", StringComparison.Ordinal)));
        }
        finally
        {
            End(server);
        }
    }

    private static void Dump(Plantation planted, string dump)
    {
        planted.Sandbox.Environment["DOTNET_DbgEnableMiniDump"] = dump;
        planted.Sandbox.Environment["DOTNET_DbgMiniDumpType"] = "2";
        planted.Sandbox.Environment["DOTNET_DbgMiniDumpName"] = Path.Combine(planted.Folder("dumps"), "crash.%p.dmp");
    }

    private static void End(string server)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => int.TryParse(Path.GetFileName(f), out _)))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(folder, "cmdline")).EndsWith("-pipename:" + server + "\0", StringComparison.Ordinal))
                {
                    using var process = Process.GetProcessById(int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture));
                    process.Kill();
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // It ended meanwhile, or is another user's.
            }
        }
    }

    private async Task<Plantation> PlantAsync(bool known = true)
    {
        Needs.Unix();
        var planted = new Plantation(packages, known);
        planted.Sandbox.Write("deploy.csproj", Project);
        (await planted.Sandbox.DotNetAsync("restore", "-v:q")).ShouldSucceed();
        return planted;
    }

    private static Task<WatchedRun> StartAsync(Plantation planted) =>
        WatchedRun.StartAsync(planted.Sandbox, ["build", "-t:Deploy", "--no-restore", .. _logs, .. Properties(planted), "-p:Wait=true"]);

    private static string[] Properties(Plantation planted) =>
        ["-p:Iam=" + planted.Iam.Url, "-p:Profile=" + planted.Iam.DefaultProfile.Id];

    private static async Task<IReadOnlyList<Finding>> OutsideAsync(Plantation planted, string output) =>
    [
        .. planted.Search.InText("console", "the output", output),
        .. await planted.ByFakeAsync(),
        .. planted.Search.InBinaryLog(Path.Combine(planted.Sandbox.Folder, "build.binlog")),
        .. planted.Files(),
    ];
}
