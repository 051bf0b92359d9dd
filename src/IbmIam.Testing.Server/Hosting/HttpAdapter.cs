using System.IO.Pipelines;
using IbmIam.Testing.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace IbmIam.Testing.Hosting;

/// <summary>The adapter between ASP.NET Core and the fake. Both hosts compile this file; neither adds rules of its own.</summary>
internal sealed class HttpAdapter(FakeIam iam)
{
    private const int PortionBytes = 1024;

    /// <summary>Answers a request to one of the fake's routes; returns false for any other, which the host handles.</summary>
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
            // The client disconnected or the server is stopping, so nobody is waiting for the answer.
            context.Abort();
        }

        return true;
    }

    public static FakeRequest RequestWithoutBody(HttpContext context) => Request(context, RawPath(context));

    /// <summary>Returns the guard's refusal of a request to a protected path, or null.</summary>
    public static FakeResponse? Refusal(HttpContext context, FakeIam iam, FakeRequest request, out Exchange? guarded) =>
        iam.Refusal(request, Uri.UnescapeDataString(Received(context).Path), out guarded);

    public static async Task SendAsync(HttpContext context, FakeResponse answer, CancellationToken cancelled)
    {
        await Task.Delay(answer.Delivery.BeforeHeaders, TimeProvider.System, cancelled).ConfigureAwait(false);
        await (answer.Delivery.Cut == Cut.None ? WriteAsync(context.Response, answer, cancelled) : BrokenAnswer.SendAsync(context, answer, cancelled)).ConfigureAwait(false);
    }

    private static async Task WriteAsync(HttpResponse response, FakeResponse answer, CancellationToken cancelled)
    {
        WriteHead(response, answer);
        if (answer.Delivery.BeforeBody is { } wait)
        {
            await response.Body.FlushAsync(cancelled).ConfigureAwait(false);
            await Task.Delay(wait, TimeProvider.System, cancelled).ConfigureAwait(false);
        }

        if (answer.Live is { } live)
        {
            await live(response.Body, cancelled).ConfigureAwait(false);
        }
        else if (TakesBody(answer))
        {
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

        if (answer.Live is null && TakesBody(answer))
        {
            response.ContentLength = answer.Delivery.DeclaredLength ?? answer.Body.Length;
        }

        response.ContentType = answer.ContentType;
    }

    /// <summary>Returns false for statuses without a body, on which Kestrel rejects even an empty write.</summary>
    private static bool TakesBody(FakeResponse answer) => answer.Status is not (204 or 205 or 304);

    private static async Task WriteBodyAsync(Stream stream, FakeResponse answer, CancellationToken cancelled)
    {
        if (answer.Delivery.BytesPerSecond is not { } speed)
        {
            await stream.WriteAsync(answer.Body, cancelled).ConfigureAwait(false);
            return;
        }

        // Writes the bytes of a tenth of a second at a time, up to 1 KiB, to avoid a wake-up for each byte.
        var portion = Math.Clamp(speed / 10, 1, PortionBytes);
        for (var left = answer.Body; !left.IsEmpty; left = left[Math.Min(portion, left.Length)..])
        {
            await stream.WriteAsync(left[..Math.Min(portion, left.Length)], cancelled).ConfigureAwait(false);
            await Task.Delay(TimeSpan.FromSeconds((double)portion / speed), TimeProvider.System, cancelled).ConfigureAwait(false);
        }
    }

    private static async Task<FakeRequest> ReadAsync(HttpContext context, string path, CancellationToken cancelled)
    {
        var (body, flaw) = await ReadBodyAsync(context.Request, cancelled).ConfigureAwait(false);
        if (flaw is not null)
        {
            // The rest of the body is not read, so the connection can't be reused.
            context.Response.Headers.Connection = "close";
        }

        return Request(context, path, body, flaw);
    }

    private static FakeRequest Request(HttpContext context, string path, ReadOnlyMemory<byte> body = default, IamError? flaw = null) => new()
    {
        Method = context.Request.Method,
        Path = path,
        Query = Received(context).QueryString,
        Headers = new Headers([.. context.Request.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()))]),
        Body = body,
        BodyFlaw = flaw,
    };

    private static async Task<(ReadOnlyMemory<byte> Body, IamError? Flaw)> ReadBodyAsync(HttpRequest request, CancellationToken cancelled)
    {
        if (request.ContentLength > FakeIam.BodyLimit)
        {
            return (default, IamErrors.BodyTooLarge);
        }

        // Many requests have no body, and trying to read one would be a tenth of their cost.
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return (default, null);
        }

        using var body = new MemoryStream();
        try
        {
            ReadResult read;
            do
            {
                read = await request.BodyReader.ReadAsync(cancelled).ConfigureAwait(false);
                foreach (var part in read.Buffer)
                {
                    body.Write(part.Span);
                }

                request.BodyReader.AdvanceTo(read.Buffer.End);
                if (body.Length > FakeIam.BodyLimit)
                {
                    return (default, IamErrors.BodyTooLarge);
                }
            }
            while (!read.IsCompleted);
        }
        catch (BadHttpRequestException unread)
        {
            // The body is malformed HTTP (400) or arrives too slowly (408).
            return (default, IamErrors.BodyUnread(unread.StatusCode, ReasonPhrases.GetReasonPhrase(unread.StatusCode)));
        }

        return (body.ToArray(), null);
    }

    private static IHttpRequestFeature Received(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>();

    /// <summary>Gets the path as received, neither decoded nor normalized. If the request target is an absolute URL, this is what follows its host.</summary>
    private static string RawPath(HttpContext context)
    {
        var received = Received(context);
        var target = received.RawTarget[..^received.QueryString.Length];
        if (target.StartsWith('/'))
        {
            return target;
        }

        var address = target.Split("://", 2)[^1];
        return address.IndexOf('/', StringComparison.Ordinal) is >= 0 and var path ? address[path..] : received.Path;
    }
}
