namespace IbmIam.Testing.Recording;

/// <summary>What of a request may stand in a text. Only fields known to be harmless are shown whole.</summary>
internal static class Masking
{
    private const int LongestShown = 120;

    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "grant_type", "response_type", "scope", "account", "profile_id", "profile_name", "profile_crn", "desired_iam_id",
        "receiver_client_ids", "delegated_refresh_token_expiry", "redirect_uri", "client_id", "state", "ims_account",
    };

    public static string Field(string name, string value) => Harmless.Contains(name) ? Plain(value) : Secret(value);

    public static string Secret(string value) => value.Length == 0 ? "" : "****";

    public static string Plain(string value) => value.Length <= LongestShown ? value : value[..LongestShown] + "…";
}
