using System.Globalization;
using System.Text.Json.Nodes;

namespace IbmIam.Testing.Http;

/// <summary>A refusal of IAM's; every one of them stands in <see cref="IamErrors"/>.</summary>
internal sealed record IamError(int Status, string Code, string Message, string Details = "")
{
    public FakeResponse ToResponse(Exchange exchange)
    {
        var body = new JsonObject { ["context"] = Context(exchange), ["errorCode"] = Code, ["errorMessage"] = Message };
        if (Details.Length > 0)
        {
            body["errorDetails"] = Details;
        }

        exchange.Refuse(Code, Details.Length > 0 ? Details : Message);
        return FakeResponse.Of(body, Status);
    }

    private static JsonObject Context(Exchange exchange)
    {
        var end = exchange.Iam.Clock.GetUtcNow();
        return new JsonObject
        {
            ["requestId"] = "ZmFrZS0-" + exchange.TransactionId.Replace("-", "", StringComparison.Ordinal),
            ["requestType"] = "incoming." + exchange.RequestType,
            ["userAgent"] = exchange.Request.Header("User-Agent"),
            ["url"] = exchange.Iam.Url,
            ["instanceId"] = "iamid-fake-1",
            ["threadId"] = Environment.CurrentManagedThreadId.ToString("x", CultureInfo.InvariantCulture),
            ["host"] = "iamid-fake-1",
            ["startTime"] = Date(exchange.At),
            ["endTime"] = Date(end),
            ["elapsedTime"] = Math.Max(0, (long)(end - exchange.At).TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
            ["locale"] = "en_US",
            ["clusterName"] = "iam-id-fake",
        };
    }

    /// <summary>IAM's own form of a date, which is not ISO 8601.</summary>
    private static string Date(DateTimeOffset at) => at.ToString("dd.MM.yyyy HH:mm:ss:fff 'UTC'", CultureInfo.InvariantCulture);
}
