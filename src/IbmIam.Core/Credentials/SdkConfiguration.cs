namespace IbmIam.Credentials;

/// <summary>The properties of one service in IBM SDK configuration, from one source as a whole.</summary>
/// <param name="Source">Where they stand, in words.</param>
/// <param name="Prefix">What each property's name begins with there, for messages.</param>
/// <param name="Properties">The values by name, without the prefix.</param>
internal sealed record SdkConfiguration(string Source, string Prefix, IReadOnlyDictionary<string, string> Properties)
{
    public string? this[string name] => Properties.TryGetValue(name, out var value) && SecretText.Bare(value) is { Length: > 0 } bare ? bare : null;

    /// <summary>How to authenticate, in capitals: as it says, else by what it has.</summary>
    public string AuthType => (this["AUTH_TYPE"] ?? this["AUTHTYPE"] ?? (this["APIKEY"] is not null || this["REFRESH_TOKEN"] is not null ? "iam" : "container")).ToUpperInvariant();

    /// <summary>IAM's endpoint. Never the service's URL: a key goes to IAM alone.</summary>
    public string? AuthUrl => this["AUTH_URL"];

    public string? ClientId => this["CLIENT_ID"];

    public string? ClientSecret => this["CLIENT_SECRET"];

    public string? Scope => this["SCOPE"];

    public string? Account => this["IAM_ACCOUNT_ID"];

    public TrustedProfile? Profile =>
        this["IAM_PROFILE_ID"] is { } id ? new(TrustedProfile.ById, id)
        : this["IAM_PROFILE_CRN"] is { } crn ? new(TrustedProfile.ByCrn, crn)
        : this["IAM_PROFILE_NAME"] is { } name ? new(TrustedProfile.ByName, name)
        : null;
}
