using System.Globalization;
using System.Text.Json;

namespace IbmIam.Testing.Http;

/// <summary>An error in IAM's format. IAM's own errors are in <see cref="IamErrors"/>.</summary>
internal sealed record IamError(int Status, string Code, string Message, string Details = "")
{
    public FakeResponse ToResponse(Exchange exchange)
    {
        exchange.Refuse(Code, Details.Length > 0 ? Details : Message);
        return FakeResponse.Of(
            json =>
            {
                json.WriteStartObject("context"u8);
                WriteContext(json, exchange);
                json.WriteEndObject();
                json.WriteString("errorCode"u8, Code);
                json.WriteString("errorMessage"u8, Message);
                if (Details.Length > 0)
                {
                    json.WriteString("errorDetails"u8, Details);
                }
            },
            Status);
    }

    private static void WriteContext(Utf8JsonWriter json, Exchange exchange)
    {
        json.WriteString("requestId"u8, "ZmFrZS0-" + exchange.TransactionId.Replace("-", "", StringComparison.Ordinal));
        json.WriteString("requestType"u8, "incoming." + exchange.RequestType);
        json.WriteString("userAgent"u8, exchange.Request.Header("User-Agent"));
        json.WriteString("url"u8, exchange.Iam.Url);
        json.WriteString("instanceId"u8, "iamid-fake-1"u8);
        json.WriteString("threadId"u8, Environment.CurrentManagedThreadId.ToString("x", CultureInfo.InvariantCulture));
        json.WriteString("host"u8, "iamid-fake-1"u8);
        json.WriteString("startTime"u8, Date(exchange.At));
        json.WriteString("endTime"u8, Date(exchange.Iam.Clock.GetUtcNow()));
        json.WriteString("elapsedTime"u8, exchange.ElapsedMilliseconds);
        json.WriteString("locale"u8, "en_US"u8);
        json.WriteString("clusterName"u8, "iam-id-fake"u8);
    }

    /// <summary>Formats a date as IAM's errors do, which is not ISO 8601.</summary>
    private static string Date(DateTimeOffset at) => at.ToString("dd.MM.yyyy HH:mm:ss:fff 'UTC'", CultureInfo.InvariantCulture);
}
