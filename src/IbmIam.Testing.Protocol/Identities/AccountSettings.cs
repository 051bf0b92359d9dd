namespace IbmIam.Testing.Identities;

/// <summary>The version of the account settings, whose values are in <see cref="FakeIamOptions"/>.</summary>
internal sealed class AccountSettings
{
    public int Version { get; set; } = 1;

    /// <summary>The lock under which the Identity API reads and changes the settings.</summary>
    public Lock Changing { get; } = new();
}
