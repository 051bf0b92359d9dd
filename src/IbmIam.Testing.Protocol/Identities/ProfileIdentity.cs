using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Identities;

/// <summary>An identity that may assume a profile, as set by a client of IAM's Identity API.</summary>
/// <param name="Type"><c>user</c>, <c>serviceid</c> or <c>crn</c>.</param>
/// <param name="Asked">The JSON that the client sent.</param>
internal sealed record ProfileIdentity(string Type, JsonObject Asked)
{
    public string Identifier { get; } = Asked.Text("identifier");

    public string IamId => Type switch
    {
        "serviceid" when !Identifier.StartsWith("iam-", StringComparison.Ordinal) => "iam-" + Identifier,
        "crn" when !Identifier.StartsWith("crn-", StringComparison.Ordinal) => "crn-" + Identifier,
        _ => Identifier,
    };

    public bool IsSame(ProfileIdentity other) => IamId == other.IamId;
}
