using System.Text.Json.Nodes;
using IbmIam.Testing.Identities;
using IbmIam.Testing.Minting;

namespace IbmIam.Testing.Grants;

/// <summary>A token on its way to someone: grants fill in what differs, the rest is the same for all.</summary>
internal sealed record Issue(Exchange Exchange, FakeIdentity Owner)
{
    /// <summary>The long name of the grant.</summary>
    public string GrantType { get; init; } = Exchange.Form["grant_type"];

    /// <summary>Who proved who they are; the owner unless a profile is assumed.</summary>
    public JsonObject? Authentication { get; init; }

    public ApiKey? Key { get; init; }

    public Session? Session { get; init; }

    public string? Scope { get; init; }

    /// <summary>A parent token's end, beyond which no token made from it lives.</summary>
    public DateTimeOffset? Cap { get; init; }

    private FakeIam Iam => Exchange.Iam;

    private string ScopeOrDefault => Exchange.Form.Has("scope") ? Exchange.Form["scope"] : Scope ?? "ibm openid";

    /// <summary>A token with a refresh token for a named client, and <c>not_supported</c> for the nameless one.</summary>
    public Granted WithRefreshToken()
    {
        var client = Exchange.ClientId;
        var wanted = Exchange.Form["response_type"];
        return Grant() with
        {
            RefreshToken = client is null ? "not_supported" : Iam.Identities.RefreshTokens.Add(Refresh([client], Iam.Options.RefreshTokenLifetime)),
            DelegatedRefreshToken = wanted.Contains("delegated_refresh_token", StringComparison.Ordinal) ? Delegated() : null,
        };
    }

    public Granted WithoutRefreshToken(string? said = null) => Grant() with { RefreshToken = said };

    private Granted Grant()
    {
        var subject = new TokenSubject(Owner.Subject(), Authentication ?? Owner.Authentication(), Owner.AccountId)
        {
            GrantType = GrantType,
            ClientId = Exchange.ClientId ?? "default",
            Scope = ScopeOrDefault,
            SessionId = Session?.Id,
            Lifetime = Lifetime(),
            Extra = [.. Owner.Claims, .. Iam.NextClaims.Take()],
        };
        return new Granted(Owner.Id, subject);
    }

    private TimeSpan Lifetime()
    {
        var lifetime = Owner.TokenLifetime ?? Iam.Options.TokenLifetime;
        if (Cap is not { } cap)
        {
            return lifetime;
        }

        // Tokens count in whole seconds: this one ends in the same second as the one it was made from.
        var left = TimeSpan.FromSeconds(cap.ToUnixTimeSeconds() - Iam.Clock.GetUtcNow().ToUnixTimeSeconds());
        return left < lifetime ? left : lifetime;
    }

    private string Delegated()
    {
        var receivers = Exchange.Form["receiver_client_ids"].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var seconds = Exchange.Form.Has("delegated_refresh_token_expiry")
            ? int.Parse(Exchange.Form["delegated_refresh_token_expiry"], System.Globalization.CultureInfo.InvariantCulture)
            : 518400;
        return Iam.Identities.RefreshTokens.Add(Refresh(receivers, TimeSpan.FromSeconds(seconds)) with { Delegated = true });
    }

    private RefreshToken Refresh(IReadOnlyList<string> clients, TimeSpan lifetime) =>
        new(Owner, clients)
        {
            ExpiresAt = Iam.Clock.GetUtcNow() + lifetime,
            Scope = ScopeOrDefault,
            Key = Key,
            Session = Session,
        };
}
