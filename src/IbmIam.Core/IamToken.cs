using System.Diagnostics;

namespace IbmIam;

/// <summary>An IAM access token and what IAM said of it. Masked when printed; converts to nothing implicitly.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class IamToken
{
    internal IamToken(TimeProvider time) => Time = time;

    /// <summary>The token itself, raw, as IAM gave it (a JWT).</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public required string AccessToken { get; init; }

    /// <summary>The value of an HTTP <c>Authorization</c> header: <c>Bearer </c> and the token (RFC 6750 section 2.1).</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string AuthorizationHeader => field ??= "Bearer " + AccessToken;

    /// <summary>The type that IAM named, <c>Bearer</c>.</summary>
    public string TokenType { get; init; } = "Bearer";

    /// <summary>When the token ends, by this machine's clock.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How long the token still lives, measured when this is read; never negative.</summary>
    public TimeSpan ExpiresIn => ExpiresAt - Time.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>The scope that IAM granted, such as <c>ibm openid</c>; null when IAM named none.</summary>
    public string? Scope { get; init; }

    /// <summary>The refresh token; null when IAM gave none (an absent, empty or <c>not_supported</c> one is none).</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? RefreshToken { get; init; }

    /// <summary>Where the credential came from, in words: <c>API key in variable IBMCLOUD_API_KEY</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Whether the token was there already, in memory or in the user's cache, so that this call asked IAM nothing.</summary>
    public bool FromCache { get; init; }

    /// <summary>Whom the token speaks for, as its claims say: <c>ServiceId-… (deployer)</c>; null when it can't be read.</summary>
    public string? Identity { get; init; }

    private TimeProvider Time { get; }

    internal IamToken AsCached() => Copy(Source, fromCache: true);

    /// <summary>The same token, for a caller whose credential came from elsewhere.</summary>
    internal IamToken From(string source) => source == Source ? this : Copy(source, FromCache);

    private IamToken Copy(string source, bool fromCache) => new(Time)
    {
        AccessToken = AccessToken,
        TokenType = TokenType,
        ExpiresAt = ExpiresAt,
        Scope = Scope,
        RefreshToken = RefreshToken,
        Source = source,
        FromCache = fromCache,
        Identity = Identity,
    };

    /// <summary>The token in words, without the token.</summary>
    /// <returns>Identity, end and source.</returns>
    public override string ToString() => $"IBM Cloud IAM token for {Identity ?? "an unknown identity"}, until {ExpiresAt:u}, from {Source}";
}
