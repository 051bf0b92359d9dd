using System.Text.Json.Nodes;
using IbmIam.Testing.Http;
using IbmIam.Testing.Minting;

namespace IbmIam.Testing.Grants;

/// <summary>A token that another one is derived from.</summary>
internal sealed record ParentToken(JsonObject Authentication, FakeIdentity Owner, DateTimeOffset? ExpiresAt)
{
    /// <summary>Reads a form's <c>access_token</c> or <c>refresh_token</c>. Returns the refusal, or null.</summary>
    public static IamError? Read(Exchange exchange, out ParentToken parent)
    {
        parent = null!;
        var form = exchange.Form;
        if (form.Has("access_token"))
        {
            return ReadAccess(exchange, form["access_token"], out parent);
        }

        if (!form.Has("refresh_token"))
        {
            return IamErrors.Missing("access_token");
        }

        var refresh = exchange.Iam.Identities.RefreshTokens.Find(form["refresh_token"]);
        if (RefreshTokenGrant.Refuse(exchange, refresh, delegated: false) is { } refusal)
        {
            return refusal;
        }

        parent = new ParentToken(refresh!.Owner.Authentication(), refresh.Owner, null);
        return null;
    }

    private static IamError? ReadAccess(Exchange exchange, string token, out ParentToken parent)
    {
        parent = null!;
        var reading = exchange.Iam.Mint.Read(token);
        if (!reading.IsValid)
        {
            return reading.Flaw == TokenFlaw.Malformed ? IamErrors.TokenMalformed : IamErrors.TokenNotSupported;
        }

        if (exchange.Iam.Identities.FindByIamId(reading.Claim("iam_id")) is not { } owner)
        {
            return IamErrors.UserNotFound;
        }

        exchange.Identity = owner.Id;
        var authentication = reading.Claims!["authn"]?.DeepClone() as JsonObject ?? owner.Authentication();
        var end = Math.Min(reading.Claims!["exp"]!.GetValue<long>(), DateTimeOffset.MaxValue.ToUnixTimeSeconds());
        parent = new ParentToken(authentication, owner, DateTimeOffset.FromUnixTimeSeconds(end));
        return null;
    }
}
