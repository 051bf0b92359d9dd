using System.Text.Json;

namespace IbmIam.Exchange;

/// <summary>JSON from outside: whatever is wrong with it is one answer, never an exception.</summary>
internal static class Json
{
    /// <summary>Reads a document; false where the text is none, or holds what is no text, such as half a surrogate pair.</summary>
    public static bool TryRead<T>(string text, Func<JsonElement, T> read, out T? value)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            value = read(json.RootElement);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            value = default;
            return false;
        }
    }

    /// <summary>A member's text; null where there is none.</summary>
    public static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
