using System.Diagnostics;
using System.Text;

namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>What stays when a build is over: nothing of a killed one, no hold on the package, no variable where none is wanted.</summary>
public sealed class Leftovers(Leftovers.Solution solution) : IClassFixture<Leftovers.Solution>
{
    private Deployment Deployment => solution.Deployment;

    [Fact]
    public async Task The_token_files_of_a_killed_build_are_removed_by_the_next_that_gets_a_token()
    {
        Needs.Unix();
        (await Deployment.BuildAsync("-t:Killed", "-p:IbmIamWriteTokenFiles=true")).ShouldFail();
        var left = Directory.GetFiles(Deployment.RuntimeFolder, "*", SearchOption.AllDirectories);
        Assert.Equal(3, left.Length);
        Assert.Contains(left, f => Deployment.Secrets.InText(f, File.ReadAllText(f)).Any());

        (await Deployment.BuildAsync("-t:Token")).ShouldSucceed();

        Assert.Empty(Directory.EnumerateFileSystemEntries(Deployment.RuntimeFolder));
    }

    [Fact]
    public async Task Nothing_else_is_removed_with_them()
    {
        using var elsewhere = new TempFolder("ibmiam-elsewhere");
        var precious = Path.Combine(elsewhere.Path, "precious");
        await File.WriteAllTextAsync(precious, "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(elsewhere.Path, ".lock"), "", TestContext.Current.CancellationToken);
        var link = Directory.CreateSymbolicLink(Path.Combine(Deployment.RuntimeFolder, "ibmiam-token-link"), elsewhere.Path).FullName;
        var newborn = Directory.CreateDirectory(Path.Combine(Deployment.RuntimeFolder, "ibmiam-token-newborn")).FullName;
        var neverLocked = Directory.CreateDirectory(Path.Combine(Deployment.RuntimeFolder, "ibmiam-token-never-locked")).FullName;
        Directory.SetLastWriteTimeUtc(neverLocked, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        (await Deployment.BuildAsync("-t:Token")).ShouldSucceed();

        Assert.True(File.Exists(precious));
        Assert.Equal([link, newborn], Directory.EnumerateFileSystemEntries(Deployment.RuntimeFolder).Order(StringComparer.Ordinal));
        Directory.Delete(link);
        Directory.Delete(newborn);
    }

    [Fact]
    public async Task Token_files_of_a_build_that_lives_stay()
    {
        (await Deployment.BuildAsync("-t:Nested", "-p:IbmIamWriteTokenFiles=true")).ShouldSucceed();

        Assert.Empty(Directory.EnumerateFileSystemEntries(Deployment.RuntimeFolder));
    }

    [Fact]
    public async Task No_process_holds_the_package_when_the_build_is_over_and_nodes_are_not_kept()
    {
        Needs.Linux();
        (await Deployment.BuildAsync("-t:Token", "-m:2")).ShouldSucceed();
        Assert.Empty(solution.Holders());

        // A node that is kept holds it: else the search above would prove nothing.
        using var kept = Deployment.Sandbox.Set(("MSBUILDDISABLENODEREUSE", null), ("DOTNET_CLI_USE_MSBUILD_SERVER", "1"), ("MSBUILDNODEHANDSHAKESALT", Guid.NewGuid().ToString()));
        (await Deployment.BuildAsync("-t:Token", "-nr:true")).ShouldSucceed();
        var holder = Assert.Single(solution.Holders());
        using var node = Process.GetProcessById(holder);
        node.Kill();
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("-p:IbmIamSetEnvironment=false", false)]
    public async Task A_compiler_server_started_after_the_token_inherits_the_variable_unless_it_is_not_set(string argument, bool inherits)
    {
        Needs.Linux();
        var id = "server-" + Guid.NewGuid().ToString("N");
        (await Deployment.BuildAsync(["p.csproj", "-t:Rebuild", "-p:Before=CoreCompile", "-p:UseSharedCompilation=true", "-p:SharedCompilationId=" + id, .. argument.Length > 0 ? [argument] : Array.Empty<string>()])).ShouldSucceed();

        var number = Assert.Single(Processes("cmdline"), p => p.Text.Contains("-pipename:" + id, StringComparison.Ordinal)).Id;
        using var server = Process.GetProcessById(number);
        string variables;
        try
        {
            variables = Encoding.UTF8.GetString(await File.ReadAllBytesAsync($"/proc/{number}/environ", TestContext.Current.CancellationToken));
        }
        finally
        {
            server.Kill();
        }

        Assert.Equal(inherits, Deployment.Secrets.InText("environ", variables.Replace(Deployment.Iam.ApiKey, "", StringComparison.Ordinal)).Any());
        Assert.Equal(inherits, variables.Contains("IBM_ACCESS_TOKEN=", StringComparison.Ordinal));
    }

    private static IEnumerable<(int Id, string Text)> Processes(string file)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => int.TryParse(Path.GetFileName(f), out _)))
        {
            string text;
            try
            {
                text = File.ReadAllText(Path.Combine(folder, file));
            }
            catch (Exception why) when (why is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile.
                continue;
            }

            yield return (int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture), text);
        }
    }

    /// <summary>A project with a package folder of its own, so that nobody else's build holds the package.</summary>
    public sealed class Solution(Packages packages) : IAsyncLifetime
    {
        internal Deployment Deployment { get; } = new(packages);

        private string PackageFolder => Path.Combine(Deployment.Sandbox.Root, "own packages");

        /// <summary>The processes that have the package's assemblies mapped into their memory.</summary>
        public IReadOnlyList<int> Holders() => [.. Processes("maps").Where(p => p.Text.Contains(PackageFolder, StringComparison.Ordinal)).Select(p => p.Id)];

        public async ValueTask InitializeAsync()
        {
            Deployment.Sandbox.Environment["NUGET_PACKAGES"] = PackageFolder;
            Deployment.Project("p.csproj", """
                <Target Name="Token" DependsOnTargets="GetIbmAccessToken" BeforeTargets="$(Before)">
                  <Error Condition="'$(IbmAccessToken)' == ''" Text="There is no token." />
                </Target>
                <Target Name="Killed" DependsOnTargets="GetIbmAccessToken">
                  <Exec Command="kill -9 $PPID" />
                </Target>
                <Target Name="Nested" DependsOnTargets="GetIbmAccessToken">
                  <Exec Command="dotnet build p.csproj --no-restore -t:Token -p:IbmIamWriteTokenFiles=true" />
                  <Error Condition="!Exists('$(IbmAccessTokenFile)')" Text="The token file of this build was swept." />
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
