using System.Text.Json;
using System.Text.Json.Nodes;

namespace IbmIam.Testing.Http;

/// <summary>A JSON object as a client sent it.</summary>
internal static class JsonBody
{
    /// <summary>Null when it is not JSON, not an object, names a property twice, or holds text that is none.</summary>
    public static JsonObject? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            CheckText(body, default);
            return JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The parser lets half a surrogate pair and bytes that are no UTF-8 pass; whoever reads the text later would stumble.</summary>
    /// <exception cref="JsonException">It is not JSON, or a text in it is none.</exception>
    public static void CheckText(ReadOnlySpan<byte> json, JsonReaderOptions options)
    {
        var reader = new Utf8JsonReader(json, options);
        while (reader.Read())
        {
            try
            {
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String)
                {
                    reader.GetString();
                }
            }
            catch (InvalidOperationException problem)
            {
                throw new JsonException("A string is not valid Unicode.", path: null, json[..(int)reader.TokenStartIndex].Count((byte)'\n'), null, problem);
            }
        }
    }

    public static string Text(this JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
