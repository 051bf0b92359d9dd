using System.Text.Json.Nodes;

namespace IbmIam.Testing.Minting;

/// <summary>The content of an access token, except what depends on the clock and the signing key.</summary>
internal sealed record TokenSubject(JsonObject Subject, JsonObject Authentication, string AccountId)
{
    public required string GrantType { get; init; }

    public string ClientId { get; init; } = "default";

    public string Scope { get; init; } = "ibm openid";

    public string? SessionId { get; init; }

    public int Acr { get; init; } = 1;

    public string[] Amr { get; init; } = ["pwd"];

    public TimeSpan Lifetime { get; init; }

    /// <summary>Claims to add or replace, such as the identity's own; null removes a claim.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode?>> Extra { get; init; } = [];
}

/// <summary>A signed access token with its times of issue and expiry.</summary>
internal sealed record AccessToken(string Value, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>Omits the properties, because one of them is the token.</summary>
    public override string ToString() => nameof(AccessToken);
}
