using System.Text.Json.Nodes;

namespace IbmIam.Testing;

/// <summary>A compute resource (a pod, a virtual server): it gets tokens of trusted profiles, with no secret but its own token.</summary>
public sealed class FakeComputeResource
{
    internal FakeComputeResource(string name, string token, string accountId) => (Name, Token, AccountId) = (name, token, accountId);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The compute-resource token, which a pod finds in a file.</summary>
    public string Token { get; }

    /// <summary>Its cloud resource name.</summary>
    public string Crn => $"crn:v1:bluemix:public:iam-identity::a/{AccountId}::computeresource:{Name}";

    private string AccountId { get; }

    /// <summary>The name, never the token.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    internal JsonObject Authentication() => new() { ["sub"] = Crn, ["iam_id"] = "crn-" + Crn, ["name"] = Name };
}
