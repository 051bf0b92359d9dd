using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IbmIam.Testing.Http;

/// <summary>A response, and how the host is to deliver it.</summary>
internal sealed record FakeResponse(int Status, ReadOnlyMemory<byte> Body, string ContentType)
{
    public const string Json = "application/json";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public Delivery Delivery { get; init; } = Delivery.Plain;

    /// <summary>Streams a body in place of <see cref="Body"/>, until the client disconnects or the fake stops.</summary>
    public Func<Stream, CancellationToken, Task>? Live { get; init; }

    public FakeResponse With(string header, string value) => this with { Headers = [.. Headers, (header, value)] };

    public FakeResponse At(DateTimeOffset time) => With("Date", time.ToString("R", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Creates a response with a JSON object, which is written directly as UTF-8.</summary>
    public static FakeResponse Of(Action<Utf8JsonWriter> writeFields, int status = 200)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            writer.WriteStartObject();
            writeFields(writer);
            writer.WriteEndObject();
        }

        return new FakeResponse(status, buffer.WrittenMemory, Json);
    }

    public static FakeResponse Of(JsonNode body, int status = 200, string contentType = Json)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            body.WriteTo(writer);
        }

        return new FakeResponse(status, buffer.ToArray(), contentType);
    }

    public static FakeResponse Text(string body, int status = 200, string contentType = "text/html") =>
        new(status, Encoding.UTF8.GetBytes(body), contentType);

    public static FakeResponse Empty(int status) => new(status, default, "");
}

/// <summary>How a response is delivered: at once and completely, unless a fault changes that.</summary>
internal sealed record Delivery
{
    public static readonly Delivery Plain = new();

    public TimeSpan BeforeHeaders { get; init; }

    /// <summary>The delay between the headers and the body; null sends them together.</summary>
    public TimeSpan? BeforeBody { get; init; }

    public int? BytesPerSecond { get; init; }

    /// <summary>The value of Content-Length; null for the length of the body.</summary>
    public long? DeclaredLength { get; init; }

    public Cut Cut { get; init; }
}

/// <summary>Where the connection is reset.</summary>
internal enum Cut
{
    None,
    BeforeHeaders,
    AfterHeaders,
    AfterBody,
}
