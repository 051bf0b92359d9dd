using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using IbmIam.Testing.Identities;

namespace IbmIam.Testing;

/// <summary>A trusted profile: service IDs and users assume it; compute resources and virtual servers get tokens for it.</summary>
public sealed class FakeProfile : FakeIdentity
{
    private readonly ConcurrentDictionary<string, byte> _trusted = new(StringComparer.Ordinal);

    internal FakeProfile(string id, string name, string accountId)
        : base(id, name, accountId)
    {
    }

    /// <summary>The cloud resource name (CRN).</summary>
    public string Crn => $"crn:v1:bluemix:public:iam-identity::a/{AccountId}::profile:{Id}";

    /// <inheritdoc/>
    public override string IamId => "iam-" + Id;

    /// <summary>
    /// Whether everyone in the account may use the profile. Default: true; false once <see cref="TrustOnly"/> is called, and for a profile
    /// created through the Identity API.
    /// </summary>
    public bool TrustsEveryone { get; internal set; } = true;

    /// <summary>Restricts the profile to the named identities, in addition to those of earlier calls and those named through the Identity API.</summary>
    /// <param name="who">The IDs of service IDs or users, or names of compute resources.</param>
    /// <returns>The same profile.</returns>
    public FakeProfile TrustOnly(params string[] who)
    {
        TrustsEveryone = false;
        Array.ForEach(who, one => _trusted[one] = 0);
        return this;
    }

    internal bool Trusts(params string[] names) => TrustsEveryone || Array.Exists(names, _trusted.ContainsKey);

    /// <summary>The identities that clients of the Identity API added. The list is replaced as a whole, so that it can be read at any time.</summary>
    internal IReadOnlyList<ProfileIdentity> Identities { get; set; } = [];

    internal int IdentitiesVersion { get; set; } = 1;

    /// <summary>Links and claim rules by ID.</summary>
    internal ConcurrentDictionary<string, ProfileTrust> Trust { get; } = new(StringComparer.Ordinal);

    internal bool TrustsIdentity(FakeIdentity who) => Trusts(who.Id, who.IamId) || Identities.Any(identity => identity.IamId == who.IamId);

    internal bool TrustsResource(FakeComputeResource resource) => Trusts(resource.Name, resource.Crn) || Trust.Values.Any(trust => trust.Fits(resource));

    internal override JsonObject Subject() => new()
    {
        ["iam_id"] = IamId, ["id"] = IamId, ["realmid"] = "iam", ["identifier"] = Id, ["name"] = Name, ["sub"] = Id, ["sub_type"] = "Profile",
    };

    internal override JsonObject Authentication() => new() { ["sub"] = Id, ["iam_id"] = IamId, ["sub_type"] = "Profile", ["name"] = Name };
}
