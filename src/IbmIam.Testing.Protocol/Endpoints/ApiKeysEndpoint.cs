using System.Text.Json.Nodes;
using IbmIam.Testing.Http;
using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Endpoints;

/// <summary>API keys in IAM's Identity API.</summary>
internal static class ApiKeysEndpoint
{
    private static readonly string[] Sortable = ["name", "description", "created_at", "created_by"];

    public static FakeResponse Create(Exchange exchange)
    {
        var owner = exchange.Iam.Identities.FindByIamId(exchange.Json.Text("iam_id"));
        if (RefuseNew(exchange, owner) is { } flaw)
        {
            return flaw.ToResponse(exchange);
        }

        // No key outlives its owner, which may have been deleted meanwhile.
        lock (owner!.Changing)
        {
            return exchange.Iam.Identities.Find(owner.Id) != owner ? NoOwner(exchange).ToResponse(exchange)
                : Make(exchange, owner, exchange.Json, key => (key.Locked, key.Disabled) = (IsSet(exchange, "Entity-Lock"), IsSet(exchange, "Entity-Disable"))) is { } key ? Management.Answer(SayOnce(exchange, key), 201)
                : IamErrors.Conflict.ToResponse(exchange);
        }
    }

    /// <summary>Creates the requested key. Returns null if its value is already in use or the owner was removed.</summary>
    public static ApiKey? Make(Exchange exchange, FakeIdentity owner, JsonObject asked, Action<ApiKey>? more = null) =>
        exchange.Iam.Identities.TryAddKey(owner, asked.Text("apikey") is { Length: > 0 } value ? value : null, key =>
        {
            ApiKeyProperties.Set(key, asked);
            (key.CreatedBy, key.Stored) = (exchange.Bearer.Claim("iam_id"), ApiKeyProperties.IsTrue(asked, "store_value"));
            more?.Invoke(key);
        });

    /// <summary>Describes a key with its value. Unless the value is stored, only the response to the key's creation contains it.</summary>
    public static JsonObject SayOnce(Exchange exchange, ApiKey key)
    {
        var said = Say(exchange, key);
        said["apikey"] = key.Value;
        return said;
    }

    public static FakeResponse List(Exchange exchange) => Listing.Answer(
        exchange,
        "apikeys",
        Sortable,
        query => RefuseList(exchange, query),
        query =>
        {
            var owner = query.Has("iam_id") ? query["iam_id"] : query["scope"] == "account" ? null : exchange.Bearer.Claim("iam_id");
            return exchange.Iam.Identities.Keys.Where(key => (owner ?? key.Owner.IamId) == key.Owner.IamId && (query["type"] is "" || query["type"] == TypeOf(key)))
                .OrderBy(key => key.Created).ThenBy(key => key.Id, StringComparer.Ordinal).Select(key => Say(exchange, key));
        });

    public static FakeResponse Details(Exchange exchange) =>
        exchange.Iam.Identities.FindKey(exchange.Request.Header("IAM-ApiKey")) is { } key
            ? Management.Answer(Say(exchange, key))
            : (IamErrors.ApiKeyNotFound with { Status = 404 }).ToResponse(exchange);

    public static FakeResponse Get(Exchange exchange) => With(exchange, key => Management.Answer(SayAgain(exchange, key)));

    public static FakeResponse Update(Exchange exchange) => Change(exchange, ApiKeyProperties.RefuseChange(exchange.Json), key =>
    {
        ApiKeyProperties.Set(key, exchange.Json);
        return Management.Answer(SayAgain(exchange, key));
    });

    public static FakeResponse Delete(Exchange exchange) => Change(exchange, null, key =>
    {
        exchange.Iam.Identities.RemoveKey(key);
        return FakeResponse.Empty(204);
    });

    public static FakeResponse Lock(Exchange exchange) => With(exchange, key => Set(key, locked: true));

    public static FakeResponse Unlock(Exchange exchange) => With(exchange, key => Set(key, locked: false));

    public static FakeResponse Disable(Exchange exchange) => With(exchange, key => Able(key, disabled: true));

    public static FakeResponse Enable(Exchange exchange) => With(exchange, key => Able(key, disabled: false));

    /// <summary>A service ID is named by its ID too, as in IBM's tutorials.</summary>
    private static IamError? RefuseNew(Exchange exchange, FakeIdentity? owner) =>
        ApiKeyProperties.RefuseNew(exchange.Json, owner)
        ?? (exchange.Json.ContainsKey("account_id") ? Management.RefuseAccount(exchange, exchange.Json.Text("account_id")) : null)
        ?? (exchange.Json.Text("iam_id").Length == 0 ? IamErrors.Missing("iam_id") : null)
        ?? (owner is FakeServiceId || (owner is FakeUser && owner.IamId == exchange.Json.Text("iam_id")) ? null : NoOwner(exchange));

    private static IamError NoOwner(Exchange exchange) => IamErrors.ObjectNotFound("ServiceId", exchange.Json.Text("iam_id"));

    private static bool IsSet(Exchange exchange, string header) => exchange.Request.Header(header) == "true";

    private static IamError? RefuseList(Exchange exchange, FormBody query) =>
        query["scope"] is not ("" or "entity" or "account") ? IamErrors.Invalid("scope", query["scope"], "entity, account")
        : query["type"] is not ("" or "user" or "serviceid") ? IamErrors.Invalid("type", query["type"], "user, serviceid")
        : query.Has("account_id") && Management.RefuseAccount(exchange, query["account_id"]) is { } refusal ? refusal
        : exchange.Iam.Identities.FindByIamId(query["iam_id"]) is FakeUser user && user.IamId != exchange.Bearer.Claim("iam_id") ? IamErrors.NotAuthorized
        : null;

    private static string TypeOf(ApiKey key) => key.Owner is FakeUser ? "user" : "serviceid";

    private static FakeResponse Set(ApiKey key, bool locked)
    {
        key.Locked = locked;
        return FakeResponse.Empty(204);
    }

    private static FakeResponse Able(ApiKey key, bool disabled)
    {
        key.Disabled = disabled;
        return FakeResponse.Empty(204);
    }

    private static JsonObject SayAgain(Exchange exchange, ApiKey key) => key.Stored ? SayOnce(exchange, key) : Say(exchange, key);

    private static FakeResponse With(Exchange exchange, Func<ApiKey, FakeResponse> answer)
    {
        if (exchange.Iam.Identities.FindKeyById(exchange.Route["id"]) is { } key)
        {
            lock (key.Changing)
            {
                if (!key.Deleted)
                {
                    return answer(key);
                }
            }
        }

        return IamErrors.ObjectNotFound("ApiKey", exchange.Route["id"]).ToResponse(exchange);
    }

    private static FakeResponse Change(Exchange exchange, IamError? flaw, Func<ApiKey, FakeResponse> change) => With(exchange, key =>
    {
        if ((key.Locked ? IamErrors.Locked : Management.RefuseVersion(exchange, Tag(key)) ?? flaw) is { } refusal)
        {
            return refusal.ToResponse(exchange);
        }

        key.Version++;
        key.Modified = exchange.Iam.Clock.GetUtcNow();
        return change(key);
    });

    private static string Tag(ApiKey key) => $"{key.Version}-{key.Id[^12..]}";

    private static JsonObject Say(Exchange exchange, ApiKey key)
    {
        // Version and content are read together: otherwise a client could overwrite a change that it has not seen.
        lock (key.Changing)
        {
            var said = new JsonObject
            {
                ["context"] = Management.Context(exchange),
                ["id"] = key.Id,
                ["entity_tag"] = Tag(key),
                ["crn"] = $"crn:v1:bluemix:public:iam-identity::a/{key.Owner.AccountId}::apikey:{key.Id}",
                ["locked"] = key.Locked,
                ["disabled"] = key.Disabled,
                ["created_at"] = Management.Date(key.Created),
                ["created_by"] = key.CreatedBy,
                ["modified_at"] = Management.Date(key.Modified),
                ["name"] = key.Name,
                ["support_sessions"] = key.SupportsSessions,
                ["action_when_leaked"] = key.ActionWhenLeaked,
                ["description"] = key.Description,
                ["iam_id"] = key.Owner.IamId,
                ["account_id"] = key.Owner.AccountId,
            };
            if (key.Expires is { } end)
            {
                said["expires_at"] = Management.Date(end);
            }

            return said;
        }
    }
}
