using System.Text.Json.Nodes;
using IbmIam.Testing.Http;
using IbmIam.Testing.Minting;

namespace IbmIam.Testing.Endpoints;

/// <summary>User info and token introspection. Introspection follows RFC 7662, because the behavior of IAM's own is not known.</summary>
internal static class TokenInfoEndpoint
{
    private static string[] UserClaims => ["iam_id", "id", "realmid", "identifier", "given_name", "family_name", "name", "email", "sub", "sub_type", "account"];

    public static FakeResponse Introspect(Exchange exchange)
    {
        if (ClientAuthentication.Check(exchange) is { } flaw)
        {
            return flaw.ToResponse(exchange);
        }

        if (exchange.ClientId is null)
        {
            return IamErrors.NoAuthorizationHeader.ToResponse(exchange);
        }

        if (!exchange.Form.Has("token"))
        {
            return IamErrors.Missing("token").ToResponse(exchange);
        }

        return FakeResponse.Of(FindValidClaims(exchange.Iam, exchange.Form["token"]) is { } claims
            ? new JsonObject([KeyValuePair.Create<string, JsonNode?>("active", true), .. claims.Select(claim => KeyValuePair.Create(claim.Key, claim.Value?.DeepClone()))])
            : new JsonObject { ["active"] = false });
    }

    public static FakeResponse UserInfo(Exchange exchange)
    {
        if (exchange.Request.Bearer is null)
        {
            return IamErrors.NoAuthorizationHeader.ToResponse(exchange);
        }

        if (FindValidClaims(exchange.Iam, exchange.Bearer) is not { } claims)
        {
            return (IamErrors.TokenNotSupported with { Status = 401 }).ToResponse(exchange);
        }

        var known = UserClaims.Where(claims.ContainsKey).Select(name => KeyValuePair.Create(name, claims[name]?.DeepClone()));
        return FakeResponse.Of(new JsonObject(known));
    }

    /// <summary>Gets the claims of a valid token whose identity still exists, or null. For a token of a CRN, no identity needs to exist.</summary>
    public static JsonObject? FindValidClaims(FakeIam iam, string token) => FindValidClaims(iam, iam.Mint.Read(token));

    public static JsonObject? FindValidClaims(FakeIam iam, TokenReading reading)
    {
        var iamId = reading.Claim("iam_id");
        var known = iamId.StartsWith("crn-", StringComparison.Ordinal) || iam.Identities.FindByIamId(iamId) is not null;
        return reading.IsValid && known ? reading.Claims : null;
    }
}
