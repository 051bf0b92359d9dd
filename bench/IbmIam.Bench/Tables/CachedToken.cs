using Azure.Core;
using IbmIam.Bench.Harness;
using IbmIam.Bench.Rivals;
using IbmIam.Testing;

namespace IbmIam.Bench.Tables;

/// <summary>A token held in memory: nanoseconds and bytes per call, for one caller and for 64 at once.</summary>
internal static class CachedToken
{
    private const string Alone = "one caller";
    private const string Node = "IBM's node core";
    private const int Rounds = 2;
    private const int Ours = 1_000_000;
    private const int Theirs = 20_000;
    private static readonly string[] Scopes = [Stub.Scope];

    public static async Task MeasureAsync(Run run)
    {
        using var iam = FakeIamServer.Start();
        using var stub = new Stub();
        var client = Client(iam);
        var msal = stub.Msal();
        var azure = stub.Azure();
        var context = new TokenRequestContext(Scopes);
        for (var i = 0; i < 5; i++)
        {
            // Until the runtime's final compilation of the loop and what it calls.
            await RepeatAsync(Ours, call: null, client);
            await RepeatAsync(Theirs, async () => await msal.AcquireTokenForClient(Scopes).ExecuteAsync(), client);
            await RepeatAsync(Theirs, async () => await azure.GetTokenAsync(context, CancellationToken.None), client);
        }

        foreach (var callers in (int[])[1, 64])
        {
            var what = callers == 1 ? "one caller" : "64 callers";
            var bytes = new Dictionary<string, Series>();
            var took = await run.InTurnAsync(Rounds, "ns", [
                Subject("IamClient", Ours, call: null),
                Subject("MSAL", Theirs, async () => await msal.AcquireTokenForClient(Scopes).ExecuteAsync()),
                Subject("Azure.Identity", Theirs, async () => await azure.GetTokenAsync(context, CancellationToken.None)),
                new(Node, () => NodeClients.CachedAsync(iam, callers)), Subject(Alone, Ours, call: null, 1),
            ]);
            run.Report($"time, {what}", "IamClient", took["IamClient"], Aim.AtMost(150, "ns"));
            run.Report($"allocated, {what}", "IamClient", bytes["IamClient"], Aim.Exactly(0, "B"));
            run.Compare($"time, {what}", ("IamClient", took["IamClient"]), (Node, took[Node]), Aim.AtMost(0.5));
            run.Compare($"time, {what}", ("IamClient", took["IamClient"]), ("MSAL", took["MSAL"]), Aim.AtMost(1.0 / 50));
            run.Compare($"time, {what}", ("IamClient", took["IamClient"]), ("Azure.Identity", took["Azure.Identity"]));
            run.Report($"allocated, {what}", "MSAL", bytes["MSAL"]);
            run.Report($"allocated, {what}", "Azure.Identity", bytes["Azure.Identity"]);
            if (callers > 1)
            {
                run.Compare("64 callers, for each call", ("64 callers", took["IamClient"]), (Alone, took[Alone]), Aim.AtMost(1));
            }

            Subject Subject(string name, int calls, Func<Task>? call, int? as_ = null) => new(name, async () =>
            {
                var (nanoseconds, allocated) = await LoopAsync(calls, as_ ?? callers, call, client);
                (bytes.TryGetValue(name, out var series) ? series : bytes[name] = new Series("B")).Add(allocated);
                return nanoseconds;
            });
        }
    }

    public static IamClient Client(FakeIamServer iam, TokenCacheMode cache = TokenCacheMode.Process) => new(
        new IamSettings { IamUrl = iam.Url, ApiKey = Secret.From(iam.ApiKey), TokenCache = cache },
        new IamHost { Variable = _ => null, Memory = new TokenMemory() });

    private static async Task<(double Nanoseconds, double Bytes)> LoopAsync(int calls, int callers, Func<Task>? call, IamClient client)
    {
        await RepeatAsync(Math.Min(calls, 2000), call, client);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var start = TimeProvider.System.GetTimestamp();
        if (callers == 1)
        {
            await RepeatAsync(calls, call, client);
        }
        else
        {
            await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => RepeatAsync(calls / callers, call, client))));
        }

        var took = TimeProvider.System.GetElapsedTime(start);
        return (took.TotalNanoseconds / calls, (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / calls);
    }

    private static async Task RepeatAsync(int calls, Func<Task>? call, IamClient client)
    {
        for (var i = 0; i < calls; i++)
        {
            if (call is null)
            {
                // Called directly: a delegate that returns a Task would itself allocate.
                await client.GetTokenAsync(CancellationToken.None);
            }
            else
            {
                await call();
            }
        }
    }
}
