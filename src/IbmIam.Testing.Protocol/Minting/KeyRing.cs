using System.Globalization;
using System.Text.Json.Nodes;

namespace IbmIam.Testing.Minting;

/// <summary>The keys that are published; the newest one signs.</summary>
internal sealed class KeyRing : IDisposable
{
    private readonly Lock _lock = new();
    private SigningKey[] _keys = [SigningKey.ReadyMade()];

    public SigningKey Current => _keys[^1];

    public IEnumerable<string> Ids => _keys.Select(key => key.Id);

    public SigningKey? Find(string id) => Array.Find(_keys, key => key.Id == id);

    /// <summary>A fresh key signs from now on; the old ones stay listed.</summary>
    public string Rotate()
    {
        lock (_lock)
        {
            var id = (long.Parse(Current.Id, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
            _keys = [.. _keys, SigningKey.Fresh(id)];
            return id;
        }
    }

    public JsonObject ToJwks() => new() { ["keys"] = new JsonArray([.. _keys.Select(key => (JsonNode)key.ToJwk())]) };

    public void Dispose() => Array.ForEach(_keys, key => key.Dispose());
}
