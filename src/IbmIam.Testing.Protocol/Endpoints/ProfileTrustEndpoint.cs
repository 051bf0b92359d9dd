using System.Text.Json.Nodes;
using IbmIam.Testing.Http;
using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Endpoints;

/// <summary>Links and claim rules of trusted profiles in IAM's Identity API. As in IAM, a flaw in the body is told before an unknown profile.</summary>
internal static class ProfileTrustEndpoint
{
    private static string[] ResourceTypes => ["VSI", "PVS", "BMS", "IKS_SA", "ROKS_SA", "CE"];

    public static FakeResponse CreateLink(Exchange exchange) => LinkFlaw(exchange.Json)?.ToResponse(exchange)
        ?? IdentitiesEndpoint.With<FakeProfile>(exchange, profile => Add(profile, $"Link-{Guid.NewGuid()}", new ProfileLink(exchange.Json, exchange.At)));

    public static FakeResponse CreateRule(Exchange exchange) => RuleFlaw(exchange.Json)?.ToResponse(exchange)
        ?? IdentitiesEndpoint.With<FakeProfile>(exchange, profile => Add(profile, $"ClaimRule-{Guid.NewGuid()}", new ProfileRule(exchange.Json, exchange.At)));

    public static FakeResponse ListLinks(Exchange exchange) => List<ProfileLink>(exchange, "links");

    public static FakeResponse ListRules(Exchange exchange) => List<ProfileRule>(exchange, "rules");

    public static FakeResponse Get<T>(Exchange exchange)
        where T : ProfileTrust => With<T>(exchange, (_, id, trust) => Management.Answer(Say(id, trust)));

    public static FakeResponse UpdateRule(Exchange exchange) => RuleFlaw(exchange.Json)?.ToResponse(exchange) ?? With<ProfileRule>(exchange, (profile, id, rule) =>
    {
        if (Management.RefuseVersion(exchange, Tag(id, rule)) is { } flaw)
        {
            return flaw.ToResponse(exchange);
        }

        var changed = rule with { Asked = exchange.Json, Version = rule.Version + 1, Modified = exchange.At };
        profile.Trust[id] = changed;
        return Management.Answer(Say(id, changed));
    });

    public static FakeResponse Delete<T>(Exchange exchange)
        where T : ProfileTrust => With<T>(exchange, (profile, id, _) =>
        {
            profile.Trust.TryRemove(id, out var _);
            return FakeResponse.Empty(204);
        });

    private static IamError? LinkFlaw(JsonObject body)
    {
        var target = body["link"] as JsonObject ?? [];
        return body.Text("cr_type").Length == 0 ? IamErrors.Missing("cr_type")
            : TypeFlaw(body) ?? (target.Text("name").Length == 0 && target.Text("crn").Length == 0 ? IamErrors.Missing("link") : Management.RefuseKinds(target));
    }

    private static IamError? TypeFlaw(JsonObject body) =>
        body.Text("cr_type") is { Length: > 0 } type && !ResourceTypes.Contains(type) ? IamErrors.Invalid("cr_type", type, string.Join(", ", ResourceTypes)) : null;

    private static IamError? RuleFlaw(JsonObject body)
    {
        var type = body.Text("type");
        if (type is not ("Profile-SAML" or "Profile-CR"))
        {
            return type.Length == 0 ? IamErrors.Missing("type") : IamErrors.Invalid("type", type, "'Profile-SAML', 'Profile-CR'");
        }

        if ((TypeFlaw(body) ?? Management.RefuseList(body, "conditions")) is { } flaw)
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

    private static FakeResponse Add(FakeProfile profile, string id, ProfileTrust trust)
    {
        profile.Trust[id] = trust;
        return Management.Answer(Say(id, trust), 201);
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
