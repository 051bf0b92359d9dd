using System.Globalization;
using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Endpoints;

/// <summary>The admin API: what a test in C# can do, for a test in any language. No answer holds a secret of a request.</summary>
internal static class AdminEndpoint
{
    public static FakeResponse Requests(Exchange exchange)
    {
        var entries = exchange.Iam.Requests.Select(request => (JsonNode)Entry(request));
        return FakeResponse.Of(new JsonObject { ["requests"] = new JsonArray([.. entries]) });
    }

    public static FakeResponse ClearRequests(Exchange exchange)
    {
        exchange.Iam.Requests.Clear();
        return FakeResponse.Empty(204);
    }

    private static JsonObject Entry(FakeIamRequest request) => new()
    {
        ["at"] = request.At.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["method"] = request.Method,
        ["path"] = request.Path,
        ["grant"] = request.Grant,
        ["identity"] = request.Identity,
        ["status"] = request.Status,
        ["userAgent"] = request.UserAgent,
        ["fault"] = request.Fault,
        ["errorCode"] = request.ErrorCode,
        ["explanation"] = request.Explanation,
    };
}
