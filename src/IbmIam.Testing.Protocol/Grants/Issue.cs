using System.Text.Json.Nodes;
using IbmIam.Testing.Identities;
using IbmIam.Testing.Minting;

namespace IbmIam.Testing.Grants;

/// <summary>A token to be issued: a grant sets what is specific to it; the rest is the same for all grants.</summary>
internal sealed record Issue(Exchange Exchange, FakeIdentity Owner)
{
    /// <summary>The full name of the grant.</summary>
    public string GrantType { get; init; } = Exchange.Form["grant_type"];

    /// <summary>Who authenticated, for the claim <c>authn</c>; null for the owner.</summary>
    public JsonObject? Authentication { get; init; }

    public ApiKey? Key { get; init; }

    public Session? Session { get; init; }

    public string? Scope { get; init; }

    /// <summary>The latest expiry: that of the parent token, or the grant's own limit.</summary>
    public DateTimeOffset? LatestExpiry { get; init; }

    private FakeIam Iam => Exchange.Iam;

    private string ScopeOrDefault => Exchange.Form.Has("scope") ? Exchange.Form["scope"] : Scope ?? "ibm openid";

    /// <summary>Issues a token with a refresh token, which is <c>not_supported</c> if the client did not authenticate.</summary>
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
        if (LatestExpiry is not { } latest)
        {
            return lifetime;
        }

        // Token times are whole seconds, so a shortened token expires in the same second as its parent.
        var left = TimeSpan.FromSeconds(latest.ToUnixTimeSeconds() - Iam.Clock.GetUtcNow().ToUnixTimeSeconds());
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
