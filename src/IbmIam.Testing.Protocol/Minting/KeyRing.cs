using System.Globalization;
using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Minting;

/// <summary>The keys that are published; the newest one signs.</summary>
internal sealed class KeyRing : IDisposable
{
    private readonly Lock _lock = new();
    private Published _published = new([SigningKey.ReadyMade()]);

    public SigningKey Current => _published.Keys[^1];

    public IEnumerable<string> Ids => _published.Keys.Select(key => key.Id);

    /// <summary>The list of keys, made once for each rotation.</summary>
    public FakeResponse Answer => _published.Answer;

    public SigningKey? Find(string id) => Array.Find(_published.Keys, key => key.Id == id);

    /// <summary>A fresh key signs from now on; the old ones stay listed.</summary>
    public string Rotate()
    {
        lock (_lock)
        {
            var id = (long.Parse(Current.Id, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
            _published = new([.. _published.Keys, SigningKey.Fresh(id)]);
            return id;
        }
    }

    public void Dispose() => Array.ForEach(_published.Keys, key => key.Dispose());

    private sealed class Published(SigningKey[] keys)
    {
        public SigningKey[] Keys => keys;

        public FakeResponse Answer => field ??= FakeResponse.Of(new JsonObject { ["keys"] = new JsonArray([.. keys.Select(key => (JsonNode)key.ToJwk())]) });
    }
}
