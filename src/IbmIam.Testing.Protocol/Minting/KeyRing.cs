using System.Globalization;
using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Minting;

/// <summary>The published signing keys; the newest one signs.</summary>
internal sealed class KeyRing : IDisposable
{
    private readonly Lock _lock = new();
    private Published _published = new([SigningKey.ReadyMade()]);

    public SigningKey Current => _published.Keys[^1];

    public IEnumerable<string> Ids => _published.Keys.Select(key => key.Id);

    /// <summary>The response that lists the keys, cached until the next rotation.</summary>
    public FakeResponse Answer => _published.Answer;

    public SigningKey? Find(string id) => Array.Find(_published.Keys, key => key.Id == id);

    /// <summary>Adds a key, which signs from now on, and returns its ID. The old keys stay published.</summary>
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
