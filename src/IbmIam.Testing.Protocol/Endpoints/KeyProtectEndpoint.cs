using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Endpoints;

/// <summary>A fake Key Protect with a few sample keys. It accepts the fake's tokens and refuses others as Key Protect does.</summary>
internal static class KeyProtectEndpoint
{
    private static string[] Samples => ["root-key-of-the-build", "package-signing-key", "database-backup-key"];

    public static FakeResponse List(Exchange exchange) => Correlated(exchange, Refusal(exchange) ?? Keys());

    /// <summary>Reports success without changing anything, because sample keys have no versions.</summary>
    public static FakeResponse Rotate(Exchange exchange) => Correlated(exchange, Refusal(exchange)
        ?? (Enumerable.Range(0, Samples.Length).Any(index => Id(index) == exchange.Route["id"])
            ? FakeResponse.Empty(204)
            : ServiceRefusals.KeyProtectError(exchange, 404, "KEY_NOT_FOUND_ERR", "Key does not exist. Verify that the key ID is correct.")));

    private static FakeResponse Correlated(Exchange exchange, FakeResponse answer) =>
        exchange.Request.Header("correlation-id") is var id && Exchange.IsId(id) ? answer.With("correlation-id", id) : answer;

    private static FakeResponse Keys()
    {
        var keys = Samples.Select((name, index) => (JsonNode)SampleKey(name, index)).ToArray();
        var metadata = new JsonObject { ["collectionType"] = "application/vnd.ibm.kms.key+json", ["collectionTotal"] = keys.Length };
        return FakeResponse.Of(new JsonObject { ["metadata"] = metadata, ["resources"] = new JsonArray(keys) }, 200, "application/vnd.ibm.collection+json");
    }

    private static FakeResponse? Refusal(Exchange exchange)
    {
        if (TokenInfoEndpoint.FindValidClaims(exchange.Iam, exchange.Bearer) is null)
        {
            return ServiceRefusals.KeyProtect(exchange, exchange.Bearer.Flaw);
        }

        var instance = exchange.Request.Header("bluemix-instance");
        return instance.Length == 0 ? ServiceRefusals.KeyProtectError(exchange, 400, "BAD_HEADER_ERR", "The header bluemix-instance is missing: it names the Key Protect instance.")
            : instance.StartsWith("crn:", StringComparison.Ordinal) ? ServiceRefusals.KeyProtectError(exchange, 400, "BAD_HEADER_ERR", "The header bluemix-instance holds a CRN: it names the Key Protect instance by its GUID.")
            : null;
    }

    private static string Id(int index) => $"fa4e0000-0000-4000-8000-00000000000{index + 1}";

    private static JsonObject SampleKey(string name, int index) => new()
    {
        ["type"] = "application/vnd.ibm.kms.key+json",
        ["id"] = Id(index),
        ["name"] = name,
        ["state"] = 1,
        ["extractable"] = false,
        ["crn"] = $"crn:v1:bluemix:public:kms:us-south:a/fa4e:fa4e:key:{Id(index)}",
        ["creationDate"] = "2026-01-01T00:00:00Z",
        ["deleted"] = false,
    };
}
