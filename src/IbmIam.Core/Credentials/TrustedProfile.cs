namespace IbmIam.Credentials;

/// <summary>A trusted profile by ID, CRN or name; the form of the value tells which.</summary>
/// <param name="Field">The name of its field in IAM's form.</param>
/// <param name="Value">The id, CRN or name.</param>
internal sealed record TrustedProfile(string Field, string Value)
{
    public const string ById = "profile_id";
    public const string ByCrn = "profile_crn";
    public const string ByName = "profile_name";

    /// <summary>The profile that a compute resource or VPC instance gets its token for: the setting, or else the variable that the CLI reads too.</summary>
    public static TrustedProfile? OfResource(IamSettings settings, SettingReader reader) => Parse(settings.TrustedProfile ?? reader.Variable("IBMCLOUD_CR_PROFILE"));

    public static TrustedProfile? Parse(string? text) => text?.Trim() switch
    {
        null or "" => null,
        var id when id.StartsWith("Profile-", StringComparison.Ordinal) => new(ById, id),
        var crn when crn.StartsWith("crn:", StringComparison.Ordinal) => new(ByCrn, crn),
        var name => new(ByName, name),
    };
}
