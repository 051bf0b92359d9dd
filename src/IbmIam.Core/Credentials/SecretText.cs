using System.Text.Json;
using IbmIam.Diagnostics;
using IbmIam.Exchange;

namespace IbmIam.Credentials;

/// <summary>Reads a secret from text as people store it: removes surrounding whitespace and byte order marks, and rejects quotes and braces.</summary>
internal static class SecretText
{
    private const string Marks = "\uFEFF\u200B\0";

    /// <summary>Returns the text without surrounding whitespace, byte order marks, zero-width spaces and NUL characters.</summary>
    public static string Trimmed(string text)
    {
        var trimmed = text.AsSpan();
        for (var before = -1; before != trimmed.Length;)
        {
            before = trimmed.Length;
            trimmed = trimmed.Trim().Trim(Marks);
        }

        return trimmed.ToString();
    }

    /// <summary>Returns the trimmed secret, or the fault.</summary>
    public static (Secret? Secret, Fault? Fault) Read(string text, string setting) => Trimmed(text) switch
    {
        "" => (null, Problems.ValueEmpty(setting)),
        ['"' or '\'' or '{', ..] or [.., '"' or '\'' or '}'] => (null, Problems.Wrapped(setting)),
        ['$', '(', .., ')'] or ['%', _, .., '%'] => (null, Problems.NotFilledIn(setting)),
        var trimmed when trimmed.Any(static at => char.IsControl(at) || char.IsWhiteSpace(at) || char.IsSurrogate(at)) => (null, Problems.NotOneLine(setting)),
        var trimmed => (Secret.From(trimmed), null),
    };

    private static string? KeyIn(JsonElement root) => root.EnumerateObject()
        .Where(static at => at.Name.Equals("apikey", StringComparison.OrdinalIgnoreCase) && at.Value.ValueKind == JsonValueKind.String)
        .Select(static at => at.Value.GetString())
        .FirstOrDefault();

    /// <summary>Returns the key in a key file: the value of <c>apikey</c> (case-insensitive) in JSON, else the whole text. Returns null for JSON without one.</summary>
    public static string? KeyInFile(string text)
    {
        var trimmed = Trimmed(text);
        if (trimmed is not ['{', .., '}'])
        {
            return trimmed;
        }

        // Invalid JSON is taken for a key wrapped in braces, and reported as such.
        return Json.TryRead(trimmed, KeyIn, out var key) ? key : trimmed;
    }
}
