using IbmIam.Bench.Harness;

namespace IbmIam.Bench.Tables;

/// <summary>Requests per second that need no signature, with the log of 10,000 requests full.</summary>
internal static class FakeRequests
{
    private const string Library = "FakeIamServer";
    private const string Kestrel = "bare Kestrel";
    private const string WireMock0 = "a WireMock.Net mapping, no log";
    private const string WireMock1000 = "a WireMock.Net mapping, log of 1,000";
    // Several short rounds: a brief disturbance spoils one of them, not the pass.
    private const int Rounds = 3;
    private const int Clients = 8;
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Span = TimeSpan.FromMilliseconds(250);

    private static readonly (string Name, string Request, int Status)[] Requests =
    [
        ("keys", HttpLoad.Get("/identity/keys"), 200),
        ("discovery", HttpLoad.Get("/identity/.well-known/openid-configuration"), 200),
        ("unknown API key", HttpLoad.Post("/identity/token", "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey=unknown"), 400),
    ];

    public static async Task MeasureAsync(Run run)
    {
        await using var program = await ServerProcess.StartAsync(FakeProgram.PlainCommand);
        await using var library = await ServerProcess.StartAsync(Processes.Self("serve", "library"));
        await using var kestrel = await ServerProcess.StartAsync(Processes.Self("serve", "kestrel"));
        await using var wireMock0 = await ServerProcess.StartAsync(Processes.Self("serve", "wiremock-0"));
        await using var wireMock1000 = await ServerProcess.StartAsync(Processes.Self("serve", "wiremock-1000"));
        var keys = Requests[0].Request;
        foreach (var server in (ServerProcess[])[program, library, kestrel, wireMock0, wireMock1000])
        {
            // Fills the log.
            await new HttpLoad(server.Url, keys).SendAsync(Clients, 12_000);
        }

        (string Name, ServerProcess Server, string Request, int Status)[] Servers((string Name, string Request, int Status) ours) =>
        [
            (FakeProgram.Plain, program, ours.Request, ours.Status), (Library, library, ours.Request, ours.Status), (Kestrel, kestrel, keys, 200),
            (WireMock0, wireMock0, keys, 200), (WireMock1000, wireMock1000, keys, 200),
        ];

        foreach (var one in Requests.SelectMany(Servers))
        {
            // Until the runtime has compiled the hot code: all servers equally long, before any is measured.
            await new HttpLoad(one.Server.Url, one.Request).PerSecondAsync(Clients, Warming, one.Status);
        }

        foreach (var ours in Requests)
        {
            var name = ours.Name;
            var processor = new Dictionary<string, Series>();
            var rate = await run.InTurnAsync(Rounds, "/s", [.. Servers(ours).Select(Load)]);
            run.Compare(name, (FakeProgram.Plain, rate[FakeProgram.Plain]), (Kestrel, rate[Kestrel]), Aim.AtLeast(0.85));
            run.Compare(name, (Library, rate[Library]), (Kestrel, rate[Kestrel]), Aim.AtLeast(0.85));
            run.Compare(name, (Library, rate[Library]), (WireMock0, rate[WireMock0]), Aim.AtLeast(2));
            run.Compare(name, (Library, rate[Library]), (WireMock1000, rate[WireMock1000]), Aim.AtLeast(4));
            // The client uses part of the two cores, so the server's own time says more.
            run.Compare(name + ", the server's processor time for each", (FakeProgram.Plain, processor[FakeProgram.Plain]), (Kestrel, processor[Kestrel]));
            run.Compare(name + ", the server's processor time for each", (Library, processor[Library]), (Kestrel, processor[Kestrel]));
            run.Compare(name + ", the server's processor time for each", (Library, processor[Library]), (WireMock0, processor[WireMock0]));
            run.Compare(name + ", the server's processor time for each", (Library, processor[Library]), (WireMock1000, processor[WireMock1000]));

            Subject Load((string Name, ServerProcess Server, string Request, int Status) one)
            {
                var load = new HttpLoad(one.Server.Url, one.Request);
                return new(one.Name, async () =>
                {
                    var before = one.Server.Processor;
                    var (perSecond, count) = await load.PerSecondAsync(Clients, Span, one.Status);
                    (processor.TryGetValue(one.Name, out var series) ? series : processor[one.Name] = new Series("µs")).Add((one.Server.Processor - before) / count);
                    return perSecond;
                });
            }
        }
    }
}
