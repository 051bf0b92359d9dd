using IbmIam.Testing.Http;
using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Grants;

/// <summary>Exchanges a refresh token, sent by the client it was issued to, for an access token and a new refresh token.</summary>
internal static class RefreshTokenGrant
{
    public static Decision Decide(Exchange exchange) => Decide(exchange, delegated: false);

    public static Decision DecideDelegated(Exchange exchange) => Decide(exchange, delegated: true);

    /// <summary>Returns the refusal, or null if the request may use the refresh token. Ends a session that was inactive for too long.</summary>
    public static IamError? Refuse(Exchange exchange, RefreshToken? token, bool delegated)
    {
        if (token is null || token.Delegated != delegated || !token.Clients.Contains(exchange.ClientId ?? "default", StringComparer.Ordinal))
        {
            return IamErrors.RefreshTokenInvalid;
        }

        exchange.Identity = token.Owner.Id;
        var now = exchange.Iam.Clock.GetUtcNow();
        if (token.Session is { } session && (session.Ended || now - session.Used >= exchange.Iam.Options.SessionInactivity))
        {
            session.Ended = true;
            return IamErrors.SessionInactive(session.Id);
        }

        return now >= token.ExpiresAt ? IamErrors.RefreshTokenExpired : RefuseRevoked(exchange.Iam.Identities, token);
    }

    private static Decision Decide(Exchange exchange, bool delegated)
    {
        if (exchange.ClientId is null)
        {
            return IamErrors.NoAuthorizationHeader;
        }

        var value = exchange.Form["refresh_token"];
        if (value.Length == 0)
        {
            return IamErrors.Missing("refresh_token");
        }

        var tokens = exchange.Iam.Identities.RefreshTokens;
        var token = tokens.Find(value);
        if (Refuse(exchange, token, delegated) is { } refusal)
        {
            return refusal;
        }

        if (exchange.Iam.Options.SingleUseRefreshTokens && !tokens.Spend(value))
        {
            return IamErrors.RefreshTokenInvalid;
        }

        token!.Session?.Touch(exchange.Iam.Clock.GetUtcNow());
        return new Issue(exchange, token.Owner) { Key = token.Key, Session = token.Session, Scope = token.Scope }.WithRefreshToken();
    }

    private static IamError? RefuseRevoked(IdentityStore identities, RefreshToken token) => token switch
    {
        { Key.Deleted: true } => IamErrors.ApiKeyNotFound,
        { Key.Disabled: true } => IamErrors.ApiKeyDisabled,
        _ when identities.Find(token.Owner.Id) != token.Owner => IamErrors.UserNotFound,
        _ => null,
    };
}
