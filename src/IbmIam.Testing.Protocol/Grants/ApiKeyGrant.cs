using IbmIam.Testing.Http;

namespace IbmIam.Testing.Grants;

/// <summary>Exchanges an API key for its owner's token.</summary>
internal static class ApiKeyGrant
{
    public static Decision Decide(Exchange exchange)
    {
        var form = exchange.Form;
        if (!form.Has("apikey"))
        {
            return IamErrors.Missing("apikey");
        }

        // Not attested: how IAM refuses a key after its expires_at. IAM deletes the key later, and this is the error for a deleted key.
        if (exchange.Iam.Identities.FindKey(form["apikey"]) is not { } key || key.Expires <= exchange.At)
        {
            return IamErrors.ApiKeyNotFound;
        }

        if (key.Disabled)
        {
            return IamErrors.ApiKeyDisabled;
        }

        if (AccountRules.Refuse(exchange, key.Owner) is { } refusal)
        {
            return refusal;
        }

        return new Issue(exchange, key.Owner) { Key = key }.WithRefreshToken();
    }
}
