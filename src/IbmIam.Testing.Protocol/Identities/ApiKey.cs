namespace IbmIam.Testing.Identities;

/// <summary>An API key and its state.</summary>
internal sealed class ApiKey(string value, FakeIdentity owner, DateTimeOffset created)
{
    public string Id { get; } = "ApiKey-" + Guid.NewGuid();

    public string Value { get; } = value;

    public FakeIdentity Owner { get; } = owner;

    public DateTimeOffset Created { get; } = created;

    public DateTimeOffset Modified { get; set; } = created;

    public string Name { get; set; } = "fake key";

    public string Description { get; set; } = "";

    public bool Disabled { get; set; }

    public bool Deleted { get; set; }

    public bool Locked { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>Held from the check of a version to the change: of two clients that read the same one, one comes too late.</summary>
    public Lock Changing { get; } = new();
}
