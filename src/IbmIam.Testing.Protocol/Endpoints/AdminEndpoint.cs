using System.Text.Json.Nodes;
using IbmIam.Testing.Configuration;
using IbmIam.Testing.Http;
using IbmIam.Testing.Recording;

namespace IbmIam.Testing.Endpoints;

/// <summary>The admin API, which gives tests in any language what tests in C# can do. Paths, user agents and form fields of requests are returned masked.</summary>
internal static class AdminEndpoint
{
    /// <summary>Applies a configuration, with the sections of the configuration file, while the fake runs.</summary>
    public static FakeResponse Configure(Exchange exchange)
    {
        // A page of another website can't send this content type without a CORS preflight request.
        if (!exchange.Request.Header("Content-Type").StartsWith(FakeResponse.Json, StringComparison.OrdinalIgnoreCase))
        {
            return Problem(415, "Send the header 'Content-Type: application/json'.");
        }

        try
        {
            ConfigReader.Apply(exchange.Iam, ConfigDocument.Parse("request", exchange.Request.Body.Span), atStart: false);
            return State(exchange);
        }
        catch (ArgumentException problem)
        {
            return Problem(400, problem.Message);
        }
    }

    public static FakeResponse State(Exchange exchange)
    {
        var identities = exchange.Iam.Identities.All.Select(identity => (JsonNode)new JsonObject { ["id"] = identity.Id, ["name"] = identity.Name });
        return FakeResponse.Of(new JsonObject
        {
            ["now"] = JsonBody.Date(exchange.Iam.Clock.Now),
            ["accountId"] = exchange.Iam.Default.AccountId,
            ["refusingUrl"] = exchange.Iam.Refusing.Url,
            ["identities"] = new JsonArray([.. identities]),
            ["unusedFaults"] = new JsonArray([.. exchange.Iam.Faults.Unused.Select(fault => (JsonNode)fault)]),
        });
    }

    /// <summary>Creates an access token without a grant, and returns it.</summary>
    public static FakeResponse MintToken(Exchange exchange) => Try(exchange, given =>
    {
        var owner = given.TryGetValue("identity", out var id) ? ConfigReader.Identity(exchange.Iam, id) : exchange.Iam.Default;
        var form = new FakeTokenForm
        {
            Lifetime = given.GetValueOrDefault("lifetime")?.Seconds,
            Age = given.GetValueOrDefault("age")?.Seconds ?? TimeSpan.Zero,
            NotBefore = given.GetValueOrDefault("notBefore")?.Seconds,
            SignedByUnknownKey = given.GetValueOrDefault("signedByUnknownKey")?.Flag ?? false,
            Tampered = given.GetValueOrDefault("tampered")?.Flag ?? false,
            Claims = given.TryGetValue("claims", out var claims) ? claims.Json.ToDictionary() : [],
        };
        return FakeResponse.Of(new JsonObject { ["token"] = exchange.Iam.MintToken(owner, form) });
    }, "identity", "lifetime", "age", "notBefore", "signedByUnknownKey", "tampered", "claims");

    /// <summary>Holds the next request to a path (default: the next token request), optionally of one identity. Returns the ID of the hold.</summary>
    public static FakeResponse Hold(Exchange exchange) => Try(exchange, given =>
    {
        var rule = exchange.Iam.Faults.Next();
        FaultReader.Narrow(exchange.Iam, given, rule);
        return FakeResponse.Of(new JsonObject { ["hold"] = exchange.Iam.Holds.Add(rule.Hold()) }, 201);
    }, "path", "identity");

    public static FakeResponse HoldState(Exchange exchange) => exchange.Iam.Holds.Find(exchange.Route["id"]) is { Arrived.IsCanceled: false } hold
        ? FakeResponse.Of(new JsonObject { ["arrived"] = hold.Arrived.IsCompletedSuccessfully })
        : NoHold();

    public static FakeResponse Release(Exchange exchange)
    {
        if (exchange.Iam.Holds.Take(exchange.Route["id"]) is not { } hold)
        {
            return NoHold();
        }

        hold.Release();
        return FakeResponse.Empty(204);
    }

    public static FakeResponse ClearFaults(Exchange exchange)
    {
        exchange.Iam.Faults.Clear();
        return FakeResponse.Empty(204);
    }

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

    /// <summary>Reads the body, which may be empty. If it is invalid, returns a response that says why.</summary>
    public static FakeResponse Try(Exchange exchange, Func<Dictionary<string, Setting>, FakeResponse> answer, params string[] known)
    {
        try
        {
            var body = exchange.Request.Body;
            return answer(body.IsEmpty ? [] : ConfigDocument.Parse("request", body.Span).Root.Object(known));
        }
        catch (ArgumentException problem)
        {
            return Problem(400, problem.Message);
        }
    }

    private static FakeResponse NoHold() => Problem(404, "There is no such hold.");

    public static FakeResponse Problem(int status, string message) => FakeResponse.Of(new JsonObject { ["error"] = message }, status);

    private static JsonObject Entry(FakeIamRequest request) => new()
    {
        ["at"] = JsonBody.Date(request.At),
        ["method"] = request.Method,
        ["path"] = Masking.Path(request.Path),
        ["grant"] = request.Grant,
        ["identity"] = request.Identity,
        ["status"] = request.Status,
        ["userAgent"] = Masking.Id(request.UserAgent),
        ["fault"] = request.Fault,
        ["form"] = Masking.FormObject(request.Form),
        ["errorCode"] = request.ErrorCode,
        ["explanation"] = request.Explanation,
    };
}
