namespace IbmIam.Testing.Identities;

/// <summary>An API key and its state.</summary>
internal sealed class ApiKey(string value, FakeIdentity owner, DateTimeOffset created)
{
    private const long Never = -1;

    private long _expires = Never;

    public string Id { get; } = "ApiKey-" + Guid.NewGuid();

    public string Value { get; } = value;

    public FakeIdentity Owner { get; } = owner;

    /// <summary>The <c>iam_id</c> of who asked for it; its owner's, where the fake made it.</summary>
    public string CreatedBy { get; set; } = owner.IamId;

    public DateTimeOffset Created { get; } = created;

    public DateTimeOffset Modified { get; set; } = created;

    public string Name { get; set; } = "fake key";

    public string Description { get; set; } = "";

    public bool Disabled { get; set; }

    public bool Deleted { get; set; }

    public bool Locked { get; set; }

    /// <summary>Whether its value can be read again; only a service ID's can.</summary>
    public bool Stored { get; set; }

    public bool SupportsSessions { get; set; }

    public string ActionWhenLeaked { get; set; } = "disable";

    /// <summary>When it stops to be good; null for never. Grants read it while a client changes it.</summary>
    public DateTimeOffset? Expires
    {
        get => Interlocked.Read(ref _expires) is var ticks && ticks == Never ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
        set => Interlocked.Exchange(ref _expires, value?.UtcTicks ?? Never);
    }

    public int Version { get; set; } = 1;

    /// <summary>Held while a client of the Identity API reads or changes it: of two who change what both read, one comes too late.</summary>
    public Lock Changing { get; } = new();
}
