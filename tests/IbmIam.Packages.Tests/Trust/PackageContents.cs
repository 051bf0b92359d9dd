using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;

namespace IbmIam.Packages.Tests.Trust;

/// <summary>What the four packages hold, to the file, and what they say of their parts.</summary>
public sealed class PackageContents(Packages packages)
{
    private const string Parts = "sbom.cdx.json";
    private const string Notices = "THIRD-PARTY-NOTICES.txt";

    public static TheoryData<string, string[]> Files => new()
    {
        { "Cake.IbmIam", ["lib/net10.0/Cake.IbmIam.dll", "lib/net10.0/Cake.IbmIam.xml", "lib/net10.0/IbmIam.Core.dll", "lib/net10.0/IbmIam.Core.xml"] },
        {
            "IbmIam.MSBuild",
            [
                "build/IbmIam.MSBuild.props", "build/IbmIam.MSBuild.targets", "buildMultiTargeting/IbmIam.MSBuild.props", "buildMultiTargeting/IbmIam.MSBuild.targets",
                "tasks/net10.0/IbmIam.Core.dll", "tasks/net10.0/IbmIam.Core.pdb", "tasks/net10.0/IbmIam.MSBuild.dll",
            ]
        },
        { "IbmIam.Testing", ["lib/net10.0/IbmIam.Testing.Protocol.dll", "lib/net10.0/IbmIam.Testing.Protocol.xml", "lib/net10.0/IbmIam.Testing.dll", "lib/net10.0/IbmIam.Testing.xml"] },
        {
            "IbmIam.Testing.Server",
            [
                "ibm-iam-fake.schema.json", "tools/net10.0/any/DotnetToolSettings.xml", "tools/net10.0/any/IbmIam.Testing.Protocol.dll",
                "tools/net10.0/any/IbmIam.Testing.Protocol.pdb", "tools/net10.0/any/IbmIam.Testing.Protocol.xml", "tools/net10.0/any/IbmIam.Testing.Server.deps.json",
                "tools/net10.0/any/IbmIam.Testing.Server.dll", "tools/net10.0/any/IbmIam.Testing.Server.pdb", "tools/net10.0/any/IbmIam.Testing.Server.runtimeconfig.json",
                "tools/net10.0/any/IbmIam.Testing.Server.xml", "tools/net10.0/any/System.CommandLine.dll",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_package_holds_these_files_and_no_other(string id, string[] files)
    {
        using var nupkg = ZipFile.OpenRead(packages.Nupkg(id));
        string[] envelope = ["[Content_Types].xml", "_rels/.rels", "package/services/metadata/core-properties/nuget.psmdcp", id + ".nuspec", "README.md", "icon.png", Parts, .. id.Contains("Testing", StringComparison.Ordinal) ? [Notices] : Array.Empty<string>()];

        Assert.Equal(files.Concat(envelope).Order(StringComparer.Ordinal), nupkg.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Cake.IbmIam", "IbmIam.Core", 1)]
    [InlineData("IbmIam.MSBuild", "IbmIam.Core", 1)]
    [InlineData("IbmIam.Testing", "IbmIam.Testing.Protocol", 40)]
    [InlineData("IbmIam.Testing.Server", "IbmIam.Testing.Protocol", 3)]
    public void Each_package_lists_its_parts_and_their_licences(string id, string part, int atLeast)
    {
        using var nupkg = ZipFile.OpenRead(packages.Nupkg(id));
        using var list = JsonDocument.Parse(Read(nupkg, Parts));
        var components = list.RootElement.GetProperty("components").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!);

        Assert.Equal($"pkg:nuget/{id}@{packages.Version}", list.RootElement.GetProperty("metadata").GetProperty("component").GetProperty("purl").GetString());
        Assert.Equal(packages.Version, components[part].GetProperty("version").GetString());
        Assert.True(components.Count >= atLeast, $"{components.Count} parts");
        Assert.All(components.Values, c => Assert.NotEqual("", Licence(c)));
        // Each assembly inside, and each dependency that NuGet is told of, is a part.
        Assert.Empty(nupkg.Entries.Where(e => e.Name.EndsWith(".dll", StringComparison.Ordinal)).Select(e => e.Name[..^4]).Except([id, .. components.Keys]));
        Assert.Empty(Dependencies(nupkg, id).Except(components.Keys).Except(["Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Http.Abstractions"]));
    }

    [Theory]
    [InlineData("IbmIam.Testing")]
    [InlineData("IbmIam.Testing.Server")]
    public void The_notices_name_each_part_of_others_with_its_licence(string id)
    {
        using var nupkg = ZipFile.OpenRead(packages.Nupkg(id));
        using var list = JsonDocument.Parse(Read(nupkg, Parts));
        var notices = Read(nupkg, Notices);
        var others = list.RootElement.GetProperty("components").EnumerateArray().Where(c => c.TryGetProperty("purl", out _)).ToArray();

        Assert.NotEmpty(others);
        Assert.All(others, part =>
        {
            var name = part.GetProperty("name").GetString()!;
            Assert.True(notices.Contains($"\n{name}: {Licence(part)}\n", StringComparison.Ordinal) || notices.Contains($"\n{name}, http", StringComparison.Ordinal), $"{name}: {Licence(part)}");
        });
    }

    [Fact]
    public void What_runs_in_a_build_depends_on_nothing()
    {
        foreach (var id in (string[])["Cake.IbmIam", "IbmIam.MSBuild"])
        {
            using var nupkg = ZipFile.OpenRead(packages.Nupkg(id));
            Assert.Empty(Dependencies(nupkg, id));
        }
    }

    private static string Read(ZipArchive nupkg, string entry)
    {
        using var reader = new StreamReader(nupkg.GetEntry(entry)!.Open());
        return reader.ReadToEnd();
    }

    private static string Licence(JsonElement part)
    {
        var licence = part.GetProperty("licenses")[0];
        return licence.TryGetProperty("expression", out var expression) ? expression.GetString()! : licence.GetProperty("license").GetProperty("url").GetString()!;
    }

    private static string[] Dependencies(ZipArchive nupkg, string id) =>
        [.. XDocument.Parse(Read(nupkg, id + ".nuspec").TrimStart('\uFEFF')).Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value)];
}
