using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace IbmIam.Testing;

/// <summary>Someone or something IAM gives tokens to.</summary>
public abstract class FakeIdentity
{
    private protected FakeIdentity(string id, string name, string accountId) => (Id, Name, AccountId) = (id, name, accountId);

    /// <summary>The id as IAM prints it: <c>ServiceId-…</c>, <c>IBMid-…</c>, <c>Profile-…</c>.</summary>
    public string Id { get; }

    /// <summary>The id in a token's <c>iam_id</c>: <c>iam-ServiceId-…</c>, <c>IBMid-…</c>, <c>iam-Profile-…</c>.</summary>
    public abstract string IamId { get; }

    /// <summary>The name.</summary>
    public string Name { get; internal set; }

    /// <summary>The account's id, 32 hex digits.</summary>
    public string AccountId { get; }

    /// <summary>Claims to add to this identity's tokens, or to put in the place of IAM's own; null leaves a claim out.</summary>
    public IDictionary<string, JsonNode?> Claims { get; } = new ConcurrentDictionary<string, JsonNode?>(StringComparer.Ordinal);

    /// <summary>How long this identity's access tokens live, in whole seconds from 1 second to 1 day; null, the default, follows the account.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of that range.</exception>
    public TimeSpan? TokenLifetime
    {
        get;
        set => field = value is not { } span || FakeIamOptions.Whole(span, TimeSpan.FromDays(1))
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), $"TokenLifetime is {value}: use whole seconds from 1 second to 1 day.");
    }

    internal string Description { get; set; } = "";

    internal DateTimeOffset Created { get; set; }

    internal DateTimeOffset Modified { get; set; }

    internal bool Locked { get; set; }

    internal int Version { get; set; } = 1;

    /// <summary>Held while a client of the Identity API reads or changes it: of two who change what both read, one comes too late.</summary>
    internal Lock Changing { get; } = new();

    /// <summary>The claims that tell who this is, in IAM's order.</summary>
    internal abstract JsonObject Subject();

    /// <summary>The claim <c>authn</c> of someone who proved to be this identity.</summary>
    internal abstract JsonObject Authentication();

    /// <summary>The id, never a secret.</summary>
    /// <returns><see cref="Id"/>.</returns>
    public sealed override string ToString() => Id;
}
