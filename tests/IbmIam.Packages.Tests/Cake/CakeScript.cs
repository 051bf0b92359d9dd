using System.Diagnostics;
using IbmIam.Testing;

namespace IbmIam.Packages.Tests;

/// <summary>A throwaway Cake script, run by the real <c>dotnet cake</c> with the packed addin against a fake IAM of its own.</summary>
public sealed class CakeScript : IAsyncDisposable
{
    public const string Addin = "#addin nuget:?package=Cake.IbmIam\n";

    private static readonly SemaphoreSlim _restoring = new(1);
    private static bool _restored;

    private readonly Packages _packages;

    /// <param name="packages">The packages under test.</param>
    /// <param name="script">What follows the <c>#addin</c> line.</param>
    /// <param name="configure">Changes the fake's options.</param>
    /// <param name="folder">The script's folder.</param>
    public CakeScript(Packages packages, string script, Action<FakeIamOptions>? configure = null, string folder = "script")
    {
        _packages = packages;
        Iam = FakeIamServer.Start(configure);
        Sandbox = new Sandbox(packages, folder).With(Iam.Environment);
        Sandbox.Environment["NO_COLOR"] = "1";
        Sandbox.Write("build.cake", Addin + script);
        Sandbox.Write(".config/dotnet-tools.json", Manifest);
    }

    public FakeIamServer Iam { get; }

    public Sandbox Sandbox { get; }

    private static string Manifest => File.ReadAllText(Path.Combine(Packages.RepositoryRoot, ".config/dotnet-tools.json"));

    public async Task<SdkResult> RunAsync(params string[] arguments)
    {
        await RestoreToolAsync(_packages);
        return await Sandbox.DotNetAsync(["cake", .. arguments]);
    }

    /// <summary>Starts the script, for a test that watches it or ends it.</summary>
    public async Task<Process> StartAsync(params string[] arguments)
    {
        await RestoreToolAsync(_packages);
        return Process.Start(Sdk.StartInfo(["cake", .. arguments], Sandbox.Folder, Sandbox.Environment))!;
    }

    /// <summary>Starts the script in a process group of its own, as a terminal does, for a test that presses Ctrl-C.</summary>
    public async Task<Process> StartInTerminalAsync(params string[] arguments)
    {
        Needs.Linux();
        await RestoreToolAsync(_packages);
        var start = Sdk.StartInfo(["dotnet", "cake", .. arguments], Sandbox.Folder, Sandbox.Environment);
        start.FileName = "setsid";
        return Process.Start(start)!;
    }

    public string Read(string relative) => File.ReadAllText(Path.Combine(Sandbox.Folder, relative));

    public ValueTask DisposeAsync()
    {
        Sandbox.Dispose();
        return Iam.DisposeAsync();
    }

    /// <summary>Restores the Cake tool into the run's package cache and its CLI home, once for all scripts.</summary>
    public static async Task RestoreToolAsync(Packages packages)
    {
        await _restoring.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!_restored)
            {
                using var sandbox = new Sandbox(packages, publicPackages: true);
                sandbox.Environment["DOTNET_CLI_HOME"] = packages.Home;
                sandbox.Write(".config/dotnet-tools.json", Manifest);
                (await sandbox.DotNetAsync("tool", "restore")).ShouldSucceed();
                _restored = true;
            }
        }
        finally
        {
            _restoring.Release();
        }
    }
}
