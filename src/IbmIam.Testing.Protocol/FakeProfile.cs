using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace IbmIam.Testing;

/// <summary>A trusted profile: service IDs and users assume it, compute resources and virtual servers get tokens of it.</summary>
public sealed class FakeProfile : FakeIdentity
{
    private readonly ConcurrentDictionary<string, string[]> _links = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _trusted = new(StringComparer.Ordinal);

    internal FakeProfile(string id, string name, string accountId)
        : base(id, name, accountId)
    {
    }

    /// <summary>Its cloud resource name.</summary>
    public string Crn => $"crn:v1:bluemix:public:iam-identity::a/{AccountId}::profile:{Id}";

    /// <inheritdoc/>
    public override string IamId => "iam-" + Id;

    /// <summary>Whether everyone in the account may use it. Default: true; false once <see cref="TrustOnly"/> names someone.</summary>
    public bool TrustsEveryone { get; internal set; } = true;

    /// <summary>Lets only those use it that were named, by this call or an earlier one.</summary>
    /// <param name="who">Ids of service IDs or users, or names of compute resources.</param>
    /// <returns>The same profile.</returns>
    public FakeProfile TrustOnly(params string[] who)
    {
        TrustsEveryone = false;
        Array.ForEach(who, one => _trusted[one] = 0);
        return this;
    }

    internal bool Trusts(params string[] names) => TrustsEveryone || Array.Exists(names, _trusted.ContainsKey);

    /// <summary>Made through IAM's Identity API: compute resources need a link.</summary>
    internal bool NeedsLinks { get; set; }

    internal bool TrustsResource(FakeComputeResource resource) => NeedsLinks
        ? _links.Values.Any(names => names.Contains(resource.Name) || names.Contains(resource.Crn))
        : Trusts(resource.Name, resource.Crn);

    internal string AddLink(string[] names)
    {
        var id = $"Link-{Guid.NewGuid()}";
        _links[id] = [.. names.Where(name => name.Length > 0)];
        return id;
    }

    internal bool RemoveLink(string id) => _links.TryRemove(id, out _);

    internal override JsonObject Subject() => new()
    {
        ["iam_id"] = IamId, ["id"] = IamId, ["realmid"] = "iam", ["identifier"] = Id, ["name"] = Name, ["sub"] = Id, ["sub_type"] = "Profile",
    };

    internal override JsonObject Authentication() => new() { ["sub"] = Id, ["iam_id"] = IamId, ["sub_type"] = "Profile", ["name"] = Name };
}
