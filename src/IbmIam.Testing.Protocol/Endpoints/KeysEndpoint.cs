using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Endpoints;

/// <summary>The published signing keys (JWKS) and the discovery document.</summary>
internal static class KeysEndpoint
{
    private static string[] Scopes => ["openid", "email", "profile", "ibm", "roles", "containers-kubernetes", "containers-openshift"];

    private static string[] AdvertisedGrants =>
    [
        "authorization_code", "refresh_token", "password", "implicit", "urn:ibm:params:oauth:grant-type:apikey",
        "urn:ibm:params:oauth:grant-type:delegated-refresh-token", "urn:ibm:params:oauth:grant-type:iam-authz",
    ];

    public static FakeResponse Keys(Exchange exchange) => exchange.Iam.Keys.Answer;

    public static FakeResponse Discovery(Exchange exchange) => exchange.Iam.Address.Discovery;

    public static FakeResponse Describe(Address address)
    {
        var issuer = address.Issuer;
        return FakeResponse.Of(new JsonObject
        {
            ["issuer"] = issuer,
            ["authorization_endpoint"] = issuer + "/authorize",
            ["token_endpoint"] = issuer + "/token",
            ["passcode_endpoint"] = issuer + "/passcode",
            ["userinfo_endpoint"] = issuer + "/userinfo",
            ["jwks_uri"] = issuer + "/keys",
            ["response_types_supported"] = Strings("code", "id_token", "token", "token id_token"),
            ["grant_types_supported"] = Strings(AdvertisedGrants),
            ["scopes_supported"] = Strings(Scopes),
            ["public_hosts"] = Strings(address.Url),
            ["subject_types_supported"] = Strings("public"),
            ["id_token_signing_alg_values_supported"] = Strings("RS256"),
        });
    }

    private static JsonArray Strings(params string[] values) => new([.. values.Select(value => (JsonNode)value)]);
}
