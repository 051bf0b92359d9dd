using System.Text.Json;
using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Identities;

/// <summary>A link or claim rule by which a profile trusts compute resources, as set by a client of IAM's Identity API.</summary>
internal abstract record ProfileTrust(JsonObject Asked, DateTimeOffset Created)
{
    public DateTimeOffset Modified { get; init; } = Created;

    public int Version { get; init; } = 1;

    public abstract bool Fits(FakeComputeResource resource);
}

/// <summary>
/// A link to one compute resource. A pod is identified by its name and namespace; its CRN is that of its cluster and is ignored,
/// because the fake has no clusters. A virtual server is identified by its CRN. A missing namespace matches any.
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

/// <summary>A claim rule, whose conditions must all hold. Rules for SAML logins match nothing, because the fake has no such login.</summary>
internal sealed record ProfileRule(JsonObject Asked, DateTimeOffset Created) : ProfileTrust(Asked, Created)
{
    public static string[] Operators => ["EQUALS", "NOT_EQUALS", "EQUALS_IGNORE_CASE", "NOT_EQUALS_IGNORE_CASE", "CONTAINS", "IN"];

    public static IEnumerable<JsonObject> Conditions(JsonObject asked) => (asked["conditions"] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>Whether the value of a condition can be read. JSON may contain a lone surrogate, which can't be converted to a string.</summary>
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

    /// <summary>Reads the value of a condition: JSON in a string, either a quoted string or a list of them. Other text is used as is.</summary>
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
