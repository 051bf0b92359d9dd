using System.Diagnostics;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Xml.Linq;

namespace IbmIam.Packages.Tests;

/// <summary>What a catalogue shows of each package, and what a debugger finds.</summary>
public sealed class PackageMetadata(Packages packages)
{
    public static TheoryData<string> Ids => ["Cake.IbmIam", "IbmIam.MSBuild", "IbmIam.Testing", "IbmIam.Testing.Server"];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Tells_what_it_is_whose_it_is_and_what_is_new(string id)
    {
        using var nupkg = ZipFile.OpenRead(packages.Nupkg(id));
        using var nuspec = nupkg.GetEntry(id + ".nuspec")!.Open();
        var metadata = XDocument.Load(nuspec).Root!.Elements().Single().Elements().ToLookup(e => e.Name.LocalName);

        Assert.All(
            (string[])["description", "authors", "copyright", "tags"], name => Assert.NotEmpty(metadata[name].Single().Value));
        Assert.Equal("Apache-2.0", metadata["license"].Single().Value);
        Assert.Matches("^[0-9a-f]{40}$", metadata["repository"].Single().Attribute("commit")!.Value);
        var newest = Markdown.Read("CHANGELOG.md").Split("\n## ")[1].Trim();
        Assert.Equal(newest, metadata["releaseNotes"].Single().Value.ReplaceLineEndings("\n").Trim());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Has_its_icon_and_its_README(string id)
    {
        using var nupkg = ZipFile.OpenRead(packages.Nupkg(id));
        using var readme = new StreamReader(nupkg.GetEntry("README.md")!.Open());

        Assert.Equal(new FileInfo(Path.Combine(Packages.RepositoryRoot, "src/icon.png")).Length, nupkg.GetEntry("icon.png")!.Length);
        Assert.StartsWith("# " + id, readme.ReadToEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Has_the_symbols_of_each_assembly_of_ours(string id)
    {
        using var nupkg = ZipFile.OpenRead(packages.Nupkg(id));
        var symbols = Path.ChangeExtension(packages.Nupkg(id), ".snupkg");
        using var snupkg = File.Exists(symbols) ? ZipFile.OpenRead(symbols) : null;
        var ours = nupkg.Entries.Where(e => e.Name.StartsWith("IbmIam.", StringComparison.Ordinal) || e.Name.StartsWith("Cake.IbmIam", StringComparison.Ordinal))
            .Where(e => e.Name.EndsWith(".dll", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(ours);
        Assert.All(ours, assembly => Assert.True(HasSymbols(assembly, snupkg), assembly.FullName));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Says_its_version_in_each_assembly_of_ours(string id)
    {
        using var folder = new TempFolder("ibmiam-unpacked");
        ZipFile.ExtractToDirectory(packages.Nupkg(id), folder.Path);
        var ours = Directory.GetFiles(folder.Path, "*IbmIam*.dll", SearchOption.AllDirectories).Select(FileVersionInfo.GetVersionInfo).ToArray();

        Assert.NotEmpty(ours);
        Assert.All(ours, assembly =>
        {
            var version = assembly.ProductVersion!.Split('+')[0];
            Assert.Equal(version.Split('-')[0], assembly.FileVersion);
            // A local pack has a version of its own, which isn't in its assemblies.
            Assert.True(version == packages.Version || packages.Version.StartsWith("0.0.", StringComparison.Ordinal), $"{assembly.FileName}: {version}");
        });
    }

    [Theory]
    [InlineData("0.1.0", "0.1.0.0", "0.1.0")]
    [InlineData("0.7.2", "0.1.0.0", "0.7.2")]
    [InlineData("1.2.0", "1.0.0.0", "1.2.0")]
    [InlineData("12.3.4-rc.1", "12.0.0.0", "12.3.4")]
    public async Task Keeps_the_assembly_version_within_a_major_one(string version, string assembly, string file)
    {
        var found = (await Sdk.RunAsync(
            ["msbuild", "src/IbmIam.Core", "-getProperty:AssemblyVersion", "-getProperty:FileVersion", "-p:Version=" + version], Packages.RepositoryRoot,
            new Dictionary<string, string?>(), TestContext.Current.CancellationToken)).ShouldSucceed();

        using var json = JsonDocument.Parse(found.Output);
        var properties = json.RootElement.GetProperty("Properties");
        Assert.Equal((assembly, file), (properties.GetProperty("AssemblyVersion").GetString(), properties.GetProperty("FileVersion").GetString()));
    }

    [Fact]
    public void Of_the_program_it_starts_on_a_newer_NET_too()
    {
        using var nupkg = ZipFile.OpenRead(packages.Nupkg("IbmIam.Testing.Server"));
        using var config = JsonDocument.Parse(Bytes(nupkg.GetEntry("tools/net10.0/any/IbmIam.Testing.Server.runtimeconfig.json")!));

        Assert.Equal("Major", config.RootElement.GetProperty("runtimeOptions").GetProperty("rollForward").GetString());
    }

    [Fact]
    public async Task Is_built_wherever_the_package_folder_is()
    {
        // As people and build servers write it, without a slash at its end.
        var found = await Sdk.RunAsync(
            ["msbuild", "src/Cake.IbmIam", "-getProperty:CakeAssemblies", "-p:NuGetPackageRoot=/somewhere/else"], Packages.RepositoryRoot,
            new Dictionary<string, string?>(), TestContext.Current.CancellationToken);

        Assert.StartsWith("/somewhere/else/cake.tool/", found.ShouldSucceed().Output, StringComparison.Ordinal);
    }

    private static bool HasSymbols(ZipArchiveEntry assembly, ZipArchive? snupkg)
    {
        using var pe = new PEReader(new MemoryStream(Bytes(assembly)));
        var entries = pe.ReadDebugDirectory();
        if (entries.Any(e => e.Type == DebugDirectoryEntryType.EmbeddedPortablePdb))
        {
            return true;
        }

        var wanted = pe.ReadCodeViewDebugDirectoryData(entries.Single(e => e.Type == DebugDirectoryEntryType.CodeView)).Guid;
        var pdb = (snupkg ?? assembly.Archive).GetEntry(Path.ChangeExtension(assembly.FullName, ".pdb"));
        return pdb is not null && Guid(Bytes(pdb)) == wanted;
    }

    private static Guid Guid(byte[] pdb)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(pdb));
        return new Guid(provider.GetMetadataReader().DebugMetadataHeader!.Id.AsSpan()[..16]);
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var from = entry.Open();
        using var to = new MemoryStream();
        from.CopyTo(to);
        return to.ToArray();
    }
}
