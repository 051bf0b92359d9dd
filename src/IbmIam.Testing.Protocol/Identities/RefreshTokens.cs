using System.Security.Cryptography;

namespace IbmIam.Testing.Identities;

/// <summary>A refresh token: its owner, the clients that may use it, and its expiry.</summary>
internal sealed record RefreshToken(FakeIdentity Owner, IReadOnlyList<string> Clients)
{
    public required DateTimeOffset ExpiresAt { get; init; }

    public string Scope { get; init; } = "ibm openid";

    /// <summary>Whether it is a delegated refresh token, which only its receivers may exchange for a token.</summary>
    public bool Delegated { get; init; }

    /// <summary>The API key that it was obtained with, or null. It is refused once that key is disabled or deleted.</summary>
    public ApiKey? Key { get; init; }

    public Session? Session { get; init; }
}

/// <summary>A login session, which ends after a period of inactivity.</summary>
internal sealed class Session(DateTimeOffset started)
{
    private long _usedTicks = started.UtcTicks;

    public string Id { get; } = "C-" + Guid.NewGuid();

    public bool Ended { get; set; }

    public DateTimeOffset Used => new(Interlocked.Read(ref _usedTicks), TimeSpan.Zero);

    public void Touch(DateTimeOffset now) => Interlocked.Exchange(ref _usedTicks, now.UtcTicks);
}

/// <summary>The issued refresh tokens.</summary>
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

    /// <summary>Removes a token. Returns false if it is unknown or another caller was first.</summary>
    public bool Spend(string value) => _tokens.Spend(value) is not null;
}
