using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using IbmIam.Diagnostics;

namespace IbmIam.Exchange;

/// <summary>The claims of an access token. The signature is not verified: they serve only for display and expiry, never for trust.</summary>
internal sealed record Claims(double? Expires, double? Issued, string? Identity)
{
    /// <summary>Returns null when the text is not a JWT.</summary>
    public static Claims? Read(string token)
    {
        var (first, last) = (token.IndexOf('.', StringComparison.Ordinal), token.LastIndexOf('.'));
        if (first == last || token.IndexOf('.', first + 1) != last)
        {
            return null;
        }

        var payload = token.AsSpan(first + 1, last - first - 1);
        var text = new byte[Base64Url.GetMaxDecodedLength(payload.Length)];
        return Base64Url.DecodeFromChars(payload, text, out _, out var length) == OperationStatus.Done
            && Json.TryRead(
                Encoding.UTF8.GetString(text, 0, length),
                static root => root.ValueKind == JsonValueKind.Object ? new Claims(Number(root, "exp"), Number(root, "iat"), IdentityOf(root)) : null,
                out var claims)
            ? claims
            : null;
    }

    private static string? IdentityOf(JsonElement root)
    {
        var id = Text(root, "identifier") ?? Text(root, "sub") ?? Text(root, "iam_id");
        var name = Text(root, "name") ?? Text(root, "email");
        return id is null ? name : name is null ? id : $"{id} ({name})";
    }

    private static double? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    private static string? Text(JsonElement root, string name) =>
        Json.Text(root, name) is { Length: > 0 } text ? Scrubber.Printable(text, 100) : null;
}
