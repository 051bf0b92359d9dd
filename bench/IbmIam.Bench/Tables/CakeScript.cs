using IbmIam.Bench.Harness;
using IbmIam.Testing;

namespace IbmIam.Bench.Tables;

/// <summary>A script that gets a cached token, compared with the same script without the addin.</summary>
internal static class CakeScript
{
    private const int Rounds = 1;

    public static async Task MeasureAsync(Run run)
    {
        using var iam = FakeIamServer.Start();
        var folder = run.Folder;
        await WriteAsync(folder, "without.cake", "", "");
        await WriteAsync(folder, "with.cake", "#addin nuget:?package=Cake.IbmIam", "if (IbmIamToken().AccessToken.Length == 0) { throw new CakeException(\"There is no token.\"); }");
        await File.WriteAllTextAsync(Path.Combine(folder, "global.json"), await File.ReadAllTextAsync(Path.Combine(Run.Repository, "global.json")));
        Directory.CreateDirectory(Path.Combine(folder, ".config"));
        File.Copy(Path.Combine(Run.Repository, ".config/dotnet-tools.json"), Path.Combine(folder, ".config/dotnet-tools.json"), overwrite: true);
        var cache = Path.Combine(folder, "cache");
        var environment = new Dictionary<string, string?>(iam.Environment.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
        {
            ["IBMIAM_CACHE_DIR"] = cache,
            ["CAKE_NUGET_SOURCE"] = Path.Combine(Run.Artifacts, "packages"),
            ["CAKE_PATHS_TOOLS"] = Path.Combine(folder, "tools"),
            ["CAKE_SETTINGS_SKIPPACKAGEVERSIONCHECK"] = "true",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        };

        if (run.IsFirst)
        {
            // Installs the addin and fills the page cache.
            await ScriptAsync("with.cake");
            await ScriptAsync("without.cake");
        }

        await Once.SealedClient(iam.Url, iam.ApiKey, cache).GetTokenAsync(CancellationToken.None);
        iam.Requests.Clear();
        var took = await run.InTurnAsync(Rounds, "ms", [new("with", () => ScriptAsync("with.cake")), new("without", () => ScriptAsync("without.cake"))]);
        run.Compare("whole script", ("Cake.IbmIam, token in the user's cache", took["with"]), ("the same script without", took["without"]), Aim.AtMost(1.1));
        run.Report("exchanges", "Cake.IbmIam", Series.Of("exchanges", iam.Requests.Tokens.Count), Aim.Exactly(0, "exchanges"));

        async Task<double> ScriptAsync(string script) => (await Processes.RunAsync(["dotnet", "cake", script], folder, environment)).Milliseconds;
    }

    private static Task WriteAsync(string folder, string name, string addin, string use) => File.WriteAllTextAsync(Path.Combine(folder, name), $$"""
        {{addin}}
        Task("Default").Does(() =>
        {
            {{use}}
            Information("Done.");
        });
        RunTarget("Default");
        """);
}
