using IbmIam.Testing.Http;
using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Grants;

/// <summary>A person's login: passcode, password, authorization code. Each begins a session.</summary>
internal static class LoginGrants
{
    public static Decision Passcode(Exchange exchange) => Login(exchange, "passcode", form =>
        exchange.Iam.Identities.Passcodes.Spend(form["passcode"])?.User);

    public static Decision Password(Exchange exchange)
    {
        if (exchange.ClientId is not null && !exchange.Form.Has("password"))
        {
            return IamErrors.Missing("password");
        }

        var decision = Login(exchange, "username", form =>
            exchange.Iam.Identities.FindUser(form["username"]) is { } user && user.Password == form["password"] ? user : null);
        return decision.Refusal == IamErrors.ExternalAuthentication ? IamErrors.CredentialsIncorrect(Recording.Masking.Plain(Recording.Masking.Id(exchange.Form["username"]))) : decision;
    }

    public static Decision AuthorizationCode(Exchange exchange) => Login(exchange, "code", form =>
        exchange.Iam.Identities.AuthorizationCodes.Spend(form["code"]) is { } code
            && code.ClientId == exchange.ClientId && code.RedirectUri == form["redirect_uri"] ? code.User : null);

    private static Decision Login(Exchange exchange, string property, Func<FormBody, FakeUser?> find)
    {
        if (exchange.ClientId is null)
        {
            return IamErrors.NoAuthorizationHeader;
        }

        if (!exchange.Form.Has(property))
        {
            return IamErrors.Missing(property);
        }

        if (find(exchange.Form) is not { } user)
        {
            return IamErrors.ExternalAuthentication;
        }

        // A passcode or a code outlives its user.
        if (exchange.Iam.Identities.Find(user.Id) != user)
        {
            return IamErrors.UserNotFound;
        }

        return AccountRules.Refuse(exchange, user) is { } refusal
            ? refusal
            : new Issue(exchange, user) { Session = new Session(exchange.Iam.Clock.GetUtcNow()) }.WithRefreshToken();
    }
}
