using System.Text.Json;
using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Configuration;

/// <summary>The exception for an invalid configuration; the message names the file, line and property.</summary>
internal sealed class ConfigException(string message, Exception? inner = null) : ArgumentException(message, inner);

/// <summary>A parsed configuration, with its text and name for error messages.</summary>
internal sealed class ConfigDocument
{
    private readonly string _name;
    private readonly byte[] _text;

    private ConfigDocument(string name, JsonNode root, byte[] text)
    {
        _name = name;
        _text = text;
        Root = new Setting(root, "", this);
    }

    public Setting Root { get; }

    public static ConfigDocument Parse(string name, ReadOnlySpan<byte> text)
    {
        // Some Windows editors add a byte order mark.
        text = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
        try
        {
            JsonBody.CheckText(text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };
            return JsonNode.Parse(text, documentOptions: options) is JsonObject root
                ? new ConfigDocument(name, root, text.ToArray())
                : throw new ConfigException($"{name}: it must be a JSON object.");
        }
        catch (JsonException problem)
        {
            // For a duplicate property, the exception has no line number.
            var line = problem.LineNumber is { } number ? $", line {number + 1}" : "";
            throw new ConfigException($"{name}{line}: not valid JSON. {problem.Message}", problem);
        }
    }

    public ConfigException Error(string path, string problem) => new($"{_name}, line {JsonLines.Find(_text, path)}, {path}: {problem}");
}
