using System.Globalization;
using System.Text.Json;
using IbmIam.Exchange;

namespace IbmIam.Diagnostics;

/// <summary>An error response, scrubbed so that it can be printed.</summary>
internal sealed record IamError(int Status, string? Code, string? Message, string? TransactionId)
{
    public string Description => "status " + Status.ToString(CultureInfo.InvariantCulture)
        + (Code is null ? "" : ", " + Code) + (Message is null ? "" : ", " + Message.TrimEnd('.', ' '));

    /// <summary>Parses all known formats: IAM's <c>errorCode</c>, the management API's <c>errors</c>, and the VPC metadata service's.</summary>
    public static IamError Read(int status, string body, string? transactionId, Scrubber scrubber)
    {
        var (code, message, request) = Parse(body);
        code = code is { Length: <= 40 } && code.All(static at => char.IsAsciiLetterOrDigit(at) || at is '_' or '-' or '.') ? scrubber.Clean(code) : null;
        return new IamError(status, code, message is null ? null : scrubber.Clean(message), (transactionId ?? request) is { Length: > 0 } id ? scrubber.Clean(id) : null);
    }

    private static (string? Code, string? Message, string? Request) Parse(string body)
    {
        _ = Json.TryRead(body, Parse, out var said);
        return said;
    }

    private static (string? Code, string? Message, string? Request) Parse(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return default;
        }

        var first = root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0 ? errors[0] : root;
        var context = root.TryGetProperty("context", out var found) ? found : root;
        var (message, details) = (Json.Text(first, "errorMessage") ?? Json.Text(first, "message"), Json.Text(first, "errorDetails"));
        return (
            Json.Text(first, "errorCode") ?? Json.Text(first, "code"),
            details is null || details == message ? message : $"{message} {details}",
            Json.Text(context, "requestId") ?? Json.Text(root, "trace"));
    }
}
