using System.Xml.Linq;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

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
        await CopyAsync(sandbox, "src/IbmIam.Core");
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
    public async Task An_indirect_dependency_with_a_known_vulnerability_even_of_low_severity_fails_the_build()
    {
        const string Indirect = "Fare";
        using var registry = WireMockServer.Start();
        using var sandbox = new Sandbox(packages, publicPackages: true);
        await CopyAsync(sandbox, "src/IbmIam.Testing", "src/IbmIam.Testing.Protocol");
        sandbox.Write("nuget.config", $"""
            <configuration><auditSources><clear /><add key="ours" value="{registry.Url}/index.json" allowInsecureConnections="true" /></auditSources></configuration>
            """);
        Serve(registry, "/index.json", $$"""{ "version": "3.0.0", "resources": [{ "@id": "{{registry.Url}}/list.json", "@type": "VulnerabilityInfo/6.7.0" }] }""");
        Serve(registry, "/list.json", $$"""[{ "@name": "base", "@id": "{{registry.Url}}/base.json", "@updated": "2026-01-01T00:00:00Z" }]""");
        Serve(registry, "/base.json", $$"""{ "{{Indirect.ToLowerInvariant()}}": [{ "url": "https://example.com/advisory", "severity": 0, "versions": "(, 1000.0.0)" }] }""");

        var restore = (await sandbox.DotNetAsync("restore", "src/IbmIam.Testing", "-v:q")).ShouldFail();

        Assert.Contains($"error NU1901: Warning As Error: Package '{Indirect}'", restore.Output, StringComparison.Ordinal);
    }

    private static void Serve(WireMockServer registry, string path, string json) =>
        registry.Given(Request.Create().WithPath(path)).RespondWith(Response.Create().WithHeader("Content-Type", "application/json").WithBody(json));

    // Projects as they are, without their sources.
    private static async Task CopyAsync(Sandbox sandbox, params string[] projects)
    {
        foreach (var file in (string[])["Directory.Build.props", "Directory.Packages.props", "src/Directory.Build.props", .. projects.SelectMany(p => (string[])[$"{p}/{Path.GetFileName(p)}.csproj", $"{p}/packages.lock.json"])])
        {
            sandbox.Write(file, await File.ReadAllTextAsync(Path.Combine(Packages.RepositoryRoot, file), TestContext.Current.CancellationToken));
        }
    }
}
