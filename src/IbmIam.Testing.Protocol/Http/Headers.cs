using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace IbmIam.Testing.Http;

/// <summary>A request's headers; names are case-insensitive. They are few and stay in the log: an array is smaller and faster than a hash table.</summary>
internal sealed class Headers(KeyValuePair<string, string>[] fields) : IReadOnlyDictionary<string, string>
{
    public int Count => fields.Length;

    public IEnumerable<string> Keys => fields.Select(pair => pair.Key);

    public IEnumerable<string> Values => fields.Select(pair => pair.Value);

    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"The request has no header '{key}'.");

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        foreach (var field in fields)
        {
            if (field.Key.Equals(key, StringComparison.OrdinalIgnoreCase))
            {
                value = field.Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, string>>)fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
