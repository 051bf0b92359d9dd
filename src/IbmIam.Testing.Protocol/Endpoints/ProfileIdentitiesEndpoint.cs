using System.Text.Json.Nodes;
using IbmIam.Testing.Http;
using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Endpoints;

/// <summary>The identities that may assume a trusted profile, in IAM's Identity API. A flaw in the body is told before an unknown profile.</summary>
internal static class ProfileIdentitiesEndpoint
{
    private static string[] Types => ["user", "serviceid", "crn"];

    public static FakeResponse List(Exchange exchange) => IdentitiesEndpoint.With<FakeProfile>(exchange, profile => Management.Answer(Say(profile)));

    /// <summary>Replaces all identities of the profile.</summary>
    public static FakeResponse SetAll(Exchange exchange)
    {
        JsonObject[] asked = [.. (exchange.Json["identities"] as JsonArray ?? []).OfType<JsonObject>()];
        var flaw = Management.RefuseList(exchange.Json, "identities") ?? asked.Select(one => Flaw(one, one.Text("type"))).FirstOrDefault(one => one is not null);
        return flaw?.ToResponse(exchange) ?? IdentitiesEndpoint.With<FakeProfile>(exchange, profile =>
        {
            if (Management.RefuseVersion(exchange, Tag(profile)) is { } refusal)
            {
                return refusal.ToResponse(exchange);
            }

            profile.Identities = [.. asked.Select(one => new ProfileIdentity(one.Text("type"), one))];
            profile.IdentitiesVersion++;
            return Management.Answer(Say(profile));
        });
    }

    public static FakeResponse Set(Exchange exchange) => Flaw(exchange.Json, exchange.Route["type"])?.ToResponse(exchange) ?? IdentitiesEndpoint.With<FakeProfile>(exchange, profile =>
    {
        var identity = new ProfileIdentity(exchange.Route["type"], exchange.Json);
        profile.Identities = [.. profile.Identities.Where(other => !other.IsSame(identity)), identity];
        profile.IdentitiesVersion++;
        return FakeResponse.Of(Say(identity));
    });

    public static FakeResponse Get(Exchange exchange) => With(exchange, (_, identity) => FakeResponse.Of(Say(identity)));

    public static FakeResponse Delete(Exchange exchange) => With(exchange, (profile, identity) =>
    {
        profile.Identities = [.. profile.Identities.Where(other => other != identity)];
        profile.IdentitiesVersion++;
        return FakeResponse.Empty(204);
    });

    private static FakeResponse With(Exchange exchange, Func<FakeProfile, ProfileIdentity, FakeResponse> answer) => IdentitiesEndpoint.With<FakeProfile>(exchange, profile =>
        profile.Identities.FirstOrDefault(one => one.Type == exchange.Route["type"] && one.Identifier == exchange.Route["part"]) is { } identity
            ? answer(profile, identity)
            : IamErrors.ObjectNotFound("ProfileIdentity", exchange.Route["part"]).ToResponse(exchange));

    private static IamError? Flaw(JsonObject asked, string type) =>
        !Types.Contains(type) ? IamErrors.Invalid("type", type, "'user', 'serviceid', 'crn'")
        : asked.Text("identifier").Length == 0 ? IamErrors.Missing("identifier")
        : null;

    private static string Tag(FakeProfile profile) => $"{profile.IdentitiesVersion}-{profile.Id[^Math.Min(12, profile.Id.Length)..]}";

    private static JsonObject Say(FakeProfile profile) => new()
    {
        ["entity_tag"] = Tag(profile), ["identities"] = new JsonArray([.. profile.Identities.Select(identity => (JsonNode)Say(identity))]),
    };

    private static JsonObject Say(ProfileIdentity identity)
    {
        var said = new JsonObject { ["iam_id"] = identity.IamId, ["identifier"] = identity.Identifier, ["type"] = identity.Type };
        foreach (var optional in (string[])["accounts", "description"])
        {
            if (identity.Asked[optional] is { } value)
            {
                said[optional] = value.DeepClone();
            }
        }

        return said;
    }
}
