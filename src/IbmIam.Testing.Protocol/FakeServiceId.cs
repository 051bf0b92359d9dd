using System.Text.Json.Nodes;
using IbmIam.Testing.Identities;

namespace IbmIam.Testing;

/// <summary>A service ID with an API key.</summary>
public sealed class FakeServiceId : FakeIdentity
{
    internal FakeServiceId(string id, string name, string accountId)
        : base(id, name, accountId)
    {
    }

    /// <summary>The value of the first API key; empty when there is none (a service ID created through IAM's Identity API).</summary>
    public string ApiKey => Key?.Value ?? "";

    /// <summary>Whether the service ID may get tokens for service instances (<c>iam-authz</c>). Default: true.</summary>
    public bool MayDelegate { get; set; } = true;

    /// <inheritdoc/>
    public override string IamId => "iam-" + Id;

    internal ApiKey? Key { get; set; }

    /// <summary>The CRNs of the service instances that it is connected to. Replaced as a whole.</summary>
    internal JsonArray InstanceCrns { get; set; } = [];

    internal override JsonObject Subject() => new()
    {
        ["iam_id"] = IamId, ["id"] = IamId, ["realmid"] = "iam", ["identifier"] = Id, ["name"] = Name, ["sub"] = Id, ["sub_type"] = "ServiceId",
    };

    internal override JsonObject Authentication() => new()
    {
        ["sub"] = Id, ["iam_id"] = IamId, ["sub_type"] = "ServiceId", ["name"] = Name,
    };
}
