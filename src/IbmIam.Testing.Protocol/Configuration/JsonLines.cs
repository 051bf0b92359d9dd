using System.Text.Json;

namespace IbmIam.Testing.Configuration;

/// <summary>Finds the line of a property or an array item, for error messages.</summary>
internal static class JsonLines
{
    /// <summary>Gets the one-based line of a path. Skips values off that path: building the path of everything below a long name would fill the memory.</summary>
    public static int Find(ReadOnlySpan<byte> json, string wanted)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var path = new Stack<(string Path, int Items)>();
        var name = "";
        while (name != wanted && reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = path.Peek().Path + (path.Peek().Path.Length > 0 ? "." : "") + reader.GetString();
            }
            else if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
            {
                path.Pop();
                continue;
            }
            else
            {
                if (path.Count > 0 && path.Peek().Items >= 0)
                {
                    var (parent, items) = path.Pop();
                    path.Push((parent, items + 1));
                    name = $"{parent}[{items}]";
                }

                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && wanted.StartsWith(name, StringComparison.Ordinal))
                {
                    path.Push((name, reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
                }
            }

            if (!wanted.StartsWith(name, StringComparison.Ordinal))
            {
                reader.Skip();
            }
        }

        return 1 + json[..(int)reader.TokenStartIndex].Count((byte)'\n');
    }
}
