using System.Text.Json.Nodes;
using IbmIam.Testing.Http;
using IbmIam.Testing.Minting;

namespace IbmIam.Testing.Endpoints;

/// <summary>How IBM Cloud services (not IAM) refuse an invalid token.</summary>
internal static class ServiceRefusals
{
    /// <summary>Key Protect answers 400, not 401.</summary>
    public static FakeResponse KeyProtect(Exchange exchange, TokenFlaw flaw) => KeyProtectError(
        exchange, 400, "BEARER_SUB_EXTRACTION_ERR", $"Extracting the subject from the bearer token failed. See logs for more information. ({Words(flaw)})");

    public static FakeResponse KeyProtectError(Exchange exchange, int status, string code, string message)
    {
        exchange.Refuse(code, message);
        var reason = new JsonObject
        {
            ["code"] = code, ["message"] = message, ["status"] = status, ["moreInfo"] = "https://cloud.ibm.com/apidocs/key-protect",
        };
        var error = new JsonObject { ["errorMsg"] = $"{(status == 404 ? "Not Found" : "Bad Request")}: {message}", ["reasons"] = new JsonArray(reason) };
        var metadata = new JsonObject { ["collectionType"] = "application/vnd.ibm.kms.error+json", ["collectionTotal"] = 1 };
        return FakeResponse.Of(new JsonObject { ["metadata"] = metadata, ["resources"] = new JsonArray(error) }, status, "application/vnd.ibm.kms.error+json");
    }

    public static FakeResponse ResourceController(Exchange exchange, TokenFlaw flaw)
    {
        exchange.Refuse("401", Words(flaw));
        return FakeResponse.Of(new JsonObject { ["message"] = Words(flaw), ["code"] = 401, ["global_transaction_id"] = exchange.TransactionId }, 401);
    }

    private static string Words(TokenFlaw flaw) => flaw switch
    {
        TokenFlaw.None => "Token's identity was removed",
        TokenFlaw.Expired => "Token expired",
        TokenFlaw.NotYetValid => "Token is not valid yet",
        TokenFlaw.BadSignature => "Token was signed by an unknown key or changed",
        TokenFlaw.InstanceIdentity => "Token is a virtual server's identity token, not an IAM token",
        TokenFlaw.ForeignIssuer => "Token comes from another issuer",
        _ => "Token is missing or malformed",
    };
}
