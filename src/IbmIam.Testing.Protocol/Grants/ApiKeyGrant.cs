using System.Globalization;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Grants;

/// <summary>An API key for a token of its owner's.</summary>
internal static class ApiKeyGrant
{
    public static Decision Decide(Exchange exchange)
    {
        var form = exchange.Form;
        if (!form.Has("apikey"))
        {
            return IamErrors.Missing("apikey");
        }

        if (exchange.Iam.Identities.FindKey(form["apikey"]) is not { } key)
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

        return Delegation(form) is { } flaw ? flaw : new Issue(exchange, key.Owner) { Key = key }.WithRefreshToken();
    }

    private static IamError? Delegation(FormBody form)
    {
        if (!form["response_type"].Contains("delegated_refresh_token", StringComparison.Ordinal))
        {
            return null;
        }

        if (!form.Has("receiver_client_ids"))
        {
            return IamErrors.Missing("receiver_client_ids");
        }

        var expiry = form["delegated_refresh_token_expiry"];
        var good = expiry.Length == 0 || (int.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0);
        return good ? null : IamErrors.Invalid("delegated_refresh_token_expiry", Recording.Masking.Plain(expiry), "a number of seconds");
    }
}
