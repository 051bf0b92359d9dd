using System.Buffers;
using IbmIam.Testing.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IbmIam.Testing.Hosting;

/// <summary>Between ASP.NET Core and the fake. Both hosts compile this file; neither adds a rule of its own.</summary>
internal sealed class HttpAdapter(FakeIam iam)
{
    private const int ChunkBytes = 1024;

    /// <summary>Answers the fake's own routes; false leaves the request to the host.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext context)
    {
        var path = RawPath(context);
        if (iam.Match(context.Request.Method, path, context.Connection.RemoteIpAddress) is not { } route)
        {
            return false;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, iam.Stopping);
        try
        {
            var request = await ReadAsync(context, path, ended.Token).ConfigureAwait(false);
            var answer = await iam.AnswerAsync(request, route, ended.Token).ConfigureAwait(false);
            await SendAsync(context, answer, ended.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException && ended.IsCancellationRequested)
        {
            // The client went away or the server stops: there is nobody left to answer.
            context.Abort();
        }

        return true;
    }

    public static FakeRequest Head(HttpContext context) => Request(context, RawPath(context));

    /// <summary>What a guard refuses of the host's own paths.</summary>
    public static FakeResponse? Refusal(HttpContext context, FakeIam iam, FakeRequest request, out Exchange? guarded) =>
        iam.Refusal(request, Uri.UnescapeDataString(context.Request.Path.Value ?? ""), out guarded);

    public static async Task SendAsync(HttpContext context, FakeResponse answer, CancellationToken cancelled)
    {
        await Task.Delay(answer.Delivery.BeforeHeaders, TimeProvider.System, cancelled).ConfigureAwait(false);
        await (answer.Delivery.Cut == Cut.None ? WriteAsync(context.Response, answer, cancelled) : BrokenAnswer.SendAsync(context, answer, cancelled)).ConfigureAwait(false);
    }

    private static async Task WriteAsync(HttpResponse response, FakeResponse answer, CancellationToken cancelled)
    {
        WriteHead(response, answer);
        if (answer.Delivery.BeforeBody > TimeSpan.Zero)
        {
            await response.Body.FlushAsync(cancelled).ConfigureAwait(false);
            await Task.Delay(answer.Delivery.BeforeBody, TimeProvider.System, cancelled).ConfigureAwait(false);
        }

        if (answer.Live is { } live)
        {
            await live(response.Body, cancelled).ConfigureAwait(false);
        }
        else if (answer.Status is not (204 or 205 or 304))
        {
            // Kestrel takes not even an empty write on these.
            await WriteBodyAsync(response.Body, answer, cancelled).ConfigureAwait(false);
        }
    }

    public static void WriteHead(HttpResponse response, FakeResponse answer)
    {
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        if (answer.Live is null && answer.Status is not (204 or 205 or 304))
        {
            response.ContentLength = answer.Delivery.DeclaredLength ?? answer.Body.Length;
        }

        response.ContentType = answer.ContentType;
    }

    private static async Task WriteBodyAsync(Stream stream, FakeResponse answer, CancellationToken cancelled)
    {
        if (answer.Delivery.BytesPerSecond is not { } speed)
        {
            await stream.WriteAsync(answer.Body, cancelled).ConfigureAwait(false);
            return;
        }

        // Ten portions a second: slow for the client, without one wake-up for each byte.
        var portion = Math.Clamp(speed / 10, 1, ChunkBytes);
        for (var sent = 0; sent < answer.Body.Length; sent += portion)
        {
            await stream.WriteAsync(answer.Body.Slice(sent, Math.Min(portion, answer.Body.Length - sent)), cancelled).ConfigureAwait(false);
            await stream.FlushAsync(cancelled).ConfigureAwait(false);
            await Task.Delay(TimeSpan.FromSeconds((double)portion / speed), TimeProvider.System, cancelled).ConfigureAwait(false);
        }
    }

    private static async Task<FakeRequest> ReadAsync(HttpContext context, string path, CancellationToken cancelled)
    {
        var (body, flaw) = await ReadBodyAsync(context, cancelled).ConfigureAwait(false);
        if (flaw is not null)
        {
            // What is left of the body is not read: the connection can't be used again.
            context.Response.Headers.Connection = "close";
        }

        return Request(context, path, body, flaw);
    }

    private static FakeRequest Request(HttpContext context, string path, ReadOnlyMemory<byte> body = default, IamError? flaw = null) => new()
    {
        Method = context.Request.Method,
        Path = path,
        Query = context.Request.QueryString.Value ?? "",
        Headers = new Headers([.. context.Request.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()))]),
        Body = body,
        BodyFlaw = flaw,
    };

    private static async Task<(ReadOnlyMemory<byte> Body, IamError? Flaw)> ReadBodyAsync(HttpContext context, CancellationToken cancelled)
    {
        if (context.Request.ContentLength > FakeIam.BodyLimit)
        {
            return (default, IamErrors.BodyTooLarge);
        }

        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return (default, null);
        }

        using var body = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(16 * ChunkBytes);
        try
        {
            int read;
            while ((read = await context.Request.Body.ReadAsync(buffer, cancelled).ConfigureAwait(false)) > 0)
            {
                await body.WriteAsync(buffer.AsMemory(0, read), cancelled).ConfigureAwait(false);
                if (body.Length > FakeIam.BodyLimit)
                {
                    return (default, IamErrors.BodyTooLarge);
                }
            }
        }
        catch (BadHttpRequestException)
        {
            return (default, IamErrors.BodyBroken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }

        return (body.ToArray(), null);
    }

    /// <summary>The path as it came, so that an encoded slash stays inside its segment.</summary>
    private static string RawPath(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return !target.StartsWith('/') ? context.Request.Path.Value ?? "" : query < 0 ? target : target[..query];
    }
}
