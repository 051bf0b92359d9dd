using System.Globalization;
using IbmIam.Bench.Harness;
using IbmIam.Testing;

namespace IbmIam.Bench.Tables;

/// <summary>Reads of the user's cache file, in a process that has just started and in one that has read it before.</summary>
internal static class TokenFile
{
    private const int Rounds = 2;
    private const int Reads = 1000;

    public static async Task MeasureAsync(Run run)
    {
        using var iam = FakeIamServer.Start();
        var folder = Path.Combine(run.Fresh(), "cache");
        await Once.SealedClient(iam.Url, iam.ApiKey, folder).GetTokenAsync(CancellationToken.None);
        var plain = Path.Combine(folder, "plain");
        await File.WriteAllBytesAsync(plain, await File.ReadAllBytesAsync(Directory.GetFiles(folder, "*.token").Single()));

        var fresh = await run.InTurnAsync(Rounds, "ms", [
            Subject("sealed", "read-sealed", iam.Url, iam.ApiKey, folder), Subject("unsealed", "read-plain", plain), Subject("crypto", "open-crypto"),
        ]);
        run.Report("first read in a new process, beyond the unsealed bytes", "IamClient", fresh["sealed"].Minus(fresh["unsealed"]), Aim.AtMost(3, "ms"));
        run.Report("of it, loading the machine's OpenSSL and one hash", "the base library", fresh["crypto"]);

        var warm = await run.InTurnWarmAsync(Rounds, "µs", [
            new("sealed", () => RepeatAsync(async () => await Once.SealedClient(iam.Url, iam.ApiKey, folder).GetTokenAsync(CancellationToken.None))),
            new("unsealed", () => RepeatAsync(() => File.ReadAllBytesAsync(plain))),
        ]);
        run.Report("read by a new client in a warm process", "IamClient", warm["sealed"], Aim.AtMost(100, "µs"));
        run.Compare("read by a new client in a warm process", ("IamClient", warm["sealed"]), ("the bytes, unsealed", warm["unsealed"]));
    }

    private static Subject Subject(string name, params string[] once) => new(name, async () =>
        double.Parse((await Processes.RunAsync(Processes.Self(["once", .. once]), Run.Repository)).Output, CultureInfo.InvariantCulture));

    private static async Task<double> RepeatAsync(Func<Task> read) => await Clock.MillisecondsAsync(async () =>
    {
        for (var i = 0; i < Reads; i++)
        {
            await read();
        }
    }) * 1000 / Reads;
}
