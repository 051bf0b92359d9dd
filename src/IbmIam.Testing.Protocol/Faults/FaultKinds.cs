using System.Globalization;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Faults;

/// <summary>Every kind of fault, by the name that JSON, the admin API and the log use.</summary>
internal static class FaultKinds
{
    public static Fault Status(int status, string? code)
    {
        var error = IamErrors.Find(code) ?? new IamError(status, code ?? "BXNIM0060E", "A fault of the test's plan.", $"HTTP {status}");
        return new Fault("status") { Replace = (error with { Status = Checked(status, 400) }).ToResponse };
    }

    public static Fault RateLimit(TimeSpan? retryAfter, bool asDate)
    {
        CheckWait(retryAfter ?? TimeSpan.Zero, "Retry-After", nameof(retryAfter));
        if (asDate && retryAfter is null)
        {
            throw new ArgumentException("There is no Retry-After to send as a date: give its time too.", nameof(asDate));
        }

        return new Fault("rate-limit")
        {
            Replace = exchange =>
            {
                var refusal = new IamError(429, "BXNIM0060E", "Too many requests.", "HTTP 429 Too Many Requests").ToResponse(exchange);
                return retryAfter is { } wait ? refusal.With("Retry-After", RetryAfter(exchange, wait, asDate)) : refusal;
            },
        };
    }

    /// <summary>The fault for a user's condition that threw: the response and the log say so.</summary>
    public static Fault ConditionFailed(string problem) => new("condition-failed")
    {
        Replace = new IamError(500, "FAKE_CONDITION_FAILED", "A fault condition of the test threw.", problem).ToResponse,
    };

    public static Fault Html(int status)
    {
        var page = FakeResponse.Text($"<html><head><title>{status}</title></head><body><h1>{status} from the gateway</h1></body></html>\n", Checked(status, 200));
        return new Fault("html") { Replace = _ => page };
    }

    public static Fault Empty() => new("empty") { Replace = _ => FakeResponse.Text("", contentType: FakeResponse.Json) };

    public static Fault Malformed() => new("malformed") { Replace = _ => FakeResponse.Text("{\"access_token\": ", contentType: FakeResponse.Json) };

    public static Fault NoToken() => new("no-token")
    {
        Replace = _ => FakeResponse.Text("{\"token_type\":\"Bearer\",\"expires_in\":3600}", contentType: FakeResponse.Json),
    };

    public static Fault RedirectLoop() => new("redirect-loop")
    {
        Replace = exchange => FakeResponse.Empty(302).With("Location", exchange.Iam.Url + exchange.Request.Path + exchange.Request.Query),
    };

    public static Fault Delay(TimeSpan before)
    {
        CheckWait(before, "The delay", nameof(before));
        return Altering("delay", delivery => delivery with { BeforeHeaders = before });
    }

    public static Fault SlowBody(int bytesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytesPerSecond);
        return Altering("slow-body", delivery => delivery with { BytesPerSecond = bytesPerSecond });
    }

    public static Fault Stall(TimeSpan beforeBody)
    {
        CheckWait(beforeBody, "The delay", nameof(beforeBody));
        return Altering("stall", delivery => delivery with { BeforeBody = beforeBody });
    }

    public static Fault Reset() => Altering("reset", delivery => delivery with { Cut = Cut.BeforeHeaders });

    public static Fault ResetAfterHeaders() => Altering("reset-after-headers", delivery => delivery with { Cut = Cut.AfterHeaders });

    public static Fault WrongLength() => new("wrong-length")
    {
        Alter = response => response with
        {
            Delivery = response.Delivery with { DeclaredLength = response.Body.Length + 100, Cut = Cut.AfterBody },
        },
    };

    public static Fault Truncated(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return new Fault("truncated")
        {
            Alter = response => response with
            {
                Body = response.Body[..Math.Min(bytes, response.Body.Length)],
                Delivery = response.Delivery with { DeclaredLength = response.Body.Length + 1, Cut = Cut.AfterBody },
            },
        };
    }

    private static Fault Altering(string kind, Func<Delivery, Delivery> alter) =>
        new(kind) { Alter = response => response with { Delivery = alter(response.Delivery) } };

    private static void CheckWait(TimeSpan span, string what, string parameter)
    {
        if (span < TimeSpan.Zero || span > TimeSpan.FromHours(1))
        {
            throw new ArgumentOutOfRangeException(parameter, $"{what} is {span}: use 0 to 1 hour.");
        }
    }

    private static string RetryAfter(Exchange exchange, TimeSpan wait, bool asDate) => asDate
        ? (exchange.Iam.Clock.GetUtcNow() + wait).ToString("R", CultureInfo.InvariantCulture)
        : ((long)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static int Checked(int status, int least) => status >= least && status <= 599
        ? status
        : throw new ArgumentOutOfRangeException(nameof(status), $"The status is {status}: use {least} to 599.");
}
