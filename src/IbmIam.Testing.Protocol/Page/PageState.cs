using System.Text.Json.Nodes;
using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Page;

/// <summary>What the page shows besides requests: identities, the clock's offset, faults and signing keys. Contains no secrets.</summary>
internal static class PageState
{
    /// <summary>The maximum number of identities, and of compute resources, on the page; nobody looks through more.</summary>
    private const int Most = 200;

    public static JsonObject Of(FakeIam iam)
    {
        var keys = iam.Identities.Keys.ToLookup(key => key.Owner);
        var identities = iam.Identities.All.OrderBy(Kind).ThenBy(identity => identity.Name, StringComparer.Ordinal).Take(Most);
        var resources = iam.Identities.ComputeResources.OrderBy(resource => resource.Name, StringComparer.Ordinal).Take(Most);
        return new JsonObject
        {
            ["url"] = iam.Url,
            ["clockOffset"] = Math.Round(iam.Clock.Offset.TotalSeconds),
            ["identities"] = new JsonArray([.. identities.Select(identity => (JsonNode)Identity(identity, keys[identity]))]),
            ["identityCount"] = iam.Identities.All.Count() + iam.Identities.ComputeResources.Count(),
            ["computeResources"] = new JsonArray([.. resources.Select(Resource)]),
            ["faults"] = new JsonArray([.. iam.Faults.InForce.Select(fault => (JsonNode)fault)]),
            ["signingKeys"] = new JsonArray([.. iam.Keys.Ids.Select(id => (JsonNode)id)]),
        };
    }

    /// <summary>Gets the value of a credential by its ID in the state, or null.</summary>
    public static string? Reveal(FakeIam iam, string credential)
    {
        if (iam.Identities.FindKeyById(credential) is { } key)
        {
            return key.Value;
        }

        var user = iam.Identities.All.OfType<FakeUser>().FirstOrDefault(user => PasswordId(user) == credential);
        return user?.Password ?? iam.Identities.ComputeResources.FirstOrDefault(resource => resource.Id == credential)?.Token;
    }

    private static JsonObject Identity(FakeIdentity identity, IEnumerable<ApiKey> keys) => new JsonObject
    {
        ["id"] = identity.Id,
        ["kind"] = identity switch { FakeUser => "user", FakeProfile => "profile", _ => "serviceId" },
        ["name"] = identity.Name,
        ["trustsEveryone"] = identity is FakeProfile { TrustsEveryone: true },
        ["credentials"] = new JsonArray([.. Credentials(identity, keys)]),
    };

    private static IEnumerable<JsonNode> Credentials(FakeIdentity identity, IEnumerable<ApiKey> keys)
    {
        foreach (var key in keys.OrderBy(key => key.Created).ThenBy(key => key.Id, StringComparer.Ordinal))
        {
            yield return new JsonObject { ["id"] = key.Id, ["kind"] = "apikey", ["name"] = key.Name, ["disabled"] = key.Disabled };
        }

        if (identity is FakeUser user)
        {
            yield return new JsonObject { ["id"] = PasswordId(user), ["kind"] = "password", ["name"] = user.Email };
        }
    }

    private static JsonObject Resource(FakeComputeResource resource) => new JsonObject
    {
        ["id"] = resource.Id,
        ["kind"] = "cr-token",
        ["name"] = resource.Name,
    };

    private static int Kind(FakeIdentity identity) => identity switch { FakeServiceId => 0, FakeUser => 1, _ => 2 };

    private static string PasswordId(FakeUser user) => "password:" + user.Id;
}
