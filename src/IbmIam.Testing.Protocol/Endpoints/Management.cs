using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IbmIam.Testing.Http;
using IbmIam.Testing.Minting;

namespace IbmIam.Testing.Endpoints;

/// <summary>What the endpoints of IAM's Identity API have in common: checks of the token, the body and the version, and the context.</summary>
internal static class Management
{
    private static readonly JsonValueKind[] Text = [JsonValueKind.String];
    private static readonly JsonValueKind[] Switch = [JsonValueKind.True, JsonValueKind.False];

    private static readonly (string Name, JsonValueKind[] Kind)[] Kinds =
    [
        .. from name in (string[])["name", "description", "account_id", "iam_id", "type", "cr_type", "identifier", "action_when_leaked", "expires_at", "namespace", "crn", "claim", "value"] select (name, Text),
        ("store_value", Switch), ("support_sessions", Switch),
    ];

    /// <summary>Wraps an endpoint so that it runs only with a valid token, and with a body that is empty or a valid JSON object.</summary>
    public static Endpoint For(Endpoint answer) => exchange =>
    {
        if (Refuse(exchange) is { } refusal)
        {
            return refusal.ToResponse(exchange);
        }

        var body = exchange.Request.Body.IsEmpty ? [] : JsonBody.Read(exchange.Request.Body.Span);
        if ((body is null ? IamErrors.Missing("body") : RefuseKinds(body)) is { } flaw)
        {
            return flaw.ToResponse(exchange);
        }

        exchange.Json = body!;
        return answer(exchange);
    };

    public static JsonObject Context(Exchange exchange) => new()
    {
        ["transaction_id"] = exchange.TransactionId,
        ["operation"] = exchange.RequestType,
        ["user_agent"] = exchange.Request.Header("User-Agent"),
        ["url"] = exchange.Iam.Url + exchange.Request.Path,
        ["instance_id"] = "iamid-fake-1",
        ["thread_id"] = Environment.CurrentManagedThreadId.ToString("x", CultureInfo.InvariantCulture),
        ["host"] = "iamid-fake-1",
        ["start_time"] = Date(exchange.At),
        ["end_time"] = Date(exchange.Iam.Clock.GetUtcNow()),
        ["elapsed_time"] = exchange.ElapsedMilliseconds,
        ["cluster_name"] = "iam-id-fake",
    };

    /// <summary>Answers with one object. Its version is in the header too, as SDK users read it there for their next update.</summary>
    public static FakeResponse Answer(JsonObject said, int status = 200) => FakeResponse.Of(said, status).With("Etag", said.Text("entity_tag"));

    public static string Date(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm'+0000'", CultureInfo.InvariantCulture);

    /// <summary>Returns the refusal of an account ID that is missing, malformed or not the caller's, or null.</summary>
    public static IamError? RefuseAccount(Exchange exchange, string asked) =>
        asked.Length == 0 ? IamErrors.Missing("account_id")
        : asked.Length != 32 || !asked.All(char.IsAsciiHexDigit) ? IamErrors.Invalid("account_id", asked, "32 hexadecimal digits")
        : asked != exchange.Iam.Default.AccountId ? IamErrors.NotAuthorized with { Details = $"The token is of the account '{exchange.Iam.Default.AccountId}', not of the one that is asked for." }
        : null;

    /// <summary>
    /// Returns the refusal if <c>If-Match</c> names neither the current version nor any (<c>*</c>), or null. An update requires the
    /// header, as in the API's description. How IAM itself refuses an update without it is not known.
    /// </summary>
    public static IamError? RefuseVersion(Exchange exchange, string current) => exchange.Request.Header("If-Match") switch
    {
        "" => exchange.Request.Method == "PUT" ? IamErrors.Missing("If-Match") : null,
        "*" => null,
        var asked => asked == current ? null : IamErrors.Conflict,
    };

    /// <summary>Refuses a property whose type differs from the API's description. Otherwise it would be treated as missing.</summary>
    public static IamError? RefuseKinds(JsonObject body)
    {
        var (name, kind) = Kinds.FirstOrDefault(one => body[one.Name] is { } value && value.GetValueKind() is var given && !one.Kind.Contains(given));
        return name is null ? null : IamErrors.Invalid(name, body[name]!.ToJsonString(), kind.Contains(JsonValueKind.String) ? "a string" : "true, false");
    }

    /// <summary>Requires a list of objects. Other items would be ignored, and a rule with a condition ignored would match too much.</summary>
    public static IamError? RefuseList(JsonObject body, string name) => body[name] switch
    {
        null => IamErrors.Missing(name),
        JsonArray list when list.All(one => one is JsonObject) => null,
        var other => IamErrors.Invalid(name, other.ToJsonString(), "an array of objects"),
    };

    /// <summary>Requires a list of strings, if there is one.</summary>
    public static IamError? RefuseTexts(JsonObject body, string name) =>
        body[name] is not { } given || (given is JsonArray list && list.All(one => one?.GetValueKind() == JsonValueKind.String)) ? null
        : IamErrors.Invalid(name, given.ToJsonString(), "an array of strings");

    private static IamError? Refuse(Exchange exchange)
    {
        if (exchange.Request.Bearer is null)
        {
            return IamErrors.NoAuthorizationHeader;
        }

        return exchange.Bearer.Flaw switch
        {
            TokenFlaw.Malformed => IamErrors.TokenMalformed with { Status = 401 },
            TokenFlaw.None when TokenInfoEndpoint.FindValidClaims(exchange.Iam, exchange.Bearer) is not null => null,
            _ => IamErrors.TokenNotSupported with { Status = 401 },
        };
    }
}
