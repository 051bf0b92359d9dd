using System.Collections.Concurrent;
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

    /// <summary>What the claim rules of trusted profiles look at beside <c>name</c> and <c>crn</c>: <c>namespace</c>, <c>service_account</c>, ….</summary>
    public IDictionary<string, string> Claims { get; } = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Tells it from others of its name.</summary>
    internal string Id { get; } = "ComputeResource-" + Guid.NewGuid();

    private string AccountId { get; }

    /// <summary>The name, never the token.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    internal string Claim(string name) => name switch
    {
        "name" => Name,
        "crn" => Crn,
        _ => Claims.TryGetValue(name, out var value) ? value : "",
    };

    internal JsonObject Authentication() => new() { ["sub"] = Crn, ["iam_id"] = "crn-" + Crn, ["name"] = Name };
}
