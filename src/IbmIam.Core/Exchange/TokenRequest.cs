using IbmIam.Credentials;

namespace IbmIam.Exchange;

/// <summary>A client ID and its secret, for HTTP Basic authentication.</summary>
internal sealed record ClientPair(string Id, Secret Secret);

/// <summary>Everything that determines which token IAM issues. The cache key is built from it.</summary>
internal sealed record TokenRequest(Uri Endpoint, IamCredential Credential)
{
    /// <summary>
    /// The setting or variable that holds the endpoint, for messages. Not part of the cache key: callers that set the same
    /// endpoint in different places share a token.
    /// </summary>
    public string EndpointSetting { get; init; } = nameof(IamSettings.IamUrl);

    public ClientPair? Client { get; init; }

    public string? Scope { get; init; }

    public string? Account { get; init; }

    public string? Tenant { get; init; }

    /// <summary>
    /// The request for the token that assumes the profile, or null when no profile is assumed. Scope, tenant and client are
    /// sent with this request only.
    /// </summary>
    public TokenRequest? Base => Credential is IamCredential.Assumed assumed ? this with { Credential = assumed.Base, Account = null } : null;

    /// <summary>Returns the grant type: <c>refresh_token</c> for a renewal with one, else the credential's. Without a grant, the name of its type.</summary>
    public string GrantType(bool renews) => renews ? IamCredential.RefreshToken.Name : Credential.Grant ?? Credential.GetType().Name;

    /// <summary>Whether the value of a form field may appear in messages. All other values, including those of future grants, are masked.</summary>
    public static bool IsHarmless(string field) =>
        field is "grant_type" or "scope" or "account" or TrustedProfile.ById or TrustedProfile.ByCrn or TrustedProfile.ByName;

    /// <summary>Builds the form to send to IAM. Throws <see cref="InvalidOperationException"/> for a credential without a grant.</summary>
    /// <param name="refresh">The refresh token that IAM returned with the cached token; null to use the credential itself.</param>
    /// <param name="baseToken">The access token that assumes the profile; null when no profile is assumed.</param>
    public IReadOnlyList<KeyValuePair<string, string>> Form(string? refresh, string? baseToken)
    {
        _ = Credential.Grant ?? throw new InvalidOperationException();
        List<KeyValuePair<string, string>> form = [new("grant_type", GrantType(refresh is not null))];
        if (baseToken is not null)
        {
            form.Add(new("access_token", baseToken));
        }

        form.AddRange(refresh is null ? Credential.Fields() : [new(IamCredential.RefreshToken.Name, refresh)]);
        if (Scope is not null && Credential is not IamCredential.Assumed)
        {
            form.Add(new("scope", Scope));
        }

        if (Account is not null)
        {
            form.Add(new("account", Account));
        }

        return form;
    }
}
