namespace IbmIam.Testing.Grants;

/// <summary>Whose token a form asks for, before anything is decided: faults are planned for identities.</summary>
internal static class Asker
{
    public static FakeIdentity? Of(Exchange exchange)
    {
        var (form, identities) = (exchange.Form, exchange.Iam.Identities);
        return ProfileChoice.Find(exchange, nameNeedsAccount: false, out var profile) is null ? profile
            : identities.FindKey(form["apikey"])?.Owner
                ?? identities.RefreshTokens.Find(form["refresh_token"])?.Owner
                ?? identities.Passcodes.Find(form["passcode"])?.User
                ?? identities.AuthorizationCodes.Find(form["code"])?.User
                ?? (form.Has("username") ? identities.FindUser(form["username"]) : null);
    }
}
