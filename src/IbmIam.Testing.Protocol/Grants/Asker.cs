using IbmIam.Testing.Recording;

namespace IbmIam.Testing.Grants;

/// <summary>Whose token a form asks for, before anything is decided: faults are planned for identities.</summary>
internal static class Asker
{
    public static FakeIdentity? Of(Exchange exchange)
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
            _ => null,
        };
    }
}
