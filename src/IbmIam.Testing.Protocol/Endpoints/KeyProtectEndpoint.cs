using System.Text.Json.Nodes;
using IbmIam.Testing.Http;
using IbmIam.Testing.Minting;

namespace IbmIam.Testing.Endpoints;

/// <summary>A Key Protect with a few sample keys: it takes the fake's tokens and refuses others as Key Protect does.</summary>
internal static class KeyProtectEndpoint
{
    private static readonly string[] Samples = ["root-key-of-the-build", "package-signing-key", "database-backup-key"];

    public static FakeResponse List(Exchange exchange)
    {
        var reading = exchange.Iam.Mint.Read(exchange.Request.Bearer);
        exchange.Identity = exchange.Iam.Identities.FindByIamId(reading.Claim("iam_id"))?.Id;
        if (Refusal(exchange, reading) is { } refusal)
        {
            return refusal;
        }

        var keys = Samples.Select((name, index) => (JsonNode)SampleKey(name, index)).ToArray();
        var metadata = new JsonObject { ["collectionType"] = "application/vnd.ibm.kms.key+json", ["collectionTotal"] = keys.Length };
        return FakeResponse.Of(new JsonObject { ["metadata"] = metadata, ["resources"] = new JsonArray(keys) }, 200, "application/vnd.ibm.collection+json");
    }

    private static FakeResponse? Refusal(Exchange exchange, TokenReading reading)
    {
        if (TokenInfoEndpoint.Live(exchange.Iam, reading) is null)
        {
            return ServiceRefusals.KeyProtect(exchange, reading.Flaw);
        }

        return exchange.Request.Header("bluemix-instance").Length == 0
            ? ServiceRefusals.KeyProtectError(exchange, 400, "BAD_HEADER_ERR", "The header bluemix-instance is missing: it names the Key Protect instance.")
            : null;
    }

    private static JsonObject SampleKey(string name, int index) => new()
    {
        ["type"] = "application/vnd.ibm.kms.key+json",
        ["id"] = $"fa4e0000-0000-4000-8000-00000000000{index + 1}",
        ["name"] = name,
        ["state"] = 1,
        ["extractable"] = false,
        ["crn"] = $"crn:v1:bluemix:public:kms:us-south:a/fa4e:fa4e:key:fa4e0000-0000-4000-8000-00000000000{index + 1}",
        ["creationDate"] = "2026-01-01T00:00:00Z",
        ["deleted"] = false,
    };
}
