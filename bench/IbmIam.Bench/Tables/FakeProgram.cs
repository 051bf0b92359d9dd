using IbmIam.Bench.Harness;
using IbmIam.Bench.Rivals;

namespace IbmIam.Bench.Tables;

/// <summary>The time from process start to the first token, and the memory after it and after many tokens.</summary>
internal static class FakeProgram
{
    public const string Compiled = "ibm-iam-fake, compiled";
    public const string Plain = "ibm-iam-fake";
    public const string Mock = "oauth2-mock-server";
    private const int Rounds = 2;
    private const int Tokens = 500;

    private static readonly string[] Options = ["--quiet", "--api-key", "bench-key"];

    public static string[] CompiledCommand => [Path.Combine(Run.Output, "native", OperatingSystem.IsWindows() ? "IbmIam.Testing.Server.exe" : "IbmIam.Testing.Server"), .. Options];

    public static string[] PlainCommand => ["dotnet", Path.Combine(Run.Artifacts, "bin/IbmIam.Testing.Server/release/IbmIam.Testing.Server.dll"), .. Options];

    public static string OursRequest { get; } = HttpLoad.Post("/identity/token", "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey=bench-key");

    public static string MockRequest { get; } = HttpLoad.Post("/token", "grant_type=client_credentials&scope=openid");

    public static async Task MeasureAsync(Run run)
    {
        var (first, later) = (new Dictionary<string, Series>(), new Dictionary<string, Series>());
        var took = await run.InTurnAsync(Rounds, "ms", [
            Subject(Compiled, CompiledCommand, OursRequest), Subject(Plain, PlainCommand, OursRequest), Subject(Mock, NodeClients.MockServer, MockRequest),
        ]);
        run.Compare("process start to first token", (Compiled, took[Compiled]), (Mock, took[Mock]), Aim.AtMost(0.6));
        run.Compare("memory after the first token", (Compiled, first[Compiled]), (Mock, first[Mock]), Aim.AtMost(0.5));
        run.Compare($"memory after {Tokens} tokens", (Compiled, later[Compiled]), (Mock, later[Mock]), Aim.AtMost(0.5));
        run.Compare("process start to first token", (Plain, took[Plain]), (Mock, took[Mock]));
        run.Compare("memory after the first token", (Plain, first[Plain]), (Mock, first[Mock]));
        run.Compare($"memory after {Tokens} tokens", (Plain, later[Plain]), (Mock, later[Mock]));

        Subject Subject(string name, string[] command, string request) => new(name, async () =>
        {
            var start = TimeProvider.System.GetTimestamp();
            await using var server = await ServerProcess.StartAsync(command);
            var load = new HttpLoad(server.Url, request);
            await load.SendAsync(1, 1);
            var milliseconds = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
            Add(first, name, server.Memory);
            await load.SendAsync(1, Tokens);
            Add(later, name, server.Memory);
            return milliseconds;
        });

        static void Add(Dictionary<string, Series> all, string name, double memory) =>
            (all.TryGetValue(name, out var series) ? series : all[name] = new Series("MiB")).Add(memory);
    }
}
