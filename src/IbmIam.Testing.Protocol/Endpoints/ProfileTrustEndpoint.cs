using System.Text.Json.Nodes;
using IbmIam.Testing.Http;
using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Endpoints;

/// <summary>Links and claim rules of trusted profiles in IAM's Identity API.</summary>
internal static class ProfileTrustEndpoint
{
    public static FakeResponse CreateLink(Exchange exchange) => IdentitiesEndpoint.With<FakeProfile>(exchange, profile =>
    {
        var target = exchange.Json["link"] as JsonObject ?? [];
        return exchange.Json.Text("cr_type").Length == 0 ? IamErrors.Missing("cr_type").ToResponse(exchange)
            : target.Text("name").Length == 0 && target.Text("crn").Length == 0 ? IamErrors.Missing("link").ToResponse(exchange)
            : Management.RefuseKinds(target) is { } flaw ? flaw.ToResponse(exchange)
            : Add(exchange, profile, $"Link-{Guid.NewGuid()}", new ProfileLink(exchange.Json, exchange.At));
    });

    public static FakeResponse CreateRule(Exchange exchange) => IdentitiesEndpoint.With<FakeProfile>(exchange, profile =>
        RuleFlaw(exchange.Json) is { } flaw ? flaw.ToResponse(exchange) : Add(exchange, profile, $"ClaimRule-{Guid.NewGuid()}", new ProfileRule(exchange.Json, exchange.At)));

    public static FakeResponse ListLinks(Exchange exchange) => List<ProfileLink>(exchange, "links");

    public static FakeResponse ListRules(Exchange exchange) => List<ProfileRule>(exchange, "rules");

    public static FakeResponse Get<T>(Exchange exchange)
        where T : ProfileTrust => With<T>(exchange, (_, id, trust) => FakeResponse.Of(Say(id, trust)));

    public static FakeResponse UpdateRule(Exchange exchange) => With<ProfileRule>(exchange, (profile, id, rule) =>
    {
        if ((RuleFlaw(exchange.Json) ?? Management.RefuseVersion(exchange, Tag(id, rule))) is { } flaw)
        {
            return flaw.ToResponse(exchange);
        }

        var changed = rule with { Asked = exchange.Json, Version = rule.Version + 1, Modified = exchange.At };
        profile.Trust[id] = changed;
        return FakeResponse.Of(Say(id, changed));
    });

    public static FakeResponse Delete<T>(Exchange exchange)
        where T : ProfileTrust => With<T>(exchange, (profile, id, _) =>
        {
            profile.Trust.TryRemove(id, out var _);
            return FakeResponse.Empty(204);
        });

    private static IamError? RuleFlaw(JsonObject body)
    {
        var type = body.Text("type");
        if (type is not ("Profile-SAML" or "Profile-CR"))
        {
            return type.Length == 0 ? IamErrors.Missing("type") : IamErrors.Invalid("type", type, "'Profile-SAML', 'Profile-CR'");
        }

        if (Management.RefuseList(body, "conditions") is { } flaw)
        {
            return flaw;
        }

        var conditions = ProfileRule.Conditions(body).ToList();
        return conditions.Count == 0 ? IamErrors.Missing("conditions") : conditions.Select(ConditionFlaw).FirstOrDefault(one => one is not null);
    }

    private static IamError? ConditionFlaw(JsonObject condition) =>
        Management.RefuseKinds(condition)
        ?? (!ProfileRule.Operators.Contains(condition.Text("operator")) ? IamErrors.Invalid("operator", condition.Text("operator"), string.Join(", ", ProfileRule.Operators))
            : condition.Text("claim").Length == 0 ? IamErrors.Missing("claim")
            : condition.Text("value").Length == 0 ? IamErrors.Missing("value")
            : ProfileRule.IsText(condition.Text("value")) ? null
            : IamErrors.Invalid("value", condition.Text("value"), "JSON whose text is Unicode"));

    private static FakeResponse Add(Exchange exchange, FakeProfile profile, string id, ProfileTrust trust)
    {
        profile.Trust[id] = trust;
        return FakeResponse.Of(Say(id, trust), 201);
    }

    private static FakeResponse List<T>(Exchange exchange, string name)
        where T : ProfileTrust => IdentitiesEndpoint.With<FakeProfile>(exchange, profile =>
            FakeResponse.Of(new JsonObject
            {
                ["context"] = Management.Context(exchange),
                [name] = new JsonArray([.. profile.Trust.Where(one => one.Value is T).Select(one => (JsonNode)Say(one.Key, one.Value))]),
            }));

    private static FakeResponse With<T>(Exchange exchange, Func<FakeProfile, string, T, FakeResponse> answer)
        where T : ProfileTrust => IdentitiesEndpoint.With<FakeProfile>(exchange, profile =>
            profile.Trust.GetValueOrDefault(exchange.Route["part"]) is T trust
                ? answer(profile, exchange.Route["part"], trust)
                : IamErrors.ObjectNotFound(typeof(T) == typeof(ProfileLink) ? "Link" : "ClaimRule", exchange.Route["part"]).ToResponse(exchange));

    private static string Tag(string id, ProfileTrust trust) => $"{trust.Version}-{id[^12..]}";

    private static JsonObject Say(string id, ProfileTrust trust)
    {
        var said = new JsonObject { ["id"] = id, ["entity_tag"] = Tag(id, trust) };
        foreach (var (name, value) in trust.Asked.Where(static field => field.Key is not ("id" or "entity_tag" or "created_at" or "modified_at")))
        {
            said[name] = value?.DeepClone();
        }

        said["created_at"] = Management.Date(trust.Created);
        said["modified_at"] = Management.Date(trust.Modified);
        return said;
    }
}
