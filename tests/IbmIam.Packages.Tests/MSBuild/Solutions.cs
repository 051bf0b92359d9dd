using System.IO.Compression;
using System.Xml.Linq;

namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>Whole solutions, as people have them.</summary>
public sealed class Solutions(Packages packages)
{
    [Fact]
    public async Task Thirty_projects_build_test_pack_and_deploy_with_the_package_in_one_line_of_Directory_Build_props()
    {
        using var solution = new ThirtyProjects(packages);
        var deployment = solution.Deployment;

        (await deployment.Sandbox.DotNetAsync("build", "All.slnx", "-v:q")).ShouldSucceed();
        Assert.Equal(0, deployment.Exchanges);

        var tests = (await deployment.Sandbox.DotNetAsync("test", "--solution", "Tests.slnx", "-p:RunsTests=true")).ShouldSucceed();
        Assert.Matches($"succeeded: {ThirtyProjects.Tests}", tests.Output);
        Assert.Equal(1, deployment.Exchanges);
        Assert.All(solution.TestFolders, folder => Assert.True(File.Exists(Path.Combine(folder, "had-a-token"))));

        var deployed = (await deployment.Sandbox.DotNetAsync("build", "All.slnx", "--no-restore", "-t:Deploy", "-p:Service=" + deployment.Iam.Url)).ShouldSucceed();
        Assert.Equal(ThirtyProjects.Count, deployed.Output.Split("deployed ").Length - 1);
        Assert.Equal(1, deployment.Exchanges);

        (await deployment.Sandbox.DotNetAsync("pack", "All.slnx", "--no-build", "-c", "Debug", "-o", "out", "-v:q")).ShouldSucceed();
        var packed = Directory.GetFiles(Path.Combine(deployment.Folder, "out"), "*.nupkg");
        Assert.Equal(ThirtyProjects.Libraries, packed.Length);
        Assert.All(packed, nupkg => Assert.DoesNotContain("IbmIam", Nuspec(nupkg).ToString(), StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(deployment.Folder, "IbmIam.*.dll", SearchOption.AllDirectories));
        Assert.Empty(deployment.Secrets.InText("consoles", tests.Output + deployed.Output));
    }

    [Fact]
    public async Task Two_versions_of_the_package_in_one_solution_share_one_exchange()
    {
        using var deployment = new Deployment(packages);
        var other = Restamped(deployment.Sandbox.Root, "99.0.0");
        deployment.Sandbox.Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="packed" value="{packages.Feed}" />
                <add key="other" value="{other}" />
              </packageSources>
            </configuration>
            """);
        foreach (var (name, version) in new[] { ("old", packages.Version), ("new", "99.0.0") })
        {
            deployment.Sandbox.Write($"{name}/{name}.csproj", $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="IbmIam.MSBuild" Version="[{version}]" PrivateAssets="all" />
                  </ItemGroup>
                  <Target Name="Deploy" DependsOnTargets="GetIbmAccessToken">
                    <Error Condition="'$(IbmAccessToken)' == ''" Text="There is no token." />
                    <IbmIamToken>
                      <Output TaskParameter="TokenFile" PropertyName="File" />
                    </IbmIamToken>
                    <Error Condition="!Exists('$(File)')" Text="There is no file." />
                    <Message Importance="high" Text="deployed with $(PkgIbmIam_MSBuild)$(_IbmIamTasks)" />
                  </Target>
                </Project>
                """);
        }

        deployment.Sandbox.Write("Two.slnx", """<Solution><Project Path="old/old.csproj" /><Project Path="new/new.csproj" /></Solution>""");
        await deployment.RestoreAsync("Two.slnx");
        var build = (await deployment.BuildAsync("Two.slnx", "-t:Deploy", "-m:1")).ShouldSucceed();

        Assert.Contains("/99.0.0/build", build.Output, StringComparison.Ordinal);
        Assert.Contains($"/{packages.Version}/build", build.Output, StringComparison.Ordinal);
        Assert.Equal(1, deployment.Exchanges);
        Assert.Empty(Directory.EnumerateFileSystemEntries(deployment.RuntimeFolder));
    }

    // The same assemblies under another version: to MSBuild another folder, hence other types.
    private string Restamped(string root, string version)
    {
        var feed = Directory.CreateDirectory(Path.Combine(root, "other feed")).FullName;
        var nupkg = Path.Combine(feed, $"IbmIam.MSBuild.{version}.nupkg");
        File.Copy(packages.Nupkg("IbmIam.MSBuild"), nupkg);
        using var zip = ZipFile.Open(nupkg, ZipArchiveMode.Update);
        var entry = zip.Entries.Single(e => e.FullName == "IbmIam.MSBuild.nuspec");
        string text;
        using (var reader = new StreamReader(entry.Open()))
        {
            text = reader.ReadToEnd();
        }

        entry.Delete();
        using var writer = new StreamWriter(zip.CreateEntry("IbmIam.MSBuild.nuspec").Open());
        writer.Write(text.Replace($"<version>{packages.Version}</version>", $"<version>{version}</version>", StringComparison.Ordinal));
        return feed;
    }

    private static XDocument Nuspec(string nupkg)
    {
        using var zip = ZipFile.OpenRead(nupkg);
        using var nuspec = zip.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(nuspec);
    }
}
