using IbmIam.Testing.Http;
using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Grants;

/// <summary>The grants for a user's login: passcode, password and authorization code. Each starts a session.</summary>
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

        return Login(
            exchange,
            "username",
            form => exchange.Iam.Identities.FindUser(form["username"]) is { } user && user.Password == form["password"] ? user : null,
            IamErrors.CredentialsIncorrect(Recording.Masking.Text(exchange.Form["username"])));
    }

    public static Decision AuthorizationCode(Exchange exchange) => Login(exchange, "code", form =>
        exchange.Iam.Identities.AuthorizationCodes.Spend(form["code"]) is { } code
            && code.ClientId == exchange.ClientId && code.RedirectUri == form["redirect_uri"] ? code.User : null);

    private static Decision Login(Exchange exchange, string property, Func<FormBody, FakeUser?> find, IamError? incorrect = null)
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
            return incorrect ?? IamErrors.ExternalAuthentication;
        }

        // The user may have been removed after the code was issued.
        if (exchange.Iam.Identities.Find(user.Id) != user)
        {
            return IamErrors.UserNotFound;
        }

        return AccountRules.Refuse(exchange, user) is { } refusal
            ? refusal
            : new Issue(exchange, user) { Session = new Session(exchange.Iam.Clock.GetUtcNow()) }.WithRefreshToken();
    }
}
