using System.IO.Compression;
using IbmIam.Bench.Harness;
using IbmIam.Testing;

namespace IbmIam.Bench.Tables;

/// <summary>Temporary solutions whose projects each need a token; <c>-p:Token=…</c> chooses how they get it.</summary>
internal sealed class Builds : IDisposable
{
    public const string None = "no token";
    public const string Ours = "IbmIam.MSBuild";
    public const string Curl = "curl in each project";
    public const string Naive = "inline task in each project";
    public const string Bare = "a task that does nothing";

    /// <summary>The number of projects in each solution, which is also its name.</summary>
    private static readonly int[] Sizes = [1, 10, 50, 100];

    private readonly string _folder;
    private readonly FakeIamServer _iam = FakeIamServer.Start();

    private Builds(string folder) => _folder = folder;

    public int Exchanges => _iam.Requests.Tokens.Count;

    /// <summary>
    /// Creates the solutions and builds the largest, which contains the projects of the others, unless an earlier table or pass
    /// has done so: no measured build restores or compiles.
    /// </summary>
    public static async Task<Builds> CreateAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Run.Work, "builds")).FullName;
        var builds = new Builds(folder);
        var built = Path.Combine(folder, "built");
        if (!File.Exists(built))
        {
            await WriteAsync(folder);
            await builds.DotNetAsync("restore", $"{Sizes.Max()}.slnx", "-v:q");
            // Node reuse is off: without this, each project would start a compiler of its own.
            await builds.BuildAsync(Sizes.Max(), None, "-p:UseSharedCompilation=true");
            await File.WriteAllTextAsync(built, "");
        }

        return builds;
    }

    private static async Task WriteAsync(string folder)
    {
        await WriteCommonAsync(folder);
        for (var project = 0; project < Sizes.Max(); project++)
        {
            var home = Directory.CreateDirectory(Path.Combine(folder, $"p{project}")).FullName;
            await File.WriteAllTextAsync(Path.Combine(home, $"p{project}.csproj"), BuildTexts.Project);
            await File.WriteAllTextAsync(Path.Combine(home, "Class.cs"), $"namespace P{project}; public sealed class Class {{ public int Value => {project}; }}");
        }

        foreach (var size in Sizes)
        {
            var projects = Enumerable.Range(0, size).Select(project => $"""<Project Path="p{project}/p{project}.csproj" />""");
            await File.WriteAllTextAsync(Path.Combine(folder, $"{size}.slnx"), $"<Solution>{string.Concat(projects)}</Solution>");
        }
    }

    private static async Task WriteCommonAsync(string folder)
    {
        var package = Path.Combine(folder, "package");
        var nupkg = Directory.GetFiles(Path.Combine(Run.Artifacts, "packages"), "IbmIam.MSBuild.*.nupkg").OrderBy(File.GetLastWriteTimeUtc).Last();
        await ZipFile.ExtractToDirectoryAsync(nupkg, package, overwriteFiles: true);
        var task = Path.Combine(Run.Artifacts, "bin/IbmIam.Bench.BareTask/release/IbmIam.Bench.BareTask.dll");
        await File.WriteAllTextAsync(Path.Combine(folder, "Directory.Build.props"), BuildTexts.Props(package));
        await File.WriteAllTextAsync(Path.Combine(folder, "Directory.Build.targets"), BuildTexts.Targets(package, task));
        File.Copy(Path.Combine(Run.Repository, "global.json"), Path.Combine(folder, "global.json"), overwrite: true);
        await File.WriteAllTextAsync(Path.Combine(folder, "Directory.Packages.props"), "<Project />");
    }

    /// <summary>Deletes the tokens that builds have cached.</summary>
    public void Cool()
    {
        var cache = Path.Combine(_folder, "cache");
        if (Directory.Exists(cache))
        {
            Directory.Delete(cache, recursive: true);
        }
    }

    /// <summary>Builds a solution; returns how long it took and how often IAM was asked.</summary>
    public async Task<(double Milliseconds, int Exchanges)> BuildAsync(int size, string way, params string[] more)
    {
        _iam.Requests.Clear();
        var took = await DotNetAsync(["build", $"{size}.slnx", "--no-restore", "-v:q", $"-p:Token={way}", .. more]);
        return (took, Exchanges);
    }

    public void Dispose() => _iam.Dispose();

    private async Task<double> DotNetAsync(params string[] arguments) => (await Processes.RunAsync(["dotnet", .. arguments], _folder, new Dictionary<string, string?>(
        _iam.Environment.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
    {
        ["IBMIAM_CACHE_DIR"] = Path.Combine(_folder, "cache"),
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["CI"] = null,
    })).Milliseconds;
}
