using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using IbmIam.Diagnostics;

namespace IbmIam.Exchange;

/// <summary>What an access token says of itself. Read for display and expiry alone: nothing is trusted for it.</summary>
internal sealed record Claims(double? Expires, double? Issued, string? Identity)
{
    /// <summary>Null where the text is no JWT.</summary>
    public static Claims? Read(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromUtf8(Encoding.UTF8.GetBytes(parts[1])));
            var root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object ? new(Number(root, "exp"), Number(root, "iat"), Who(root)) : null;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }

    private static string? Who(JsonElement root)
    {
        var id = Text(root, "identifier") ?? Text(root, "sub") ?? Text(root, "iam_id");
        var name = Text(root, "name") ?? Text(root, "email");
        return id is null ? name : name is null ? id : $"{id} ({name})";
    }

    private static double? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? Scrubber.Printable(text, 100) : null;
}
