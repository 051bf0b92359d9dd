using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text;

namespace IbmIam.Packages.Tests;

/// <summary>What a release relies on, tried in a clone of this repository with a public remote.</summary>
[Trait("Category", "Proof")]
public sealed class PackageProof(Packages packages)
{
    private static readonly Guid _sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    [Fact]
    public async Task Sources_are_found_by_debuggers_where_the_remote_is_public()
    {
        using var sandbox = await CloneAsync();

        (await sandbox.ShellAsync("dotnet pack src/Cake.IbmIam -c Release -o out -p:PackageVersion=9.9.9")).ShouldSucceed();

        using var snupkg = await ZipFile.OpenReadAsync(Path.Combine(sandbox.Folder, "out/Cake.IbmIam.9.9.9.snupkg"), TestContext.Current.CancellationToken);
        Assert.Contains("https://raw.githubusercontent.com/ibmiam-tooling/example/", SourceLink(snupkg.GetEntry("lib/net10.0/IbmIam.Core.pdb")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_breaking_change_fails_to_pack_against_the_last_release()
    {
        using var sandbox = await CloneAsync();
        var pack = $"dotnet pack src/Cake.IbmIam -c Release -o out -p:RunAnalyzers=false -p:PackageVersion=9.9.9 -p:PackageValidationBaselineVersion={packages.Version} -p:RestoreAdditionalProjectSources={packages.Feed}";
        (await sandbox.ShellAsync(pack)).ShouldSucceed();
        File.Delete(Path.Combine(sandbox.Folder, "src/Cake.IbmIam/IbmIamAliases.Header.cs"));

        var broken = (await sandbox.ShellAsync(pack)).ShouldFail();

        Assert.Contains("CP0002", broken.Output, StringComparison.Ordinal);
        Assert.Contains("IbmIamAuthorizationHeader", broken.Output, StringComparison.Ordinal);
    }

    private async Task<Sandbox> CloneAsync()
    {
        var sandbox = new Sandbox(packages, publicPackages: true);
        File.Delete(Path.Combine(sandbox.Folder, "nuget.config"));
        (await sandbox.ShellAsync($"""
            git clone -q '{Packages.RepositoryRoot}' clone
            mv clone/* clone/.[a-z]* .
            git remote set-url origin https://github.com/ibmiam-tooling/example.git
            """)).ShouldSucceed();
        return sandbox;
    }

    private static string SourceLink(ZipArchiveEntry entry)
    {
        using var pdb = new MemoryStream();
        using (var from = entry.Open())
        {
            from.CopyTo(pdb);
        }

        pdb.Position = 0;
        using var provider = MetadataReaderProvider.FromPortablePdbStream(pdb);
        var reader = provider.GetMetadataReader();
        return reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation).Where(i => reader.GetGuid(i.Kind) == _sourceLink)
            .Select(i => Encoding.UTF8.GetString(reader.GetBlobBytes(i.Value))).Single();
    }
}
