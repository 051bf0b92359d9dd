using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace IbmIam.Packages.Tests.Trust;

/// <summary>A recognisable secret, and every form in which a search has to find it.</summary>
internal sealed class Canary
{
    public const string Credential = "credential";
    public const string Token = "token";

    private Canary(string kind, string name, IEnumerable<string> plain)
    {
        (Kind, Name) = (kind, name);
        Forms = [.. plain.SelectMany(FormsOf).DistinctBy(f => f.Text)];
    }

    /// <summary>What goes to IAM (<see cref="Credential"/>) or comes from it (<see cref="Token"/>).</summary>
    public string Kind { get; }

    public string Name { get; }

    /// <summary>The forms, as they read in a file that is taken for Latin-1.</summary>
    public IReadOnlyList<(string Form, string Text)> Forms { get; }

    public static Canary Of(string kind, string name, string value) => new(kind, name, [value]);

    /// <summary>A token that IAM will issue: known beforehand by a claim in it, which stands in its middle part in base64.</summary>
    public static Canary OfClaim(string name, string claim) => new(Token, name, Alignments(Encoding.UTF8.GetBytes(claim), b => Base64Url.EncodeToString(b)));

    private static IEnumerable<(string Form, string Text)> FormsOf(string value)
    {
        var utf8 = Encoding.UTF8.GetBytes(value);
        var utf16 = Encoding.Unicode.GetBytes(value);
        var escaped = Uri.EscapeDataString(value);
        return
        [
            ("plain", value),
            ("URL-encoded", escaped),
            ("URL-encoded", escaped.Replace("%2B", "%2b", StringComparison.Ordinal).Replace("%2F", "%2f", StringComparison.Ordinal).Replace("%3D", "%3d", StringComparison.Ordinal)),
            ("JSON", JsonEncodedText.Encode(value).ToString()),
            ("UTF-16", Encoding.Latin1.GetString(utf16)),
            ("UTF-16, big-endian", Encoding.Latin1.GetString(Encoding.BigEndianUnicode.GetBytes(value))),
            .. Alignments(utf8, Convert.ToBase64String).Concat(Alignments(utf8, b => Base64Url.EncodeToString(b))).Select(t => ("base64", t)),
            .. Alignments(utf16, Convert.ToBase64String).Select(t => ("base64 of UTF-16", t)),
        ];
    }

    /// <summary>What of the bytes is the same in base64 whatever stands before and after them, for each of the three places they may begin at.</summary>
    private static IEnumerable<string> Alignments(byte[] bytes, Func<byte[], string> encode)
    {
        for (var before = 0; before < 3; before++)
        {
            var text = encode([.. new byte[before], .. bytes]).TrimEnd('=');
            var first = ((before * 8) + 5) / 6;
            var last = (before + bytes.Length) * 8 / 6;
            yield return text[first..last];
        }
    }
}
