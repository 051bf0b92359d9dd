using System.Text.Json.Nodes;
using IbmIam.Testing.Identities;

namespace IbmIam.Testing;

/// <summary>A person with an API key, an e-mail address and a password.</summary>
public sealed class FakeUser : FakeIdentity
{
    private const string GivenName = "Test";
    private const string FamilyName = "User";

    internal FakeUser(string id, string email, string accountId, string? password)
        : base(id, email, accountId) => (Email, Password) = (email, password ?? "fake.password");

    /// <summary>The e-mail address, which is the login user name.</summary>
    public string Email { get; }

    /// <summary>The password for <c>grant_type=password</c>.</summary>
    public string Password { get; }

    /// <summary>The value of the user's API key.</summary>
    public string ApiKey => Key?.Value ?? "";

    /// <inheritdoc/>
    public override string IamId => Id;

    internal ApiKey? Key { get; set; }

    internal override JsonObject Subject() => new()
    {
        ["iam_id"] = IamId, ["id"] = IamId, ["realmid"] = "IBMid", ["identifier"] = Id[IdentityStore.UserPrefix.Length..], ["given_name"] = GivenName,
        ["family_name"] = FamilyName, ["name"] = $"{GivenName} {FamilyName}", ["email"] = Email, ["sub"] = Email,
    };

    internal override JsonObject Authentication() => new()
    {
        ["sub"] = Email, ["iam_id"] = IamId, ["name"] = $"{GivenName} {FamilyName}", ["given_name"] = GivenName,
        ["family_name"] = FamilyName, ["email"] = Email,
    };
}
