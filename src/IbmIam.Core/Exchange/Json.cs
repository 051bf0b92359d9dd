using System.Text.Json;

namespace IbmIam.Exchange;

/// <summary>Reads JSON from external sources: any defect in it is a result, never an exception.</summary>
internal static class Json
{
    /// <summary>
    /// Reads a value from a document. Returns false when the text is not JSON, lacks the expected structure, or contains an
    /// invalid string, such as half a surrogate pair.
    /// </summary>
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

    /// <summary>Returns the value of a string property; null when there is none.</summary>
    public static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
