using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IbmIam.Testing.Http;

/// <summary>Reads JSON objects that clients send.</summary>
internal static class JsonBody
{
    /// <summary>Returns null when the body is not a JSON object, has a duplicate property, or has a string that is not valid Unicode.</summary>
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

    /// <summary>Checks that all strings are valid Unicode. The parser accepts a lone surrogate and invalid UTF-8, but reading the string later throws.</summary>
    /// <exception cref="JsonException">The text is not JSON, or a string in it is not valid Unicode.</exception>
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

    public static string Text(this JsonObject json, string name) => json[name].Text();

    /// <summary>Formats a date as in the metadata service and the fake's own responses.</summary>
    public static string Date(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Returns the string, or an empty string for any other value.</summary>
    public static string Text(this JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
