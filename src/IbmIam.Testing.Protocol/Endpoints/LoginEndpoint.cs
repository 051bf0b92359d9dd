using System.Text.Json.Nodes;
using IbmIam.Testing.Grants;
using IbmIam.Testing.Http;
using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Endpoints;

/// <summary>Authorization codes and passcodes. A browser always logs in as the default user, because there is no login form.</summary>
internal static class LoginEndpoint
{
    public static FakeResponse Authorize(Exchange exchange)
    {
        var query = exchange.Request.Query;
        var (client, address, state) = (QueryString.Value(query, "client_id"), QueryString.Value(query, "redirect_uri"), QueryString.Value(query, "state"));
        if (!exchange.Iam.Identities.Clients.ContainsKey(client))
        {
            return IamErrors.ClientNotFound.ToResponse(exchange);
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var target) || target.Scheme is not ("http" or "https") || !System.Text.Ascii.IsValid(target.AbsoluteUri))
        {
            return IamErrors.Missing("redirect_uri").ToResponse(exchange);
        }

        var code = exchange.Iam.Identities.AuthorizationCodes.Add(new OneTimeCode(exchange.Iam.DefaultUser, client, address));
        var separator = target.Query.Length > 0 ? "&" : "?";
        var location = $"{target.AbsoluteUri}{separator}code={code}{(state.Length > 0 ? $"&state={Uri.EscapeDataString(state)}" : "")}";
        return FakeResponse.Empty(302).With("Location", location);
    }

    public static FakeResponse PasscodePage(Exchange exchange)
    {
        var code = exchange.Iam.Identities.Passcodes.Add(new OneTimeCode(exchange.Iam.DefaultUser));
        return FakeResponse.Text($"<html><head><title>Passcode of a fake IAM</title></head><body>Your one-time passcode: <code>{code}</code></body></html>\n");
    }

    /// <summary>Exchanges a user's refresh token for a passcode of that user.</summary>
    public static FakeResponse Passcode(Exchange exchange)
    {
        if (ClientAuthentication.Check(exchange) is { } flaw)
        {
            return flaw.ToResponse(exchange);
        }

        var token = exchange.Iam.Identities.RefreshTokens.Find(exchange.Form["refresh_token"]);
        var refusal = exchange.ClientId is null ? IamErrors.NoAuthorizationHeader : RefreshTokenGrant.Refuse(exchange, token, delegated: false);
        if (refusal is not null)
        {
            return refusal.ToResponse(exchange);
        }

        return token!.Owner is FakeUser user
            ? FakeResponse.Of(new JsonObject { ["passcode"] = exchange.Iam.Identities.Passcodes.Add(new OneTimeCode(user)) })
            : IamErrors.SubjectNotSupported("ServiceId").ToResponse(exchange);
    }
}
