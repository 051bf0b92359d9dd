using System.Text;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Endpoints;

/// <summary>Authenticates the client: by HTTP Basic or, for an authorization code, by the form's fields.</summary>
internal static class ClientAuthentication
{
    /// <summary>Sets the exchange's client ID, which stays null without credentials. Returns the refusal, or null.</summary>
    public static IamError? Check(Exchange exchange)
    {
        var (id, secret) = Basic(exchange.Request) ?? Body(exchange.Form);
        if (id is null)
        {
            return null;
        }

        if (!exchange.Iam.Identities.Clients.TryGetValue(id, out var expected) || expected != secret)
        {
            return IamErrors.ClientNotFound;
        }

        exchange.ClientId = id;
        return null;
    }

    private static (string? Id, string? Secret)? Basic(FakeRequest request)
    {
        if (request.Credentials("Basic ") is not { } encoded)
        {
            return null;
        }

        var bytes = new byte[encoded.Length];
        var text = Convert.TryFromBase64String(encoded, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
    }

    private static (string? Id, string? Secret) Body(FormBody form) =>
        form["grant_type"] == "authorization_code" && form.Has("client_id") ? (form["client_id"], form["client_secret"]) : (null, null);
}
