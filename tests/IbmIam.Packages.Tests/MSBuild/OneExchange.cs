using IbmIam.Testing;

namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>IAM is asked once, however many projects, frameworks, nodes and builds want the token.</summary>
public sealed class OneExchange(OneExchange.Solution solution) : IClassFixture<OneExchange.Solution>
{
    private const int Projects = 10;

    [Theory]
    [InlineData("-m:1")]
    [InlineData("-m:2")]
    [InlineData("-m:4")]
    [InlineData("-m:2", "-mt")]
    [InlineData("-m:2", "-graph")]
    [InlineData("-m:2", "-graph", "-isolate")]
    public async Task All_projects_and_frameworks_share_one_exchange_and_the_next_build_needs_none(params string[] mode)
    {
        solution.UseNewKey();
        var first = (await solution.BuildAsync(mode)).ShouldSucceed();

        Assert.Equal(1, solution.Exchanges);
        Assert.Equal(2 * Projects, first.Output.Split("deployed ").Length - 1);

        (await solution.BuildAsync(mode)).ShouldSucceed();
        Assert.Equal(1, solution.Exchanges);
    }

    [Fact]
    public async Task A_key_rotated_between_two_builds_on_the_same_nodes_is_noticed()
    {
        var environment = solution.Deployment.Sandbox.Environment;
        environment["MSBUILDDISABLENODEREUSE"] = null;
        environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "1";
        environment["MSBUILDNODEHANDSHAKESALT"] = Guid.NewGuid().ToString();
        var nodes = new List<string>();
        try
        {
            for (var build = 0; build < 4; build++)
            {
                if (build % 2 == 0)
                {
                    solution.UseNewKey();
                }

                var built = (await solution.BuildAsync("-m:1", "-nr:true", "-p:ShowNode=true")).ShouldSucceed();
                nodes.Add(built.Output.Split('\n').First(l => l.Contains("on node ", StringComparison.Ordinal)).Trim());
                Assert.Equal(1, solution.Exchanges);
            }

            // Else there was nothing to remember the old key.
            Assert.Single(nodes.Distinct());
            // On Windows a process that holds the task's assembly would forbid this.
            await using var file = File.Open(solution.Tasks, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        finally
        {
            await solution.Deployment.Sandbox.DotNetAsync("build-server", "shutdown", "--msbuild");
            environment.Remove("MSBUILDNODEHANDSHAKESALT");
            environment["MSBUILDDISABLENODEREUSE"] = "1";
            environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        }
    }

    [Fact]
    public async Task Two_versions_of_the_package_in_one_build_share_one_exchange()
    {
        solution.UseNewKey();
        // Another folder is, to MSBuild, another assembly with types of its own.
        var other = Path.Combine(solution.Deployment.Sandbox.Root, "other version");
        System.IO.Compression.ZipFile.ExtractToDirectory(solution.Nupkg, other, overwriteFiles: true);
        solution.Deployment.Sandbox.Write("two.proj", $"""
            <Project>
              <Import Project="{other}/build/IbmIam.MSBuild.props" />
              <Target Name="Deploy" DependsOnTargets="GetIbmAccessToken">
                <Error Condition="'$(IbmAccessToken)' == ''" Text="There is no token." />
                <MSBuild Projects="p0/p0.proj;p1/p1.proj" Targets="Deploy" />
                <IbmIamToken>
                  <Output TaskParameter="TokenFile" PropertyName="File" />
                </IbmIamToken>
                <Error Condition="!Exists('$(File)')" Text="There is no file." />
              </Target>
              <Import Project="{other}/build/IbmIam.MSBuild.targets" />
            </Project>
            """);

        (await solution.Deployment.Sandbox.DotNetAsync("msbuild", "two.proj", "-t:Deploy", "-m:1")).ShouldSucceed();

        Assert.Equal(1, solution.Exchanges);
    }

    /// <summary>Ten projects with two target frameworks each: bare ones, which cost no restore, and know of static graphs.</summary>
    public sealed class Solution(Packages packages) : IAsyncLifetime
    {
        private const string Graph = """
            <ItemGroup>
              <ProjectReferenceTargets Include="Deploy" Targets="Deploy" />
              <ProjectReferenceTargets Include="Deploy" Targets="Deploy" OuterBuild="true" />
            </ItemGroup>
            """;

        private FakeServiceId? _who;

        public string Nupkg => packages.Nupkg("IbmIam.MSBuild");

        /// <summary>The task assembly that the builds load.</summary>
        public string Tasks => Path.Combine(packages.PackageCache, "ibmiam.msbuild", packages.Version, "tasks/net10.0/IbmIam.MSBuild.dll");

        internal Deployment Deployment { get; } = new(packages);

        public int Exchanges => Deployment.Iam.Requests.For(_who!).Count(r => r.IsTokenRequest);

        public async ValueTask InitializeAsync()
        {
            Deployment.Project("restored/restored.csproj", "");
            await Deployment.RestoreAsync("restored");
            var package = Path.Combine(packages.PackageCache, "ibmiam.msbuild", packages.Version, "build", "IbmIam.MSBuild");
            for (var project = 0; project < Projects; project++)
            {
                Deployment.Sandbox.Write($"p{project}/p{project}.proj", $"""
                    <Project>
                      <Import Project="{package}.props" />
                      <PropertyGroup>
                        <TargetFrameworks>net10.0;net9.0</TargetFrameworks>
                        <InnerBuildProperty>TargetFramework</InnerBuildProperty>
                        <InnerBuildPropertyValues>TargetFrameworks</InnerBuildPropertyValues>
                      </PropertyGroup>
                      {Graph}
                      <Target Name="DeployOne" DependsOnTargets="GetIbmAccessToken" Condition="'$(TargetFramework)' != ''">
                        <Error Condition="'$(IbmAccessToken)' == ''" Text="There is no token." />
                        <Message Importance="high" Text="deployed $(MSBuildProjectName) $(TargetFramework)" />
                        <Exec Condition="'$(ShowNode)' == 'true'" Command="echo on node $PPID" />
                      </Target>
                      <Target Name="Deploy" DependsOnTargets="DeployOne">
                        <MSBuild Condition="'$(TargetFramework)' == ''" Projects="$(MSBuildProjectFullPath)" Properties="TargetFramework=net10.0" Targets="Deploy" />
                        <MSBuild Condition="'$(TargetFramework)' == ''" Projects="$(MSBuildProjectFullPath)" Properties="TargetFramework=net9.0" Targets="Deploy" />
                      </Target>
                      <Import Project="{package}.targets" />
                    </Project>
                    """);
            }

            Deployment.Sandbox.Write("all.proj", $"""
                <Project>
                  {Graph}
                  <ItemGroup>
                    <ProjectReference Include="p*/*.proj" />
                  </ItemGroup>
                  <Target Name="Deploy">
                    <MSBuild Projects="@(ProjectReference)" Targets="Deploy" BuildInParallel="true" />
                  </Target>
                </Project>
                """);
        }

        public void UseNewKey()
        {
            _who = Deployment.Iam.AddServiceId("deployer");
            Deployment.Sandbox.Environment["IBMCLOUD_API_KEY"] = _who.ApiKey;
        }

        public Task<SdkResult> BuildAsync(params string[] mode) => Deployment.Sandbox.DotNetAsync(["msbuild", "all.proj", "-t:Deploy", .. mode]);

        public ValueTask DisposeAsync()
        {
            Deployment.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
