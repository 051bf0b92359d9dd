using System.Globalization;
using IbmIam.Bench.Harness;
using IbmIam.Testing;

namespace IbmIam.Bench.Tables;

/// <summary>The managed heap of a process that runs a fake, after a full collection, by the number of tokens given.</summary>
internal static class FakeMemory
{
    private const int Clients = 8;

    public static async Task MeasureAsync(Run run)
    {
        using var iam = FakeIamServer.Start();
        var load = new HttpLoad(new Uri(iam.Url), HttpLoad.Post("/identity/token", $"grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey={Uri.EscapeDataString(iam.ApiKey)}"));
        var given = 0;
        double? first = null;
        var points = new List<double[]>();
        foreach (var tokens in (int[])[10, 1_000, 100_000, 1_000_000])
        {
            await load.SendAsync(Clients, tokens - given);
            given = tokens;
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            var heap = GC.GetTotalMemory(forceFullCollection: true) / 1048576d;
            points.Add([tokens, heap]);
            if (first is { } least)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"heap after {tokens:#,0} tokens, beyond that after 10");
                run.Report(name, "FakeIamServer", Series.Of("MiB", heap - least), Aim.AtMost(20, "MiB"));
            }
            else
            {
                run.Report("heap after 10 tokens", "FakeIamServer", Series.Of("MiB", heap));
            }

            first ??= heap;
        }

        run.Draw("memory", "FakeIamServer", points);
    }
}
