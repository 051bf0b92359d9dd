using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace IbmIam.Diagnostics;

/// <summary>Makes external text safe to print: without known secrets, on one line, of bounded length.</summary>
internal sealed partial class Scrubber
{
    private const int Longest = 300;
    private readonly List<string> _secrets = [];

    public void Add(string secret)
    {
        if (secret.Length == 0)
        {
            return;
        }

        _secrets.AddRange(((string[])[
            secret,
            Uri.EscapeDataString(secret),
            Uri.EscapeDataString(secret).Replace("%20", "+", StringComparison.Ordinal),
            System.Text.Json.JsonEncodedText.Encode(secret).ToString(),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        ]).Distinct());
        _secrets.Sort(static (left, right) => right.Length.CompareTo(left.Length));
    }

    public string Clean(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, "***", StringComparison.OrdinalIgnoreCase);
        }

        return Printable(JsonWebToken().Replace(text, "***"), Longest);
    }

    /// <summary>Replaces unprintable characters, so that the text is one line, and truncates it.</summary>
    public static string Printable(string text, int longest)
    {
        var (line, left) = (new StringBuilder(), longest);
        foreach (var rune in text.EnumerateRunes())
        {
            if (left-- == 0)
            {
                break;
            }

            line.Append(IsPrintable(rune) ? rune : new Rune(' '));
        }

        var printable = line.ToString().Trim();
        return text.Length > longest ? printable + "…" : printable;
    }

    private static bool IsPrintable(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{5,}(\.[A-Za-z0-9_-]*){0,2}")]
    private static partial Regex JsonWebToken();
}
