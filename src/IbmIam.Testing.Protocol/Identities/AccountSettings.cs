namespace IbmIam.Testing.Identities;

/// <summary>The version of the account's settings; their values are those of <see cref="FakeIamOptions"/>.</summary>
internal sealed class AccountSettings
{
    public int Version { get; set; } = 1;

    /// <summary>Held while a client of the Identity API reads or changes them.</summary>
    public Lock Changing { get; } = new();
}
