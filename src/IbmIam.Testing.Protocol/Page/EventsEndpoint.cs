using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Page;

/// <summary>Sends server-sent events: the time about every second, requests as they arrive, and the state when it has changed.</summary>
internal static class EventsEndpoint
{
    /// <summary>The maximum number of requests in an event; nobody reads more of a burst. The first event, and the first after a clear, contain all.</summary>
    private const int MostAtOnce = 100;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>The shortest time between events: under load, a page gets a few per second, not one per request.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    public static FakeResponse Answer(Exchange exchange) => new FakeResponse(200, default, "text/event-stream")
    {
        Live = (stream, cancelled) => FollowAsync(exchange.Iam, stream, cancelled),
    }.With("Cache-Control", "no-store").With("X-Content-Type-Options", "nosniff");

    private static async Task FollowAsync(FakeIam iam, Stream stream, CancellationToken cancelled)
    {
        // Not disposed, because a concurrent change may still release it. It holds no resources, because no wait handle is used.
#pragma warning disable CA2000
        var changes = new SemaphoreSlim(0);
#pragma warning restore CA2000
        var feed = iam.Page!;
        void Wake() => changes.Release();
        feed.Changed += Wake;
        try
        {
            var (place, state) = (Place.Nowhere, Array.Empty<byte>());
            while (true)
            {
                (place, state) = await SendAsync(iam, stream, (place, state), cancelled).ConfigureAwait(false);
                await Task.Delay(Pause, TimeProvider.System, cancelled).ConfigureAwait(false);
                await changes.WaitAsync(Tick, cancelled).ConfigureAwait(false);
                while (await changes.WaitAsync(TimeSpan.Zero, cancelled).ConfigureAwait(false))
                {
                    // All changes up to now go into one event.
                }
            }
        }
        finally
        {
            feed.Changed -= Wake;
        }
    }

    private static async Task<(Place, byte[])> SendAsync(FakeIam iam, Stream stream, (Place Place, byte[] State) before, CancellationToken cancelled)
    {
        var (next, whole, seen) = iam.Page!.Since(before.Place);
        var shown = whole ? seen : seen.TakeLast(MostAtOnce);
        var data = new JsonObject
        {
            ["now"] = iam.Clock.Now.ToUnixTimeMilliseconds(),
            ["total"] = iam.Requests.Total,
            ["whole"] = whole,
            ["entries"] = new JsonArray([.. shown.Select(PageEntry.Of)]),
        };
        var state = PageState.Of(iam);
        var bytes = FakeResponse.Of(state).Body.ToArray();
        if (!bytes.AsSpan().SequenceEqual(before.State))
        {
            data["state"] = state;
        }

        byte[] message = [.. "data: "u8, .. FakeResponse.Of(data).Body.Span, .. "\n\n"u8];
        await stream.WriteAsync(message, cancelled).ConfigureAwait(false);
        await stream.FlushAsync(cancelled).ConfigureAwait(false);
        return (next, bytes);
    }
}
