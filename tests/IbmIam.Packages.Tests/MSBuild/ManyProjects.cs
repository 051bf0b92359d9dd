using IbmIam.Testing;

namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>Fifty projects with two target frameworks each: plain ones, which cost no restore, and know of static graphs.</summary>
internal sealed class ManyProjects : IDisposable
{
    public const string NotKept = "nodes not kept";
    public const string Kept = "nodes kept";
    public const string Server = "MSBuild server";
    private const int Most = 50;

    private const string Graph = """
        <ItemGroup>
          <ProjectReferenceTargets Include="Deploy" Targets="Deploy" />
          <ProjectReferenceTargets Include="Deploy" Targets="Deploy" OuterBuild="true" />
        </ItemGroup>
        """;

    // Nodes and servers of this solution alone.
    private readonly string _salt = Guid.NewGuid().ToString();
    private readonly Deployment _deployment;
    private FakeServiceId? _who;
    private bool _kept;

    public ManyProjects(Packages packages)
    {
        _deployment = new Deployment(packages);
        for (var project = 0; project < Most; project++)
        {
            _deployment.Sandbox.Write($"p{project}/p{project}.proj", Project(packages.Build));
        }
    }

    public int Exchanges => _deployment.Iam.Requests.For(_who!).Count(r => r.IsTokenRequest);

    public void UseNewKey()
    {
        _who = _deployment.Iam.AddServiceId("deployer");
        _deployment.Sandbox.Environment["IBMCLOUD_API_KEY"] = _who.ApiKey;
    }

    /// <summary>Builds twice with a new key.</summary>
    /// <returns>What is not as it should be.</returns>
    public async Task<IReadOnlyList<string>> TwoBuildsAsync(int size, string mode, string nodes)
    {
        UseNewKey();
        var first = (await BuildAsync(size, mode, nodes)).ShouldSucceed();
        var asked = Exchanges;
        (await BuildAsync(size, mode, nodes)).ShouldSucceed();
        var deployed = first.Output.Split("deployed ").Length - 1;
        var what = $"{size} projects, {mode}, {nodes}:";
        return
        [
            .. asked == 1 ? Array.Empty<string>() : [$"{what} {asked} exchanges"],
            .. Exchanges == asked ? Array.Empty<string>() : [$"{what} {Exchanges - asked} exchanges in the next build"],
            .. deployed == 2 * size ? Array.Empty<string>() : [$"{what} {deployed} deployments"],
        ];
    }

    public Task<SdkResult> BuildAsync(int size, string mode, string nodes, params string[] more)
    {
        _kept |= nodes != NotKept;
        var environment = _deployment.Sandbox.Environment;
        environment["MSBUILDDISABLENODEREUSE"] = nodes == NotKept ? "1" : null;
        environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = nodes == Server ? "1" : "0";
        environment["MSBUILDNODEHANDSHAKESALT"] = _salt;
        var all = $"all{size}.proj";
        _deployment.Sandbox.Write(all, $"""
            <Project>
              {Graph}
              <ItemGroup>
                {string.Concat(Enumerable.Range(0, size).Select(p => $"<ProjectReference Include=\"p{p}/p{p}.proj\" />"))}
              </ItemGroup>
              <Target Name="Deploy">
                <MSBuild Projects="@(ProjectReference)" Targets="Deploy" BuildInParallel="true" />
              </Target>
            </Project>
            """);
        return _deployment.Sandbox.DotNetAsync(["msbuild", all, "-t:Deploy", "-nr:" + (nodes == NotKept ? "false" : "true"), .. mode.Split(' '), .. more]);
    }

    public async Task EndNodesAsync()
    {
        if (_kept)
        {
            await _deployment.Sandbox.DotNetAsync("build-server", "shutdown", "--msbuild");
        }
    }

    public void Dispose() => _deployment.Dispose();

    private static string Project(string package) => $"""
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
        """;
}
