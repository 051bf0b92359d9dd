using System.Text.Json.Nodes;

namespace IbmIam.Testing;

/// <summary>The properties of a token minted without HTTP. By default the token is valid.</summary>
public sealed record FakeTokenForm
{
    /// <summary>The lifetime of the token, from when it was issued; null uses the identity's.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>How long ago the token was issued: it has expired once this reaches its lifetime.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>How far in the future to set the claim <c>nbf</c>; null omits the claim, as IAM does.</summary>
    public TimeSpan? NotBefore { get; init; }

    /// <summary>Whether to sign the token with a key that is not published.</summary>
    public bool SignedByUnknownKey { get; init; }

    /// <summary>Whether to change the token after signing it.</summary>
    public bool Tampered { get; init; }

    /// <summary>Claims to add or replace; null omits a claim.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Claims { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>A token that expired one second ago.</summary>
    public static FakeTokenForm Expired { get; } = new() { Lifetime = TimeSpan.FromHours(1), Age = TimeSpan.FromSeconds(3601) };
}
