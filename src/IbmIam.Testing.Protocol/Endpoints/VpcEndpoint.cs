using System.Globalization;
using System.Text.Json.Nodes;
using IbmIam.Testing.Grants;
using IbmIam.Testing.Http;
using IbmIam.Testing.Minting;

namespace IbmIam.Testing.Endpoints;

/// <summary>A virtual server's metadata service, both versions. It issues an instance identity token, and exchanges it for a trusted profile's token.</summary>
internal static class VpcEndpoint
{
    private const string Oldest = "2022-03-01";
    private const string SecondVersion = "2025-08-26";
    private const int Shortest = 5;
    private const int Longest = 3600;
    private const int Usual = 300;

    public static FakeResponse InstanceToken(Exchange exchange)
    {
        if (VersionFlaw(exchange) is { } flaw)
        {
            return flaw;
        }

        if (!exchange.Request.Header("Metadata-Flavor").Equals("ibm", StringComparison.OrdinalIgnoreCase))
        {
            return Refuse(exchange, 400, "missing_header", "The header 'Metadata-Flavor: ibm' is missing.", "Metadata-Flavor");
        }

        if (!TryReadBody(exchange, out var body))
        {
            return Refuse(exchange, 400, "invalid_request_body", "The body is not a JSON object.", "body");
        }

        var seconds = body["expires_in"] is JsonValue wanted ? wanted.TryGetValue<int>(out var given) ? given : 0 : Usual;
        if (seconds is < Shortest or > Longest)
        {
            return Refuse(exchange, 400, "invalid_value", $"'expires_in' is not from {Shortest} to {Longest} seconds.", "expires_in");
        }

        var server = exchange.Iam.VirtualServer;
        var iamId = "crn-" + server.Crn;
        var subject = new JsonObject
        {
            ["iam_id"] = iamId, ["id"] = iamId, ["realmid"] = "crn", ["identifier"] = server.Crn, ["sub"] = server.Crn, ["sub_type"] = "ComputeResource",
        };
        return Say(exchange.Iam.Mint.Mint(new TokenSubject(subject, server.Authentication(), exchange.Iam.Default.AccountId)
        {
            GrantType = TokenMint.InstanceIdentity, Lifetime = TimeSpan.FromSeconds(seconds), Extra = body.Text("nonce") is { Length: > 0 } nonce ? [new("nonce", nonce)] : [],
        }));
    }

    public static FakeResponse ProfileToken(Exchange exchange)
    {
        if (VersionFlaw(exchange) is { } flaw)
        {
            return flaw;
        }

        if (exchange.Bearer.Flaw != TokenFlaw.InstanceIdentity)
        {
            return Refuse(exchange, 401, "not_authenticated", "The instance identity token is missing, malformed or expired.", "Authorization");
        }

        if (!TryReadBody(exchange, out var body))
        {
            return Refuse(exchange, 400, "invalid_request_body", "The body is not a JSON object.", "body");
        }

        if (FindProfile(exchange, body) is not { } profile)
        {
            return Refuse(exchange, 400, "invalid_trusted_profile", "The trusted profile was not found, or not named by exactly one of 'id', 'crn' and 'name'.", "trusted_profile");
        }

        var decision = ComputeResourceGrant.For(exchange, exchange.Iam.VirtualServer, profile);
        return decision.Granted is { } granted
            ? Say(exchange.Iam.Mint.Mint(granted.Subject))
            : Refuse(exchange, 403, "not_authorized", "The trusted profile does not trust this virtual server.", "trusted_profile");
    }

    /// <summary>Returns the profile that a request asks for, or null. Does not check whether it may have it.</summary>
    public static FakeProfile? ProfileAsked(Exchange exchange) =>
        exchange.Request.BodyFlaw is null && TryReadBody(exchange, out var body) ? FindProfile(exchange, body) : null;

    /// <summary>Returns the default profile if none is named, but null for an invalid reference, which must not get the default profile's token.</summary>
    private static FakeProfile? FindProfile(Exchange exchange, JsonObject body)
    {
        if (!body.ContainsKey("trusted_profile"))
        {
            return exchange.Iam.Identities.Find(exchange.Iam.DefaultProfile.Id) as FakeProfile;
        }

        return body["trusted_profile"] is JsonObject { Count: 1 } asked && asked.Select(static part => part.Key).Single() is var by && asked.Text(by) is { Length: > 0 } value
            ? exchange.Iam.Identities.FindProfile(profile => value == by switch { "id" => profile.Id, "crn" => profile.Crn, "name" => profile.Name, _ => null })
            : null;
    }

    private static FakeResponse? VersionFlaw(Exchange exchange)
    {
        var version = QueryString.Value(exchange.Request.Query, "version");
        if (!DateOnly.TryParseExact(version, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            || string.CompareOrdinal(version, Oldest) < 0)
        {
            return Refuse(exchange, 400, "invalid_version_range", $"The 'version' parameter must be a date, not before {Oldest}.", "version");
        }

        // The new paths serve every version; the old paths serve only those before SecondVersion.
        return exchange.Request.Path.StartsWith("/identity/", StringComparison.Ordinal) || string.CompareOrdinal(version, SecondVersion) < 0
            ? null
            : Refuse(exchange, 404, "not_found", $"This path is not served for version {version}: from {SecondVersion} it is /identity/v1/….", "version");
    }

    private static FakeResponse Say(AccessToken token) => FakeResponse.Of(new JsonObject
    {
        ["access_token"] = token.Value,
        ["created_at"] = JsonBody.Date(token.IssuedAt),
        ["expires_at"] = JsonBody.Date(token.ExpiresAt),
        ["expires_in"] = (long)(token.ExpiresAt - token.IssuedAt).TotalSeconds,
    });

    private static FakeResponse Refuse(Exchange exchange, int status, string code, string message, string target)
    {
        exchange.Refuse(code, message);
        var error = new JsonObject
        {
            ["code"] = code, ["message"] = message, ["target"] = new JsonObject { ["name"] = target, ["type"] = target == "version" ? "parameter" : "field" },
        };
        return FakeResponse.Of(new JsonObject { ["errors"] = new JsonArray(error), ["trace"] = exchange.TransactionId }, status)
            .With("X-Request-Id", exchange.TransactionId);
    }

    /// <summary>Reads the body as a JSON object. An empty body is an empty object.</summary>
    private static bool TryReadBody(Exchange exchange, out JsonObject body)
    {
        body = [];
        if (exchange.Request.Body.IsEmpty)
        {
            return true;
        }

        if (JsonBody.Read(exchange.Request.Body.Span) is not { } read)
        {
            return false;
        }

        body = read;
        return true;
    }
}
