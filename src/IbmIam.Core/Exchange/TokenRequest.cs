using IbmIam.Credentials;

namespace IbmIam.Exchange;

/// <summary>A client id and its secret, for HTTP Basic authentication.</summary>
internal sealed record ClientPair(string Id, Secret Secret);

/// <summary>Everything that determines which token IAM issues, from which the cache key is built, and where the endpoint is set.</summary>
internal sealed record TokenRequest(Uri Endpoint, IamCredential Credential)
{
    /// <summary>For messages, and no part of the cache key: callers who set the same endpoint in two places share a token.</summary>
    public string EndpointSetting { get; init; } = nameof(IamSettings.IamUrl);

    public ClientPair? Client { get; init; }

    public string? Scope { get; init; }

    public string? Account { get; init; }

    public string? Tenant { get; init; }

    /// <summary>What is asked first: the token that assumes the profile. Options are its own; the profile's token has none.</summary>
    public TokenRequest? Base => Credential is IamCredential.Assumed assumed ? this with { Credential = assumed.Base, Account = null } : null;

    /// <summary>The grant's name: the credential's, unless a refresh token serves in its place.</summary>
    public string GrantType(bool renews) => renews ? IamCredential.RefreshToken.Name : Credential.Grant ?? Credential.GetType().Name;

    /// <summary>Whether a field of the form may stand in a message. Of all others, those of a new grant too, the value is kept out.</summary>
    public static bool IsHarmless(string field) =>
        field is "grant_type" or "scope" or "account" or TrustedProfile.ById or TrustedProfile.ByCrn or TrustedProfile.ByName;

    /// <summary>The form that IAM is sent. A credential that none is sent of throws <see cref="InvalidOperationException"/>.</summary>
    /// <param name="refresh">A refresh token that IAM gave with the held token; null to use the credential itself.</param>
    /// <param name="baseToken">The token that assumes a profile; null where none does.</param>
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
