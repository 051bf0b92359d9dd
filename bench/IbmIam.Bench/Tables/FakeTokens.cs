using IbmIam.Bench.Harness;
using IbmIam.Bench.Rivals;

namespace IbmIam.Bench.Tables;

/// <summary>Tokens per second, each newly signed; client and server share the machine's cores.</summary>
internal static class FakeTokens
{
    private const string Library = "FakeIamServer";
    private const string WireMock = "WireMock.Net callback that signs";
    private const string Kestrel = "bare Kestrel that signs";
    private const string Thread = "RSA-2048 signing, one thread";
    // Several short rounds: a brief disturbance spoils one of them, not the pass.
    private const int Rounds = 3;
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Span = TimeSpan.FromMilliseconds(250);

    public static async Task MeasureAsync(Run run)
    {
        await using var compiled = await ServerProcess.StartAsync(FakeProgram.CompiledCommand);
        await using var plain = await ServerProcess.StartAsync(FakeProgram.PlainCommand);
        await using var library = await ServerProcess.StartAsync(Processes.Self("serve", "library"));
        await using var mock = await ServerProcess.StartAsync(NodeClients.MockServer);
        await using var wireMock = await ServerProcess.StartAsync(Processes.Self("serve", "wiremock-0"));
        await using var kestrel = await ServerProcess.StartAsync(Processes.Self("serve", "kestrel"));
        using var jwt = new Jwt();
        ServerProcess[] servers = [compiled, plain, library, mock, wireMock, kestrel];
        foreach (var server in servers)
        {
            // Until the runtime has compiled the hot code.
            await WarmAsync(server, 8, Warming);
        }

        foreach (var server in servers)
        {
            // Without this, the first seconds with one client were slower by half.
            await WarmAsync(server, 1, Warming / 2);
        }

        foreach (var clients in (int[])[1, 8, 64])
        {
            var what = clients == 1 ? "one client" : $"{clients} clients";
            var rate = await run.InTurnAsync(Rounds, "/s", [
                Load(FakeProgram.Compiled, compiled, FakeProgram.OursRequest), Load(FakeProgram.Plain, plain, FakeProgram.OursRequest),
                Load(Library, library, FakeProgram.OursRequest), Load(FakeProgram.Mock, mock, FakeProgram.MockRequest),
                Load(WireMock, wireMock, FakeProgram.OursRequest), Load(Kestrel, kestrel, FakeProgram.OursRequest),
                new(Thread, () => Task.FromResult(Sign(jwt))),
            ]);
            run.Compare(what, (FakeProgram.Plain, rate[FakeProgram.Plain]), (FakeProgram.Mock, rate[FakeProgram.Mock]), Aim.AtLeast(2));
            run.Compare(what, (FakeProgram.Compiled, rate[FakeProgram.Compiled]), (FakeProgram.Mock, rate[FakeProgram.Mock]), Aim.AtLeast(2));
            run.Compare(what, (Library, rate[Library]), (FakeProgram.Mock, rate[FakeProgram.Mock]), Aim.AtLeast(1.5));
            run.Compare(what, (Library, rate[Library]), (WireMock, rate[WireMock]));
            run.Compare(what, (FakeProgram.Plain, rate[FakeProgram.Plain]), (Kestrel, rate[Kestrel]));
            run.Compare(what, (FakeProgram.Plain, rate[FakeProgram.Plain]), (Thread, rate[Thread]), Aim.AtLeast(0.85));

            Subject Load(string name, ServerProcess server, string request)
            {
                var load = new HttpLoad(server.Url, request);
                return new(name, async () => (await load.PerSecondAsync(clients, Span)).PerSecond);
            }
        }

        Task WarmAsync(ServerProcess server, int clients, TimeSpan span) =>
            new HttpLoad(server.Url, server == mock ? FakeProgram.MockRequest : FakeProgram.OursRequest).PerSecondAsync(clients, span);
    }

    private static double Sign(Jwt jwt)
    {
        var data = new byte[1000];
        var count = 0;
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < Span)
        {
            jwt.Sign(data);
            count++;
        }

        return count / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }
}
