using System.Globalization;
using System.IO.Compression;
using System.Reflection;
using IbmIam.Packages.Tests;

[assembly: AssemblyFixture(typeof(Packages))]

namespace IbmIam.Packages.Tests;

/// <summary>
/// The packed packages in a folder feed, and the home and package cache that every throwaway project of this run shares.
/// Takes the packages of the build script where it names them (IBMIAM_TEST_FEED), else packs them itself.
/// </summary>
public sealed class Packages : IAsyncLifetime
{
    private readonly SemaphoreSlim _installing = new(1);
    private readonly TempFolder _run = new("ibmiam-packages");
    private readonly Lazy<string> _unpacked;

    public Packages() => _unpacked = new(() =>
    {
        var folder = _run.Folder("unpacked");
        ZipFile.ExtractToDirectory(Nupkg("IbmIam.MSBuild"), folder);
        return folder;
    });

    public static string RepositoryRoot { get; } = Path.GetFullPath(
        typeof(Packages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!);

    /// <summary>The folder that holds the nupkg files.</summary>
    public string Feed { get; private set; } = "";

    /// <summary>The one version of all packages in the feed that this run tests.</summary>
    public string Version { get; private set; } = "";

    public string Home => _run.Folder("home");

    public string PackageCache => _run.Folder("packages");

    /// <summary>A folder for the path in which <c>ibm-iam-fake</c> is installed, once for all who ask.</summary>
    public async Task<string> ToolFolderAsync()
    {
        await _installing.WaitAsync();
        try
        {
            var folder = Path.Combine(_run.Path, "dotnet-tools");
            if (!Directory.Exists(folder))
            {
                using var sandbox = new Sandbox(this);
                (await sandbox.DotNetAsync("tool", "install", "IbmIam.Testing.Server", "--version", Version, "--tool-path", folder)).ShouldSucceed();
            }

            return folder;
        }
        finally
        {
            _installing.Release();
        }
    }

    /// <summary>The package unpacked, for projects that import it without a restore: add <c>.props</c> or <c>.targets</c>.</summary>
    public string Build => Path.Combine(_unpacked.Value, "build", "IbmIam.MSBuild");

    public string Nupkg(string id) => Path.Combine(Feed, $"{id}.{Version}.nupkg");

    public async ValueTask InitializeAsync()
    {
        Feed = Environment.GetEnvironmentVariable("IBMIAM_TEST_FEED") ?? await PackAsync();
        Version = Path.GetFileName(Directory.GetFiles(Feed, "IbmIam.MSBuild.*.nupkg")
            .OrderBy(File.GetLastWriteTimeUtc).Last())["IbmIam.MSBuild.".Length..^".nupkg".Length];
    }

    public ValueTask DisposeAsync()
    {
        _run.Dispose();
        _installing.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> PackAsync()
    {
        var feed = _run.Folder("feed");
        // A version of its own for each pack: NuGet and Cake keep what they have of the same version.
        var version = (long)(TimeProvider.System.GetUtcNow() - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds;
        var packed = await Sdk.RunAsync(
            ["pack", "Tooling.sln", "--output", feed, "-p:PackageVersion=0.0." + version.ToString(CultureInfo.InvariantCulture)],
            RepositoryRoot,
            new Dictionary<string, string?>());
        packed.ShouldSucceed();
        return feed;
    }
}
