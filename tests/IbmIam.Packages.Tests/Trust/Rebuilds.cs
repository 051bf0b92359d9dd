using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace IbmIam.Packages.Tests.Trust;

/// <summary>The packages can be made again by anyone who has the commit, and lead back to its sources.</summary>
[Trait("Category", "Proof")]
public sealed class Rebuilds(Packages packages)
{
    private const string Remote = "https://github.com/example/ibmiam-tooling.git";

    [Fact]
    public async Task The_same_commit_gives_the_same_bytes_in_another_folder()
    {
        using var here = new TempFolder("ibmiam-here");
        using var elsewhere = new TempFolder("ibmiam-somewhere-else-altogether");
        var first = await PackAsync(await CloneAsync(Packages.RepositoryRoot, here), here.Folder("packages"));
        // Of the first clone: the repository may have moved on meanwhile.
        var clone = await CloneAsync(Path.Combine(here.Path, "clone"), elsewhere);
        var second = await PackAsync(clone, elsewhere.Folder("packages"));

        Assert.Equal(7, first.Count);
        Assert.Equal(first, second);
        Assert.Equal(first, await PackAsync(clone, elsewhere.Folder("packed-of-what-was-built"), "--no-build"));
        using var nupkg = await ZipFile.OpenReadAsync(Directory.GetFiles(here.Folder("packages"), "Cake.IbmIam.*.nupkg").Single(), Stop);
        using var nuspec = new StreamReader(await nupkg.GetEntry("Cake.IbmIam.nuspec")!.OpenAsync(Stop));
        Assert.Contains($"url=\"{Remote}\"", await nuspec.ReadToEndAsync(Stop), StringComparison.Ordinal);
        await using var snupkg = await ZipFile.OpenReadAsync(Directory.GetFiles(here.Folder("packages"), "Cake.IbmIam.*.snupkg").Single(), Stop);
        using var symbols = new StreamReader(await snupkg.GetEntry("lib/net10.0/Cake.IbmIam.pdb")!.OpenAsync(Stop), Encoding.Latin1);
        Assert.Contains("https://raw.githubusercontent.com/example/ibmiam-tooling/", await symbols.ReadToEndAsync(Stop), StringComparison.Ordinal);
    }

    private static async Task<string> CloneAsync(string repository, TempFolder folder)
    {
        var clone = Path.Combine(folder.Path, "clone");
        await GitAsync(folder.Path, "clone", "--quiet", "--no-hardlinks", repository, clone);
        await GitAsync(clone, "remote", "set-url", "origin", Remote);
        return clone;
    }

    private async Task<IReadOnlyDictionary<string, string>> PackAsync(string clone, string into, params string[] options)
    {
        var environment = new Dictionary<string, string?> { ["CI"] = "true", ["HOME"] = packages.Home, ["DOTNET_CLI_HOME"] = packages.Home, ["NUGET_PACKAGES"] = packages.PackageCache };
        foreach (var project in (string[])["Cake.IbmIam", "IbmIam.MSBuild", "IbmIam.Testing", "IbmIam.Testing.Server"])
        {
            (await Sdk.RunAsync(
                ["pack", "src/" + project, "-c", "Release", "-v:q", "-nologo", "--output", into, "-p:PackageVersion=0.1.1", .. options], clone, environment, Stop)).ShouldSucceed();
        }

        return Directory.GetFiles(into).Order(StringComparer.Ordinal)
            .ToDictionary(f => Path.GetFileName(f), f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task GitAsync(string folder, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder })!;
        await git.WaitForExitAsync(Stop);
        Assert.Equal(0, git.ExitCode);
    }
}
