using System.Globalization;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Faults;

/// <summary>One thing that goes wrong: an answer in place of the endpoint's, or a change to it.</summary>
internal sealed record Fault(string Kind)
{
    /// <summary>Answers in the endpoint's place, which is not asked: no token is made.</summary>
    public Endpoint? Replace { get; init; }

    public Func<FakeResponse, FakeResponse>? Alter { get; init; }

    public FakeHold? Hold { get; init; }

    public static Fault Status(int status, string? code) => new("status")
    {
        Replace = exchange => new IamError(Checked(status, 400), code ?? "BXNIM0060E", "A fault of the test's plan.", $"HTTP {status}").ToResponse(exchange),
    };

    public static Fault RateLimit(TimeSpan? retryAfter, bool asDate) => new("rate-limit")
    {
        Replace = exchange =>
        {
            var refusal = new IamError(429, "BXNIM0060E", "Too many requests.", "HTTP 429 Too Many Requests").ToResponse(exchange);
            return retryAfter is { } wait ? refusal.With("Retry-After", RetryAfter(exchange, wait, asDate)) : refusal;
        },
    };

    public static Fault Html(int status) => new("html")
    {
        Replace = _ => FakeResponse.Text($"<html><head><title>{status}</title></head><body><h1>{status} from the gateway</h1></body></html>\n", Checked(status, 200)),
    };

    public static Fault Delay(TimeSpan before) => new("delay")
    {
        Alter = response => response with { Delivery = response.Delivery with { BeforeHeaders = before } },
    };

    public static Fault Truncated(int bytes) => new("truncated")
    {
        Alter = response => response with
        {
            Body = response.Body[..Math.Min(bytes, response.Body.Length)],
            Delivery = response.Delivery with { DeclaredLength = response.Body.Length + 1, Cut = Cut.AfterBody },
        },
    };

    private static string RetryAfter(Exchange exchange, TimeSpan wait, bool asDate) => asDate
        ? (exchange.Iam.Clock.GetUtcNow() + wait).ToString("R", CultureInfo.InvariantCulture)
        : ((long)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static int Checked(int status, int least) => status >= least && status <= 599
        ? status
        : throw new ArgumentOutOfRangeException(nameof(status), $"The status is {status}: give one from {least} to 599.");
}
