using IbmIam.Testing.Http;
using IbmIam.Testing.Minting;
using IbmIam.Testing.Recording;

namespace IbmIam.Testing.Grants;

/// <summary>An API key for a token of its owner's.</summary>
internal static class ApiKeyGrant
{
    public static Decision Decide(Exchange exchange)
    {
        if (!exchange.Form.Has("apikey"))
        {
            return IamErrors.Missing("apikey");
        }

        if (exchange.Iam.Identities.FindKey(exchange.Form["apikey"]) is not { } key)
        {
            return IamErrors.ApiKeyNotFound;
        }

        if (key.Disabled)
        {
            return IamErrors.ApiKeyDisabled;
        }

        var owner = key.Owner;
        var subject = new TokenSubject(owner.Subject(), owner.Authentication(), owner.AccountId)
        {
            GrantType = GrantNames.Prefix + "apikey",
            Lifetime = owner.TokenLifetime ?? exchange.Iam.Options.TokenLifetime,
            Extra = owner.Claims,
        };
        return new Granted(owner.Id, subject) { RefreshToken = "not_supported" };
    }
}
