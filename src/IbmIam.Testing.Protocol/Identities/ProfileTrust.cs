using System.Text.Json;
using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Identities;

/// <summary>A reason for a profile to trust a compute resource, as a client of IAM's Identity API wrote it.</summary>
internal abstract record ProfileTrust(JsonObject Asked, DateTimeOffset Created)
{
    public DateTimeOffset Modified { get; init; } = Created;

    public int Version { get; init; } = 1;

    public abstract bool Fits(FakeComputeResource resource);
}

/// <summary>
/// A link names one compute resource: a pod by its name and namespace, where the CRN is its cluster's, which the fake does not
/// have; a virtual server by its CRN alone. A resource that was given no namespace is in any.
/// </summary>
internal sealed record ProfileLink(JsonObject Asked, DateTimeOffset Created) : ProfileTrust(Asked, Created)
{
    public override bool Fits(FakeComputeResource resource)
    {
        var target = Asked["link"]!.AsObject();
        return target.Text("name").Length == 0 ? target.Text("crn") == resource.Crn
            : target.Text("name") == resource.Name && (resource.Claim("namespace") is "" || target.Text("namespace") is "" || target.Text("namespace") == resource.Claim("namespace"));
    }
}

/// <summary>A claim rule names conditions that all must hold. Rules for logins by SAML trust nobody here: the fake has no such login.</summary>
internal sealed record ProfileRule(JsonObject Asked, DateTimeOffset Created) : ProfileTrust(Asked, Created)
{
    public static string[] Operators => ["EQUALS", "NOT_EQUALS", "EQUALS_IGNORE_CASE", "NOT_EQUALS_IGNORE_CASE", "CONTAINS", "IN"];

    public static IEnumerable<JsonObject> Conditions(JsonObject asked) => (asked["conditions"] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>Whether a value can be read: text that is JSON may hold half a surrogate pair, which nobody can compare.</summary>
    public static bool IsText(string value)
    {
        try
        {
            _ = Values(value);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    public override bool Fits(FakeComputeResource resource) =>
        Asked.Text("type") == "Profile-CR" && Conditions(Asked).All(condition => Holds(condition, resource.Claim(condition.Text("claim"))));

    private static bool Holds(JsonObject condition, string actual)
    {
        var wanted = Values(condition.Text("value"));
        return condition.Text("operator") switch
        {
            "EQUALS" or "IN" => wanted.Contains(actual, StringComparer.Ordinal),
            "NOT_EQUALS" => !wanted.Contains(actual, StringComparer.Ordinal),
            "EQUALS_IGNORE_CASE" => wanted.Contains(actual, StringComparer.OrdinalIgnoreCase),
            "NOT_EQUALS_IGNORE_CASE" => !wanted.Contains(actual, StringComparer.OrdinalIgnoreCase),
            "CONTAINS" => wanted.Any(part => part.Length > 0 && actual.Contains(part, StringComparison.Ordinal)),
            _ => false,
        };
    }

    /// <summary>A value is JSON in a string: a text in quotes or a list of them. One that is no JSON is taken as it stands.</summary>
    private static string[] Values(string value)
    {
        try
        {
            return JsonNode.Parse(value) switch
            {
                JsonArray list => [.. list.Select(one => $"{one}")],
                { } one => [one.ToString()],
                null => [value],
            };
        }
        catch (JsonException)
        {
            return [value];
        }
    }
}
