using System.Text;

namespace IbmIam.Testing.Http;

/// <summary>A parsed <c>application/x-www-form-urlencoded</c> body. Keeps duplicate fields, because IAM refuses them.</summary>
internal sealed class FormBody
{
    private static readonly Dictionary<string, string> Nothing = [];

    private readonly Dictionary<string, List<string>> _fields;

    private FormBody(Dictionary<string, List<string>> fields, bool malformed)
    {
        _fields = fields;
        Malformed = malformed;
    }

    public static FormBody None { get; } = new([], malformed: false);

    /// <summary>Whether a percent sign lacks its two hex digits, or the decoded text is not UTF-8 or contains U+FFFD.</summary>
    public bool Malformed { get; }

    public IEnumerable<string> Names => _fields.Keys;

    public string this[string name] => _fields.TryGetValue(name, out var values) ? values[0] : "";

    public bool Has(string name) => this[name].Length > 0;

    /// <summary>The first field that occurs more than once, or null.</summary>
    public string? Duplicate => _fields.FirstOrDefault(entry => entry.Value.Count > 1).Key;

    public IReadOnlyList<string> All(string name) => _fields.TryGetValue(name, out var values) ? values : [];

    public IReadOnlyDictionary<string, string> ToDictionary() => _fields.Count == 0 ? Nothing :
        _fields.ToDictionary(field => field.Key, field => string.Join(", ", field.Value), StringComparer.Ordinal);

    public static FormBody Parse(ReadOnlySpan<byte> body)
    {
        var fields = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var malformed = false;
        foreach (var range in body.Split((byte)'&'))
        {
            var pair = body[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            var equals = pair.IndexOf((byte)'=');
            var name = Decode(equals < 0 ? pair : pair[..equals], ref malformed);
            var value = equals < 0 ? "" : Decode(pair[(equals + 1)..], ref malformed);
            (fields.TryGetValue(name, out var values) ? values : fields[name] = []).Add(value);
        }

        return new FormBody(fields, malformed);
    }

    private static string Decode(ReadOnlySpan<byte> text, ref bool malformed)
    {
        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            bytes[length++] = text[i] switch
            {
                (byte)'+' => (byte)' ',
                (byte)'%' => Hex(text, ref i, ref malformed),
                var other => other,
            };
        }

        var decoded = Encoding.UTF8.GetString(bytes, 0, length);
        malformed |= decoded.Contains('\uFFFD', StringComparison.Ordinal);
        return decoded;
    }

    private static byte Hex(ReadOnlySpan<byte> text, ref int at, ref bool malformed)
    {
        if (at + 2 < text.Length && char.IsAsciiHexDigit((char)text[at + 1]) && char.IsAsciiHexDigit((char)text[at + 2]))
        {
            at += 2;
            return byte.Parse(text.Slice(at - 1, 2), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
        }

        malformed = true;
        return (byte)'%';
    }
}
