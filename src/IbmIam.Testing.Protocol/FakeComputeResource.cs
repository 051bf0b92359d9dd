using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace IbmIam.Testing;

/// <summary>A compute resource (a pod or virtual server): it gets tokens for trusted profiles, with its own token as the only secret.</summary>
public sealed class FakeComputeResource
{
    internal FakeComputeResource(string name, string token, string accountId) => (Name, Token, AccountId) = (name, token, accountId);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The compute-resource token, which a pod reads from a file.</summary>
    public string Token { get; }

    /// <summary>The cloud resource name (CRN).</summary>
    public string Crn => $"crn:v1:bluemix:public:iam-identity::a/{AccountId}::computeresource:{Name}";

    /// <summary>The claims that trusted profiles' claim rules evaluate besides <c>name</c> and <c>crn</c>: <c>namespace</c>, <c>service_account</c>, ….</summary>
    public IDictionary<string, string> Claims { get; } = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A unique ID, because several compute resources can have the same name.</summary>
    internal string Id { get; } = "ComputeResource-" + Guid.NewGuid();

    private string AccountId { get; }

    /// <summary>Returns the name, never the token.</summary>
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
