using System.Text.Json.Nodes;

namespace IbmIam.Testing.Minting;

/// <summary>The content of an access token besides the clock and the key.</summary>
internal sealed record TokenSubject(JsonObject Subject, JsonObject Authentication, string AccountId)
{
    public required string GrantType { get; init; }

    public string ClientId { get; init; } = "default";

    public string Scope { get; init; } = "ibm openid";

    public string? SessionId { get; init; }

    public int Acr { get; init; } = 1;

    public string[] Amr { get; init; } = ["pwd"];

    public TimeSpan Lifetime { get; init; }

    /// <summary>The identity's own claims, and those of the next token.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode?>> Extra { get; init; } = [];
}

/// <summary>A signed access token with its dates.</summary>
internal sealed record AccessToken(string Value, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>Without properties: one is the token.</summary>
    public override string ToString() => nameof(AccessToken);
}
