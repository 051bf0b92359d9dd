using System.Text.Json.Nodes;
using IbmIam.Testing.Configuration;
using IbmIam.Testing.Endpoints;
using IbmIam.Testing.Http;
using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Page;

/// <summary>The endpoints that the page needs besides the admin API. A secret is returned only when requested individually.</summary>
internal static class PageEndpoint
{
    public static FakeResponse Reveal(Exchange exchange) => AdminEndpoint.Try(exchange, given =>
        (given.TryGetValue("credential", out var credential) ? PageState.Reveal(exchange.Iam, credential.Text)
            : given.TryGetValue("token", out var number) ? exchange.Iam.Page!.Find(number.Number)?.Token : null) is { } secret
            ? FakeResponse.Of(new JsonObject { ["value"] = secret }).With("Cache-Control", "no-store")
            : AdminEndpoint.Problem(404, "That credential or token no longer exists."), "credential", "token");

    public static FakeResponse Inspect(Exchange exchange) => AdminEndpoint.Try(exchange, given =>
        FakeResponse.Of(TokenDebugger.Inspect(exchange.Iam, given.TryGetValue("token", out var token) ? token.Text : "")), "token");

    /// <summary>Creates a one-time passcode, such as <c>ibmcloud login --sso</c> asks for.</summary>
    public static FakeResponse Passcode(Exchange exchange) => AdminEndpoint.Try(exchange, given =>
    {
        var user = given.TryGetValue("identity", out var id) ? ConfigReader.Identity(exchange.Iam, id) as FakeUser : exchange.Iam.DefaultUser;
        return user is null
            ? AdminEndpoint.Problem(400, "Only a user has passcodes.")
            : FakeResponse.Of(new JsonObject
            {
                ["passcode"] = exchange.Iam.AddPasscode(user), ["user"] = user.Email, ["expires"] = (exchange.Iam.Clock.Now + OneTimeCodes.PasscodeLifetime).ToUnixTimeMilliseconds(),
            }).With("Cache-Control", "no-store");
    }, "identity");
}
