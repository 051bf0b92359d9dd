using System.Text.Json.Nodes;

namespace IbmIam.Testing;

/// <summary>What is special about a token made without HTTP. With nothing set it is a good one.</summary>
public sealed record FakeTokenForm
{
    /// <summary>How long it lives from its issue; null follows the identity.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>How long ago it was issued: with an age over its lifetime it is expired.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>Puts an <c>nbf</c> so far ahead into it; null, as IAM does, leaves it out.</summary>
    public TimeSpan? NotBefore { get; init; }

    /// <summary>Signs it with a key that is not published.</summary>
    public bool SignedByUnknownKey { get; init; }

    /// <summary>Changes it after signing.</summary>
    public bool Tampered { get; init; }

    /// <summary>Claims to add or replace; null leaves a claim out.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Claims { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>An expired token, one second past its end.</summary>
    public static FakeTokenForm Expired { get; } = new() { Lifetime = TimeSpan.FromHours(1), Age = TimeSpan.FromSeconds(3601) };
}
