using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Endpoints;

/// <summary>Service IDs and trusted profiles in IAM's Identity API.</summary>
internal static class IdentitiesEndpoint
{
    public static FakeResponse CreateServiceId(Exchange exchange, JsonObject body)
    {
        if (body.Text("name").Length == 0)
        {
            return IamErrors.Missing("name").ToResponse(exchange);
        }

        var service = exchange.Iam.Identities.AddServiceIdWithoutKey(body.Text("name"));
        var said = Say(exchange, service);
        if (body["apikey"] is JsonObject asked)
        {
            var key = exchange.Iam.Identities.AddKey(service);
            (service.Key, key.Name) = (key, asked.Text("name"));
            said["apikey"] = new JsonObject { ["id"] = key.Id, ["name"] = key.Name, ["apikey"] = key.Value, ["iam_id"] = service.IamId };
        }

        return FakeResponse.Of(said, 201);
    }

    public static FakeResponse CreateProfile(Exchange exchange, JsonObject body)
    {
        if (body.Text("name").Length == 0)
        {
            return IamErrors.Missing("name").ToResponse(exchange);
        }

        var profile = exchange.Iam.Identities.AddProfile(body.Text("name"));
        profile.NeedsLinks = true;
        return FakeResponse.Of(Say(exchange, profile), 201);
    }

    public static FakeResponse ListServiceIds(Exchange exchange, JsonObject body) => List<FakeServiceId>(exchange, "serviceids");

    public static FakeResponse ListProfiles(Exchange exchange, JsonObject body) => List<FakeProfile>(exchange, "profiles");

    public static FakeResponse Get(Exchange exchange, JsonObject body) => With<FakeIdentity>(exchange, identity => FakeResponse.Of(Say(exchange, identity)));

    public static FakeResponse Update(Exchange exchange, JsonObject body) => With<FakeIdentity>(exchange, identity =>
    {
        identity.Name = body.ContainsKey("name") ? body.Text("name") : identity.Name;
        return FakeResponse.Of(Say(exchange, identity));
    });

    public static FakeResponse Delete(Exchange exchange, JsonObject body) => With<FakeIdentity>(exchange, identity =>
    {
        exchange.Iam.Identities.Remove(identity);
        return FakeResponse.Empty(204);
    });

    public static FakeResponse CreateLink(Exchange exchange, JsonObject body) => With<FakeProfile>(exchange, profile =>
    {
        var target = body["link"] as JsonObject ?? [];
        var names = new[] { target.Text("name"), target.Text("crn") };
        return names.All(name => name.Length == 0)
            ? IamErrors.Missing("link").ToResponse(exchange)
            : FakeResponse.Of(SayLink(profile.AddLink(names), body, exchange), 201);
    });

    public static FakeResponse DeleteLink(Exchange exchange, JsonObject body) => With<FakeProfile>(exchange, profile =>
        profile.RemoveLink(exchange.Route["link"]) ? FakeResponse.Empty(204) : IamErrors.ObjectNotFound("Link", exchange.Route["link"]).ToResponse(exchange));

    private static FakeResponse List<T>(Exchange exchange, string name)
        where T : FakeIdentity
    {
        var wanted = QueryString.Value(exchange.Request.Query, "name");
        var found = exchange.Iam.Identities.All.OfType<T>().Where(identity => wanted.Length == 0 || identity.Name == wanted);
        return FakeResponse.Of(Management.Page(exchange, name, found.Select(identity => Say(exchange, identity))));
    }

    private static FakeResponse With<T>(Exchange exchange, Func<T, FakeResponse> answer)
        where T : FakeIdentity =>
            exchange.Iam.Identities.Find(exchange.Route["id"]) is T identity
                ? answer(identity)
                : IamErrors.ObjectNotFound(typeof(T) == typeof(FakeProfile) ? "Profile" : "ServiceId", exchange.Route["id"]).ToResponse(exchange);

    private static JsonObject SayLink(string id, JsonObject body, Exchange exchange) => new()
    {
        ["id"] = id,
        ["entity_tag"] = "1-" + id[^12..],
        ["created_at"] = Management.Date(exchange.At),
        ["modified_at"] = Management.Date(exchange.At),
        ["cr_type"] = body.Text("cr_type"),
        ["link"] = body["link"]?.DeepClone(),
    };

    private static JsonObject Say(Exchange exchange, FakeIdentity identity) => new()
    {
        ["context"] = Management.Context(exchange),
        ["id"] = identity.Id,
        ["iam_id"] = identity.IamId,
        ["entity_tag"] = "1-" + identity.Id[^12..],
        ["crn"] = $"crn:v1:bluemix:public:iam-identity::a/{identity.AccountId}::{(identity is FakeProfile ? "profile" : "serviceid")}:{identity.Id}",
        ["locked"] = false,
        ["created_at"] = Management.Date(exchange.Iam.Clock.GetUtcNow()),
        ["modified_at"] = Management.Date(exchange.Iam.Clock.GetUtcNow()),
        ["account_id"] = identity.AccountId,
        ["name"] = identity.Name,
        ["description"] = "",
    };
}
