namespace IbmIam.Credentials;

/// <summary>The properties of one service in IBM SDK configuration, all from the same source.</summary>
/// <param name="Source">A description of the source.</param>
/// <param name="Prefix">The prefix of the property names, for messages.</param>
/// <param name="Properties">The values by property name without the prefix.</param>
internal sealed record SdkConfiguration(string Source, string Prefix, IReadOnlyDictionary<string, string> Properties)
{
    public string? this[string name] => Properties.TryGetValue(name, out var value) && SecretText.Trimmed(value) is { Length: > 0 } trimmed ? trimmed : null;

    /// <summary>The authentication type in upper case: as configured, else inferred from the other properties.</summary>
    public string AuthType => (this["AUTH_TYPE"] ?? this["AUTHTYPE"] ?? (this["APIKEY"] is not null || this["REFRESH_TOKEN"] is not null ? "iam" : "container")).ToUpperInvariant();

    /// <summary>The endpoint of IAM, or of the VPC metadata service. Never the service's own URL, to which no API key may be sent.</summary>
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
