using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Endpoints;

/// <summary>Service IDs and trusted profiles in IAM's Identity API.</summary>
internal static class IdentitiesEndpoint
{
    private const string Instances = "unique_instance_crns";

    private static readonly string[] Sortable = ["name", "description", "created_at", "modified_at"];

    public static FakeResponse CreateServiceId(Exchange exchange)
    {
        var asked = exchange.Json["apikey"] as JsonObject;
        if ((RefuseNew(exchange) ?? Management.RefuseTexts(exchange.Json, Instances) ?? (asked is not null ? Management.RefuseKinds(asked) ?? ApiKeyProperties.RefuseNew(asked, owner: null)
            : exchange.Json["apikey"] is not null ? IamErrors.Invalid("apikey", "****", "an object") : null)) is { } flaw)
        {
            return flaw.ToResponse(exchange);
        }

        var service = exchange.Iam.Identities.AddServiceIdWithoutKey(exchange.Json.Text("name"), fill: made =>
        {
            (made.Description, made.Locked) = (exchange.Json.Text("description"), exchange.Request.Header("Entity-Lock") == "true");
            SetInstances(exchange, made);
        });
        var said = Say(exchange, service);
        if (asked is not null)
        {
            if (ApiKeysEndpoint.Make(exchange, service, asked) is not { } key)
            {
                exchange.Iam.Identities.Remove(service);
                return IamErrors.Conflict.ToResponse(exchange);
            }

            said["apikey"] = ApiKeysEndpoint.SayOnce(exchange, key);
        }

        return Management.Answer(said, 201);
    }

    public static FakeResponse CreateProfile(Exchange exchange)
    {
        if (RefuseNew(exchange) is { } flaw)
        {
            return flaw.ToResponse(exchange);
        }

        lock (exchange.Iam.Identities.Naming)
        {
            if (IsTaken(exchange, exchange.Json.Text("name")))
            {
                return IamErrors.Conflict.ToResponse(exchange);
            }

            var profile = exchange.Iam.Identities.AddProfile(exchange.Json.Text("name"), fill: made =>
                (made.TrustsEveryone, made.Description) = (false, exchange.Json.Text("description")));
            return Management.Answer(Say(exchange, profile), 201);
        }
    }

    public static FakeResponse ListServiceIds(Exchange exchange) => List<FakeServiceId>(exchange, "serviceids");

    public static FakeResponse ListProfiles(Exchange exchange) => List<FakeProfile>(exchange, "profiles");

    public static FakeResponse Get<T>(Exchange exchange)
        where T : FakeIdentity => With<T>(exchange, identity => Management.Answer(Say(exchange, identity)));

    public static FakeResponse UpdateServiceId(Exchange exchange) => Update<FakeServiceId>(exchange, _ => Management.RefuseTexts(exchange.Json, Instances), service => SetInstances(exchange, service));

    public static FakeResponse UpdateProfile(Exchange exchange)
    {
        lock (exchange.Iam.Identities.Naming)
        {
            return Update<FakeProfile>(exchange, profile => exchange.Json.Text("name") != profile.Name && IsTaken(exchange, exchange.Json.Text("name")) ? IamErrors.Conflict : null);
        }
    }

    public static FakeResponse Delete<T>(Exchange exchange)
        where T : FakeIdentity => Change<T>(exchange, _ => null, identity =>
        {
            exchange.Iam.Identities.Remove(identity);
            return FakeResponse.Empty(204);
        });

    public static FakeResponse Lock(Exchange exchange) => Set(exchange, locked: true);

    public static FakeResponse Unlock(Exchange exchange) => Set(exchange, locked: false);

    public static FakeResponse With<T>(Exchange exchange, Func<T, FakeResponse> answer)
        where T : FakeIdentity
    {
        var (identities, id) = (exchange.Iam.Identities, exchange.Route["id"]);
        if (identities.Find(id) is T identity)
        {
            lock (identity.Changing)
            {
                if (identities.Find(id) == identity)
                {
                    return answer(identity);
                }
            }
        }

        return IamErrors.ObjectNotFound(typeof(T) == typeof(FakeProfile) ? "Profile" : "ServiceId", id).ToResponse(exchange);
    }

    private static FakeResponse Set(Exchange exchange, bool locked) => With<FakeServiceId>(exchange, service =>
    {
        service.Locked = locked;
        return FakeResponse.Empty(204);
    });

    private static FakeResponse Change<T>(Exchange exchange, Func<T, IamError?> refuse, Func<T, FakeResponse> change)
        where T : FakeIdentity => With<T>(exchange, identity =>
        {
            if ((identity.Locked ? IamErrors.Locked : Management.RefuseVersion(exchange, Tag(identity)) ?? refuse(identity)) is { } refusal)
            {
                return refusal.ToResponse(exchange);
            }

            identity.Version++;
            identity.Modified = exchange.Iam.Clock.GetUtcNow();
            return change(identity);
        });

    private static IamError? RefuseNew(Exchange exchange) =>
        exchange.Json.Text("name").Length == 0 ? IamErrors.Missing("name") : Management.RefuseAccount(exchange, exchange.Json.Text("account_id"));

    /// <summary>Whether a profile has the name. Names of service IDs need not be unique.</summary>
    private static bool IsTaken(Exchange exchange, string name) => exchange.Iam.Identities.FindProfile(profile => profile.Name == name) is not null;

    private static void SetInstances(Exchange exchange, FakeServiceId service) =>
        service.InstanceCrns = exchange.Json[Instances] is JsonArray given ? given.DeepClone().AsArray() : service.InstanceCrns;

    private static FakeResponse Update<T>(Exchange exchange, Func<T, IamError?> refuse, Action<T>? more = null)
        where T : FakeIdentity => Change<T>(exchange, identity => exchange.Json.ContainsKey("name") && exchange.Json.Text("name").Length == 0 ? IamErrors.Missing("name") : refuse(identity), identity =>
        {
            identity.Name = exchange.Json.ContainsKey("name") ? exchange.Json.Text("name") : identity.Name;
            identity.Description = exchange.Json.ContainsKey("description") ? exchange.Json.Text("description") : identity.Description;
            more?.Invoke(identity);
            return Management.Answer(Say(exchange, identity));
        });

    private static FakeResponse List<T>(Exchange exchange, string name)
        where T : FakeIdentity => Listing.Answer(
            exchange,
            name,
            Sortable,
            query => Management.RefuseAccount(exchange, query["account_id"]),
            query => exchange.Iam.Identities.All.OfType<T>().Where(identity => !query.Has("name") || identity.Name == query["name"])
                .OrderBy(identity => identity.Created).ThenBy(identity => identity.Id, StringComparer.Ordinal).Select(identity => Say(exchange, identity)));

    public static string Tag(FakeIdentity identity) => $"{identity.Version}-{identity.Id}";

    private static JsonObject Say(Exchange exchange, FakeIdentity identity)
    {
        // Version and content are read together: otherwise a client could overwrite a change that it has not seen.
        lock (identity.Changing)
        {
            var said = new JsonObject
            {
                ["context"] = Management.Context(exchange),
                ["id"] = identity.Id,
                ["iam_id"] = identity.IamId,
                ["entity_tag"] = Tag(identity),
                ["crn"] = $"crn:v1:bluemix:public:iam-identity::a/{identity.AccountId}::{(identity is FakeProfile ? "profile" : "serviceid")}:{identity.Id}",
                ["locked"] = identity.Locked,
                ["created_at"] = Management.Date(identity.Created),
                ["modified_at"] = Management.Date(identity.Modified),
                ["account_id"] = identity.AccountId,
                ["name"] = identity.Name,
                ["description"] = identity.Description,
            };
            if (identity is FakeServiceId service)
            {
                said[Instances] = service.InstanceCrns.DeepClone();
            }

            return said;
        }
    }
}
