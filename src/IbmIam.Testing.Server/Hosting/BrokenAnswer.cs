using System.Globalization;
using System.Net.Sockets;
using System.Text;
using IbmIam.Testing.Http;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace IbmIam.Testing.Hosting;

/// <summary>
/// Sends part of a response, then resets the connection. Without TLS, it writes directly to the socket, because the reset
/// could overtake data in Kestrel's buffers.
/// </summary>
internal static class BrokenAnswer
{
    /// <summary>
    /// The time that sent data gets to arrive before the reset, which overtakes data in Kestrel's buffers and, on Windows,
    /// discards data that the client has received but not yet read.
    /// </summary>
    private static readonly TimeSpan Arrival = TimeSpan.FromMilliseconds(50);

    public static async Task SendAsync(HttpContext context, FakeResponse answer, CancellationToken cancelled)
    {
        if (answer.Delivery.Cut != Cut.BeforeHeaders)
        {
            await SendPartAsync(context, answer, cancelled).ConfigureAwait(false);
        }

        context.Abort();
    }

    private static async Task SendPartAsync(HttpContext context, FakeResponse answer, CancellationToken cancelled)
    {
        if (context.Request.IsHttps || context.Features.Get<IConnectionSocketFeature>() is not { } connection)
        {
            await SendThroughKestrelAsync(context, answer, cancelled).ConfigureAwait(false);
        }
        else
        {
            await connection.Socket.SendAsync(Compose(answer), SocketFlags.None, cancelled).ConfigureAwait(false);
            if (OperatingSystem.IsWindows())
            {
                await Task.Delay(Arrival, TimeProvider.System, cancelled).ConfigureAwait(false);
            }
        }
    }

    private static byte[] Compose(FakeResponse answer)
    {
        var length = answer.Delivery.DeclaredLength ?? answer.Body.Length;
        (string Name, string Value)[] headers =
            [("Content-Length", length.ToString(CultureInfo.InvariantCulture)), ("Content-Type", answer.ContentType), .. answer.Headers];
        var lines = headers.Where(header => header.Value.Length > 0).Select(header => $"{header.Name}: {header.Value}\r\n");
        var head = $"HTTP/1.1 {answer.Status} {ReasonPhrases.GetReasonPhrase(answer.Status)}\r\n{string.Concat(lines)}\r\n";
        var body = answer.Delivery.Cut == Cut.AfterHeaders ? default : answer.Body;
        return [.. Encoding.ASCII.GetBytes(head), .. body.Span];
    }

    private static async Task SendThroughKestrelAsync(HttpContext context, FakeResponse answer, CancellationToken cancelled)
    {
        HttpAdapter.WriteHead(context.Response, answer);
        if (answer.Delivery.Cut == Cut.AfterBody)
        {
            await context.Response.Body.WriteAsync(answer.Body, cancelled).ConfigureAwait(false);
        }

        await context.Response.Body.FlushAsync(cancelled).ConfigureAwait(false);
        await Task.Delay(Arrival, TimeProvider.System, cancelled).ConfigureAwait(false);
    }
}
