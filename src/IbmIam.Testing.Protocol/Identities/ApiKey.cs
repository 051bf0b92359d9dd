namespace IbmIam.Testing.Identities;

/// <summary>An API key and its state.</summary>
internal sealed class ApiKey(string value, FakeIdentity owner, DateTimeOffset created)
{
    private const long Never = -1;

    private long _expires = Never;

    public string Id { get; } = "ApiKey-" + Guid.NewGuid();

    public string Value { get; } = value;

    public FakeIdentity Owner { get; } = owner;

    /// <summary>The <c>iam_id</c> of the identity that requested the key, or of its owner if the fake created it.</summary>
    public string CreatedBy { get; set; } = owner.IamId;

    public DateTimeOffset Created { get; } = created;

    public DateTimeOffset Modified { get; set; } = created;

    public string Name { get; set; } = "fake key";

    public string Description { get; set; } = "";

    public bool Disabled { get; set; }

    public bool Deleted { get; set; }

    public bool Locked { get; set; }

    /// <summary>Whether the Identity API returns the value again after creation; never for a user's key.</summary>
    public bool Stored { get; set; }

    public bool SupportsSessions { get; set; }

    public string ActionWhenLeaked { get; set; } = "none";

    /// <summary>The expiry; null for never. Atomic, because grants read it while a client may change it.</summary>
    public DateTimeOffset? Expires
    {
        get => Interlocked.Read(ref _expires) is var ticks && ticks == Never ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
        set => Interlocked.Exchange(ref _expires, value?.UtcTicks ?? Never);
    }

    public int Version { get; set; } = 1;

    /// <summary>Held while a client of the Identity API reads or changes the key. Of two concurrent changes to the same version, one is refused.</summary>
    public Lock Changing { get; } = new();
}
