using System.Diagnostics;

namespace IbmIam;

/// <summary>An IAM access token and its details. Masked when printed; has no implicit conversions.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class IamToken
{
    internal IamToken(TimeProvider time) => Time = time;

    /// <summary>The raw access token as returned by IAM (a JWT).</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public required string AccessToken { get; init; }

    /// <summary>The value for an HTTP <c>Authorization</c> header: <c>Bearer </c> followed by the token (RFC 6750 section 2.1).</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string AuthorizationHeader => field ??= "Bearer " + AccessToken;

    /// <summary>The token type returned by IAM: <c>Bearer</c>.</summary>
    public string TokenType { get; init; } = "Bearer";

    /// <summary>When the token expires, by this machine's clock.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The remaining lifetime of the token, computed on each read; never negative.</summary>
    public TimeSpan ExpiresIn => ExpiresAt - Time.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>The scope granted by IAM, such as <c>ibm openid</c>; null when IAM returned none.</summary>
    public string? Scope { get; init; }

    /// <summary>The refresh token; null when IAM returned none (absent, empty or <c>not_supported</c>).</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? RefreshToken { get; init; }

    /// <summary>A description of the credential source, such as <c>API key in variable IBMCLOUD_API_KEY</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Whether the token came from memory or the user's cache, without a request to IAM.</summary>
    public bool FromCache { get; init; }

    /// <summary>The identity in the token's claims, such as <c>ServiceId-… (deployer)</c>; null when it can't be read.</summary>
    public string? Identity { get; init; }

    private TimeProvider Time { get; }

    internal IamToken AsCached() => Copy(Source, fromCache: true);

    /// <summary>Returns the same token with another credential source: two settings may hold the same credential.</summary>
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

    /// <summary>Describes the token without revealing it.</summary>
    /// <returns>The identity, expiry and credential source.</returns>
    public override string ToString() => $"IBM Cloud IAM token for {Identity ?? "an unknown identity"}, until {ExpiresAt:u}, from {Source}";
}
