using System.Globalization;
using IbmIam.Bench.Harness;

namespace IbmIam.Bench.Tables;

/// <summary>The time to start a fake in the test's own process, get a token over HTTP and stop it.</summary>
internal static class FakeStart
{
    private const int Cold = 2;
    private const int Warm = 4;

    public static async Task MeasureAsync(Run run)
    {
        var cold = await run.InTurnAsync(Cold, "ms", [Fresh("FakeIamServer", "start-fake"), Fresh("WireMock.Net", "start-wiremock")]);
        run.Compare("first in its process", ("FakeIamServer", cold["FakeIamServer"]), ("WireMock.Net that signs with a ready key", cold["WireMock.Net"]), Aim.AtMost(1));

        for (var i = 0; i < 20; i++)
        {
            await Once.StartFakeAsync();
            await Once.StartWireMockAsync();
        }

        var warm = await run.InTurnAsync(Warm, "ms", [
            new("FakeIamServer", () => Clock.MillisecondsAsync(Once.StartFakeAsync)), new("WireMock.Net", () => Clock.MillisecondsAsync(Once.StartWireMockAsync)),
        ]);
        run.Report("the next ones, stop included", "FakeIamServer", warm["FakeIamServer"], Aim.AtMost(10, "ms"));
        run.Compare("the next ones, stop included", ("FakeIamServer", warm["FakeIamServer"]), ("WireMock.Net that signs with a ready key", warm["WireMock.Net"]));
    }

    private static Subject Fresh(string name, string what) => new(name, async () =>
        double.Parse((await Processes.RunAsync(Processes.Self("once", what), Run.Repository)).Output, CultureInfo.InvariantCulture));
}
