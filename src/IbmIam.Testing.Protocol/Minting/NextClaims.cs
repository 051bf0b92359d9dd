using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace IbmIam.Testing.Minting;

/// <summary>A queue of sets of claims, one for each of the next tokens.</summary>
internal sealed class NextClaims
{
    private readonly ConcurrentQueue<KeyValuePair<string, JsonNode?>[]> _waiting = new();

    public void Add(IEnumerable<KeyValuePair<string, JsonNode?>> claims) => _waiting.Enqueue([.. claims]);

    public KeyValuePair<string, JsonNode?>[] Take() => _waiting.TryDequeue(out var claims) ? claims : [];
}
