using System.Globalization;
using IbmIam.Bench.Harness;
using IbmIam.Testing;

namespace IbmIam.Bench.Rivals;

/// <summary>The Node.js programs in bench/clients.</summary>
internal static class NodeClients
{
    private static string Folder => Path.Combine(Run.Repository, "bench/clients");

    public static string[] Command(params string[] arguments) =>
        [Path.Combine(Folder, "node_modules/node/bin", OperatingSystem.IsWindows() ? "node.exe" : "node"), .. arguments];

    public static string[] MockServer => Command(Path.Combine(Folder, "mock-server.mjs"));

    /// <summary>Nanoseconds per call for a held token, in a process that is warm.</summary>
    public static async Task<double> CachedAsync(FakeIamServer iam, int callers) => double.Parse(await CoreAsync(iam, "cached", callers), CultureInfo.InvariantCulture);

    public static Task ColdAsync(FakeIamServer iam, int callers) => CoreAsync(iam, "cold", callers);

    private static async Task<string> CoreAsync(FakeIamServer iam, string how, int callers) =>
        (await Processes.RunAsync(Command("core.mjs", how, iam.Url, callers.ToString(CultureInfo.InvariantCulture)), Folder, new Dictionary<string, string?> { ["BENCH_API_KEY"] = iam.ApiKey })).Output;
}
