using System.Security.Cryptography;

namespace IbmIam.Testing.Identities;

/// <summary>A refresh token: whose it is, which clients may use it, until when.</summary>
internal sealed record RefreshToken(FakeIdentity Owner, IReadOnlyList<string> Clients)
{
    public required DateTimeOffset ExpiresAt { get; init; }

    public string Scope { get; init; } = "ibm openid";

    /// <summary>It may be turned into a token by its receivers alone.</summary>
    public bool Delegated { get; init; }

    /// <summary>The key it came from: disabled or deleted, it takes its refresh tokens along.</summary>
    public ApiKey? Key { get; init; }

    public Session? Session { get; init; }
}

/// <summary>A login that rests at most so long.</summary>
internal sealed class Session(DateTimeOffset started)
{
    private long _usedTicks = started.UtcTicks;

    public string Id { get; } = "C-" + Guid.NewGuid();

    public bool Ended { get; set; }

    public DateTimeOffset Used => new(Interlocked.Read(ref _usedTicks), TimeSpan.Zero);

    public void Touch(DateTimeOffset now) => Interlocked.Exchange(ref _usedTicks, now.UtcTicks);
}

/// <summary>The refresh tokens that were given out.</summary>
internal sealed class RefreshTokens
{
    private const int RandomBytes = 150;

    private readonly BoundedStore<RefreshToken> _tokens = new();

    public string Add(RefreshToken token)
    {
        var value = System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        Add(value, token);
        return value;
    }

    public void Add(string value, RefreshToken token) => _tokens.Add(value, token, "The refresh token is empty or taken: each needs a value of its own.");

    public RefreshToken? Find(string value) => _tokens.Find(value);

    public void EndSessions()
    {
        foreach (var session in _tokens.All.Select(token => token.Session).OfType<Session>().Distinct())
        {
            session.Ended = true;
        }
    }

    /// <summary>Takes a token out; false when another caller was first.</summary>
    public bool Spend(string value) => _tokens.Spend(value) is not null;
}
