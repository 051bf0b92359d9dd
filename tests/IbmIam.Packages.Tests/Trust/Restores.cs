using System.Text.Json;
using System.Xml.Linq;

namespace IbmIam.Packages.Tests.Trust;

/// <summary>What the build itself takes from elsewhere is what the lock files say.</summary>
public sealed class Restores(Packages packages)
{
    [Fact]
    public void Every_project_has_a_lock_file()
    {
        var projects = File.ReadLines(Path.Combine(Packages.RepositoryRoot, "Tooling.sln"))
            .Where(line => line.Contains(".csproj\"", StringComparison.Ordinal))
            .Select(line => line.Split('"')[5].Replace('\\', '/')).ToArray();

        Assert.NotEmpty(projects);
        Assert.All(projects, project => Assert.True(File.Exists(Path.Combine(Packages.RepositoryRoot, Path.GetDirectoryName(project)!, "packages.lock.json")), project));
    }

    [Fact]
    public async Task Continuous_integration_restores_what_the_lock_files_say_or_fails()
    {
        using var sandbox = new Sandbox(packages, publicPackages: true);
        foreach (var file in (string[])["Directory.Build.props", "Directory.Packages.props", "src/Directory.Build.props", "src/IbmIam.Core/IbmIam.Core.csproj", "src/IbmIam.Core/packages.lock.json"])
        {
            sandbox.Write(file, await File.ReadAllTextAsync(Path.Combine(Packages.RepositoryRoot, file), TestContext.Current.CancellationToken));
        }

        sandbox.Environment["CI"] = "true";
        (await sandbox.DotNetAsync("restore", "src/IbmIam.Core", "-v:q")).ShouldSucceed();

        // Another version of an analyzer, as a pull request might slip it in without the lock file.
        var versions = XDocument.Load(Path.Combine(sandbox.Folder, "Directory.Packages.props"));
        versions.Descendants("GlobalPackageReference").Single().SetAttributeValue("Version", "5.6.1-other");
        sandbox.Write("Directory.Packages.props", versions.ToString());
        var changed = (await sandbox.DotNetAsync("restore", "src/IbmIam.Core", "-v:q")).ShouldFail();

        Assert.Contains("NU1004", changed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dependency_with_a_known_vulnerability_fails_the_build()
    {
        var asked = (await Sdk.RunAsync(
            ["msbuild", "src/IbmIam.Testing", "-getProperty:NuGetAudit,NuGetAuditMode,NuGetAuditLevel,TreatWarningsAsErrors,NoWarn,WarningsNotAsErrors"],
            Packages.RepositoryRoot,
            new Dictionary<string, string?>(),
            TestContext.Current.CancellationToken)).ShouldSucceed();
        using var json = JsonDocument.Parse(asked.Output);
        var properties = json.RootElement.GetProperty("Properties").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString());

        // Restore asks the registry's list of vulnerabilities, for indirect dependencies too; each hit is a warning, and so an error.
        Assert.Equal(("true", "all", "low", "true"), (properties["NuGetAudit"], properties["NuGetAuditMode"], properties["NuGetAuditLevel"], properties["TreatWarningsAsErrors"]));
        Assert.DoesNotContain("NU190", properties["NoWarn"] + properties["WarningsNotAsErrors"], StringComparison.Ordinal);
    }
}
