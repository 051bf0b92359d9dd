using System.Globalization;
using System.Text.Json.Nodes;
using IbmIam.Testing.Http;
using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Endpoints;

/// <summary>Links and claim rules of trusted profiles in IAM's Identity API.</summary>
internal static class ProfileTrustEndpoint
{
    public static FakeResponse CreateLink(Exchange exchange, JsonObject body) => IdentitiesEndpoint.With<FakeProfile>(exchange, profile =>
    {
        var target = body["link"] as JsonObject ?? [];
        return target.Text("name").Length == 0 && target.Text("crn").Length == 0
            ? IamErrors.Missing("link").ToResponse(exchange)
            : Add(exchange, profile, $"Link-{Guid.NewGuid()}", new ProfileLink(body));
    });

    public static FakeResponse CreateRule(Exchange exchange, JsonObject body) => IdentitiesEndpoint.With<FakeProfile>(exchange, profile =>
        RuleFlaw(body) is { } flaw ? flaw.ToResponse(exchange) : Add(exchange, profile, $"ClaimRule-{Guid.NewGuid()}", new ProfileRule(body)));

    public static FakeResponse ListLinks(Exchange exchange, JsonObject body) => List<ProfileLink>(exchange, "links");

    public static FakeResponse ListRules(Exchange exchange, JsonObject body) => List<ProfileRule>(exchange, "rules");

    public static FakeResponse Get(Exchange exchange, JsonObject body) => With(exchange, (_, id, trust) => FakeResponse.Of(Say(exchange, id, trust)));

    public static FakeResponse UpdateRule(Exchange exchange, JsonObject body) => With(exchange, (profile, id, _) =>
    {
        if (RuleFlaw(body) is { } flaw)
        {
            return flaw.ToResponse(exchange);
        }

        var changed = new ProfileRule(body);
        profile.Trust[id] = changed;
        return FakeResponse.Of(Say(exchange, id, changed));
    });

    public static FakeResponse Delete(Exchange exchange, JsonObject body) => With(exchange, (profile, id, _) =>
    {
        profile.Trust.TryRemove(id, out var _);
        return FakeResponse.Empty(204);
    });

    private static IamError? RuleFlaw(JsonObject body)
    {
        var rule = new ProfileRule(body);
        var type = body.Text("type");
        if (type is not ("Profile-SAML" or "Profile-CR"))
        {
            return type.Length == 0 ? IamErrors.Missing("type") : IamErrors.Invalid("type", Recording.Masking.Plain(type), "'Profile-SAML', 'Profile-CR'");
        }

        if (!rule.Conditions.Any())
        {
            return IamErrors.Missing("conditions");
        }

        var unknown = rule.Conditions.Select(condition => condition.Text("operator")).FirstOrDefault(name => !ProfileRule.Operators.Contains(name));
        return unknown is null ? null : IamErrors.Invalid("operator", Recording.Masking.Plain(unknown), string.Join(", ", ProfileRule.Operators));
    }

    private static FakeResponse Add(Exchange exchange, FakeProfile profile, string id, ProfileTrust trust)
    {
        profile.Trust[id] = trust;
        return FakeResponse.Of(Say(exchange, id, trust), 201);
    }

    private static FakeResponse List<T>(Exchange exchange, string name)
        where T : ProfileTrust => IdentitiesEndpoint.With<FakeProfile>(exchange, profile =>
            FakeResponse.Of(new JsonObject
            {
                ["context"] = Management.Context(exchange),
                [name] = new JsonArray([.. profile.Trust.Where(one => one.Value is T).Select(one => (JsonNode)Say(exchange, one.Key, one.Value))]),
            }));

    private static FakeResponse With(Exchange exchange, Func<FakeProfile, string, ProfileTrust, FakeResponse> answer) =>
        IdentitiesEndpoint.With<FakeProfile>(exchange, profile => profile.Trust.TryGetValue(exchange.Route["part"], out var trust)
            ? answer(profile, exchange.Route["part"], trust)
            : IamErrors.ObjectNotFound("Link or rule", exchange.Route["part"]).ToResponse(exchange));

    private static JsonObject Say(Exchange exchange, string id, ProfileTrust trust)
    {
        var said = new JsonObject { ["id"] = id, ["entity_tag"] = "1-" + trust.Asked.ToJsonString().Length.ToString(CultureInfo.InvariantCulture) };
        foreach (var (name, value) in trust.Asked)
        {
            said[name] = value?.DeepClone();
        }

        said["created_at"] = Management.Date(exchange.At);
        said["modified_at"] = Management.Date(exchange.At);
        return said;
    }
}
