using System.Globalization;
using System.Text.Json.Nodes;
using IbmIam.Testing.Grants;
using IbmIam.Testing.Http;
using IbmIam.Testing.Recording;

namespace IbmIam.Testing.Endpoints;

/// <summary>The token endpoint: validates the form, lets the grant decide, and answers as IAM does.</summary>
internal static class TokenEndpoint
{
    private static readonly Dictionary<string, Grant> Grants = new(StringComparer.Ordinal)
    {
        [GrantNames.Prefix + "apikey"] = ApiKeyGrant.Decide,
        ["refresh_token"] = RefreshTokenGrant.Decide,
        [GrantNames.Prefix + "delegated-refresh-token"] = RefreshTokenGrant.DecideDelegated,
        [GrantNames.Prefix + "passcode"] = LoginGrants.Passcode,
        ["password"] = LoginGrants.Password,
        ["authorization_code"] = LoginGrants.AuthorizationCode,
        [GrantNames.Prefix + "cr-token"] = ComputeResourceGrant.Decide,
        [GrantNames.Prefix + "assume"] = AssumeGrant.Decide,
        [GrantNames.Prefix + "iam-authz"] = ServiceAuthorizationGrant.Decide,
    };

    public static bool Takes(string grantType) => Grants.ContainsKey(grantType);

    public static FakeResponse Answer(Exchange exchange)
    {
        if ((Flaw(exchange) ?? ClientAuthentication.Check(exchange)) is { } flaw)
        {
            return flaw.ToResponse(exchange);
        }

        if (!Grants.TryGetValue(exchange.Form["grant_type"], out var grant))
        {
            var valid = string.Join(", ", Grants.Keys.Select(name => $"'{name}'"));
            return IamErrors.Invalid("grant_type", exchange.Form["grant_type"], valid).ToResponse(exchange);
        }

        var decision = grant(exchange);
        return decision.Refusal?.ToResponse(exchange) ?? Say(decision.Granted!, exchange);
    }

    public static IamError? FormFlaw(FormBody form)
    {
        if (form.Malformed)
        {
            return IamErrors.Invalid("body", "****", "a percent-encoded form in UTF-8");
        }

        if (form.Duplicate is { } twice)
        {
            var values = string.Join(", ", form.All(twice).Select(value => Masking.Field(twice, value)));
            return IamErrors.Invalid(Masking.Name(twice), $"[{values}]", "one value");
        }

        return null;
    }

    private static IamError? Flaw(Exchange exchange)
    {
        var (request, form) = (exchange.Request, exchange.Form);
        if (!request.IsForm || request.Header("Content-Length").Length == 0 || !form.Has("grant_type"))
        {
            return IamErrors.Missing("grant_type");
        }

        if (FormFlaw(form) is { } flaw)
        {
            return flaw;
        }

        var responseType = form["response_type"];
        return responseType switch
        {
            "" or "cloud_iam" => null,
            "delegated_refresh_token" or "cloud_iam delegated_refresh_token" or "cloud_iam,delegated_refresh_token" => DelegationFlaw(form),
            _ => IamErrors.Invalid("response_type", responseType, "'cloud_iam'"),
        };
    }

    private static IamError? DelegationFlaw(FormBody form)
    {
        if (!form.Has("receiver_client_ids"))
        {
            return IamErrors.Missing("receiver_client_ids");
        }

        var expiry = form["delegated_refresh_token_expiry"];
        var good = expiry.Length == 0 || (int.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0);
        return good ? null : IamErrors.Invalid("delegated_refresh_token_expiry", expiry, "a number of seconds");
    }

    private static FakeResponse Say(Granted granted, Exchange exchange)
    {
        exchange.Identity = granted.Identity;
        if (exchange.Form["response_type"] == "delegated_refresh_token" && granted.DelegatedRefreshToken is { } alone)
        {
            return Unstored(new JsonObject { ["delegated_refresh_token"] = alone });
        }

        var token = exchange.Iam.Mint.Mint(granted.Subject);
        var body = new JsonObject { ["access_token"] = token.Value };
        if (granted.RefreshToken is not null)
        {
            body["refresh_token"] = granted.RefreshToken;
        }

        if (granted.DelegatedRefreshToken is not null)
        {
            body["delegated_refresh_token"] = granted.DelegatedRefreshToken;
        }

        body["token_type"] = "Bearer";
        body["expires_in"] = (long)(token.ExpiresAt - token.IssuedAt).TotalSeconds;
        body["expiration"] = token.ExpiresAt.ToUnixTimeSeconds();
        body["scope"] = granted.Subject.Scope;
        if (granted.Subject.SessionId is not null)
        {
            body["session_id"] = granted.Subject.SessionId;
        }

        return Unstored(body);
    }

    private static FakeResponse Unstored(JsonObject body) => FakeResponse.Of(body).With("Cache-Control", "no-store").With("Pragma", "no-cache");
}
