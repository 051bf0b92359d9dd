namespace IbmIam.Credentials;

/// <summary>A trusted profile, identified by ID, CRN or name.</summary>
/// <param name="Field">The name of the form field.</param>
/// <param name="Value">The ID, CRN or name.</param>
internal sealed record TrustedProfile(string Field, string Value)
{
    public const string ById = "profile_id";
    public const string ByCrn = "profile_crn";
    public const string ByName = "profile_name";

    /// <summary>Returns the profile for a compute-resource token or VPC identity: the setting, else the variable that the <c>ibmcloud</c> CLI also reads.</summary>
    public static TrustedProfile? OfResource(IamSettings settings, SettingReader reader) => Parse(settings.TrustedProfile ?? reader.Variable("IBMCLOUD_CR_PROFILE"));

    public static TrustedProfile? Parse(string? text) => text?.Trim() switch
    {
        null or "" => null,
        var id when id.StartsWith("Profile-", StringComparison.Ordinal) => new(ById, id),
        var crn when crn.StartsWith("crn:", StringComparison.Ordinal) => new(ByCrn, crn),
        var name => new(ByName, name),
    };
}
