using System.Text.Json;

namespace IbmIam.Testing.Configuration;

/// <summary>Where in a JSON text each property and each item begins, so that a message can name the line.</summary>
internal static class JsonLines
{
    public static Dictionary<string, int> Find(ReadOnlySpan<byte> json)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var path = new Stack<(string Path, int Items)>();
        var name = "";
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = path.Peek().Path + (path.Peek().Path.Length > 0 ? "." : "") + reader.GetString();
                lines[name] = 1 + json[..(int)reader.TokenStartIndex].Count((byte)'\n');
            }
            else if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
            {
                path.Pop();
            }
            else
            {
                if (path.Count > 0 && path.Peek().Items >= 0)
                {
                    var (parent, items) = path.Pop();
                    path.Push((parent, items + 1));
                    name = $"{parent}[{items}]";
                    lines[name] = 1 + json[..(int)reader.TokenStartIndex].Count((byte)'\n');
                }

                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    path.Push((name, reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
                }
            }
        }

        return lines;
    }
}
