using System.IO.Compression;
using System.Xml.Linq;

namespace IbmIam.Packages.Tests;

/// <summary>What the catalogues of Cake and NuGet read from the addin's package.</summary>
public sealed class CakePackage(Packages packages)
{
    [Theory]
    [InlineData("id", "Cake.IbmIam")]
    [InlineData("license", "Apache-2.0")]
    [InlineData("icon", "icon.png")]
    [InlineData("readme", "README.md")]
    public void Tells_the_catalogues(string element, string value)
    {
        Assert.Equal(value, Metadata().Elements().Single(e => e.Name.LocalName == element).Value);
    }

    [Fact]
    public void Has_the_tags_of_a_Cake_addin()
    {
        var tags = Metadata().Elements().Single(e => e.Name.LocalName == "tags").Value.Split(' ');

        Assert.Superset(new HashSet<string> { "cake", "script", "build", "cake-build", "addin", "cake-addin" }, tags.ToHashSet());
    }

    [Fact]
    public void Names_the_commit_it_was_built_from()
    {
        var repository = Metadata().Elements().Single(e => e.Name.LocalName == "repository");

        Assert.Equal("git", repository.Attribute("type")?.Value);
        Assert.Matches("^[0-9a-f]{40}$", repository.Attribute("commit")?.Value);
    }

    [Fact]
    public void Has_an_icon_of_128_by_128()
    {
        using var nupkg = ZipFile.OpenRead(packages.Nupkg("Cake.IbmIam"));
        using var icon = nupkg.GetEntry("icon.png")!.Open();
        var head = new byte[24];
        icon.ReadExactly(head);

        Assert.Equal<byte>([0x89, (byte)'P', (byte)'N', (byte)'G'], head[..4]);
        Assert.Equal<byte>([0, 0, 0, 128, 0, 0, 0, 128], head[16..24]);
    }

    [Fact]
    public void Is_made_for_the_Cake_that_the_tool_manifest_pins()
    {
        var manifest = File.ReadAllText(Path.Combine(Packages.RepositoryRoot, ".config/dotnet-tools.json"));
        var version = XDocument.Load(Path.Combine(Packages.RepositoryRoot, "Directory.Build.props")).Descendants("CakeVersion").Single().Value;

        Assert.Matches($"\"cake.tool\": {{\\s*\"version\": \"{version}\"", manifest);
    }

    private XElement Metadata()
    {
        using var nupkg = ZipFile.OpenRead(packages.Nupkg("Cake.IbmIam"));
        using var nuspec = nupkg.GetEntry("Cake.IbmIam.nuspec")!.Open();
        return XDocument.Load(nuspec).Root!.Elements().Single();
    }
}
