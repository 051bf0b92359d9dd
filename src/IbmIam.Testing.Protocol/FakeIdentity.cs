using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace IbmIam.Testing;

/// <summary>An identity that IAM issues tokens to.</summary>
public abstract class FakeIdentity
{
    /// <summary>In ticks, which can be read and written atomically; 0 for the account's lifetime.</summary>
    private long _lifetime;

    private protected FakeIdentity(string id, string name, string accountId) => (Id, Name, AccountId) = (id, name, accountId);

    /// <summary>The ID as IAM shows it: <c>ServiceId-…</c>, <c>IBMid-…</c>, <c>Profile-…</c>.</summary>
    public string Id { get; }

    /// <summary>The ID in the claim <c>iam_id</c> of tokens: <c>iam-ServiceId-…</c>, <c>IBMid-…</c>, <c>iam-Profile-…</c>.</summary>
    public abstract string IamId { get; }

    /// <summary>The name.</summary>
    public string Name { get; internal set; }

    /// <summary>The account ID: 32 hexadecimal digits.</summary>
    public string AccountId { get; }

    /// <summary>Claims to add to this identity's tokens, or to replace in them; null omits a claim.</summary>
    public IDictionary<string, JsonNode?> Claims { get; } = new ConcurrentDictionary<string, JsonNode?>(StringComparer.Ordinal);

    /// <summary>The lifetime of this identity's access tokens, in whole seconds from 1 second to 1 day. Default: null, the account's lifetime.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    public TimeSpan? TokenLifetime
    {
        get => Interlocked.Read(ref _lifetime) is > 0 and var ticks ? TimeSpan.FromTicks(ticks) : null;
        set => Interlocked.Exchange(ref _lifetime, value is not { } span || FakeIamOptions.Whole(span, TimeSpan.FromDays(1))
            ? value?.Ticks ?? 0
            : throw new ArgumentOutOfRangeException(nameof(value), $"TokenLifetime is {value}: use whole seconds from 1 second to 1 day."));
    }

    internal string Description { get; set; } = "";

    internal DateTimeOffset Created { get; set; }

    internal DateTimeOffset Modified { get; set; }

    internal bool Locked { get; set; }

    internal int Version { get; set; } = 1;

    /// <summary>Held while a client of the Identity API reads or changes the identity. Of two concurrent changes to the same version, one is refused.</summary>
    internal Lock Changing { get; } = new();

    /// <summary>The claims that identify the subject, in IAM's order.</summary>
    internal abstract JsonObject Subject();

    /// <summary>The claim <c>authn</c> of a token for which this identity authenticated.</summary>
    internal abstract JsonObject Authentication();

    /// <summary>Returns the ID, never a secret.</summary>
    /// <returns><see cref="Id"/>.</returns>
    public sealed override string ToString() => Id;
}
