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
        var bare = text.AsSpan();
        for (var before = -1; before != bare.Length;)
        {
            before = bare.Length;
            bare = bare.Trim().Trim(Marks);
        }

        return bare.ToString();
    }

    /// <summary>Returns the trimmed secret, or the fault.</summary>
    public static (Secret? Secret, Fault? Fault) Read(string text, string setting) => Trimmed(text) switch
    {
        "" => (null, Problems.ValueEmpty(setting)),
        ['"' or '\'' or '{', ..] or [.., '"' or '\'' or '}'] => (null, Problems.Wrapped(setting)),
        ['$', '(', .., ')'] or ['%', _, .., '%'] => (null, Problems.NotFilledIn(setting)),
        var bare when bare.Any(static at => char.IsControl(at) || char.IsWhiteSpace(at) || char.IsSurrogate(at)) => (null, Problems.NotOneLine(setting)),
        var bare => (Secret.From(bare), null),
    };

    private static string? KeyIn(JsonElement root) => root.EnumerateObject()
        .Where(static at => at.Name.Equals("apikey", StringComparison.OrdinalIgnoreCase) && at.Value.ValueKind == JsonValueKind.String)
        .Select(static at => at.Value.GetString())
        .FirstOrDefault();

    /// <summary>Returns the key in a key file: the value of <c>apikey</c> (case-insensitive) in JSON, else the whole text. Returns null for JSON without one.</summary>
    public static string? KeyInFile(string text)
    {
        var bare = Trimmed(text);
        if (bare is not ['{', .., '}'])
        {
            return bare;
        }

        // Invalid JSON is taken for a key wrapped in braces, and reported as such.
        return Json.TryRead(bare, KeyIn, out var key) ? key : bare;
    }
}
