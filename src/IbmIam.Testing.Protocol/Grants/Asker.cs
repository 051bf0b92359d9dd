using IbmIam.Testing.Endpoints;
using IbmIam.Testing.Recording;

namespace IbmIam.Testing.Grants;

/// <summary>
/// Finds the requesting identity before the request is handled, because faults can apply to one identity.
/// For a form, this is the identity whose token it requests; otherwise, the owner of the bearer token.
/// </summary>
internal static class Asker
{
    public static FakeIdentity? Of(Exchange exchange) =>
        exchange.Route.Route.HasForm ? OfForm(exchange)
        : exchange.Request.Bearer is { } token ? OfBearer(exchange, token)
        : null;

    private static FakeIdentity? OfForm(Exchange exchange)
    {
        var (form, identities) = (exchange.Form, exchange.Iam.Identities);
        var grant = form["grant_type"];
        return (grant.StartsWith(GrantNames.Prefix, StringComparison.Ordinal) ? grant[GrantNames.Prefix.Length..] : grant) switch
        {
            "apikey" => identities.FindKey(form["apikey"])?.Owner,
            "refresh_token" or "delegated-refresh-token" => identities.RefreshTokens.Find(form["refresh_token"])?.Owner,
            "passcode" => identities.Passcodes.Find(form["passcode"])?.User,
            "authorization_code" => identities.AuthorizationCodes.Find(form["code"])?.User,
            "password" => identities.FindUser(form["username"]),
            "cr-token" or "assume" => ProfileChoice.Find(exchange, nameNeedsAccount: false, out var profile) is null ? profile : null,
            // Without a grant type, the form lists the profiles that the owner may assume.
            "iam-authz" or "" => identities.FindByIamId(exchange.Iam.Mint.Read(form["access_token"]).Claim("iam_id")),
            _ => null,
        };
    }

    /// <summary>For a virtual server's identity token, which belongs to no identity, this is the requested profile.</summary>
    private static FakeIdentity? OfBearer(Exchange exchange, string token)
    {
        var reading = exchange.Iam.Mint.Read(token);
        return exchange.Iam.Identities.FindByIamId(reading.Claim("iam_id"))
            ?? (exchange.Route.Route.GivesToken && reading.Claim("sub") == exchange.Iam.VirtualServer.Crn ? VpcEndpoint.ProfileAsked(exchange) : null);
    }
}
