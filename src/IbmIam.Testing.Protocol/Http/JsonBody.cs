using System.Text.Json;
using System.Text.Json.Nodes;

namespace IbmIam.Testing.Http;

/// <summary>A JSON object as a client sent it.</summary>
internal static class JsonBody
{
    /// <summary>Null when it is not JSON, not an object, or names a property twice.</summary>
    public static JsonObject? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string Text(this JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
