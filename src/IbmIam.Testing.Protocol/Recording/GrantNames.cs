namespace IbmIam.Testing.Recording;

/// <summary>IAM's full grant type names, and the short form used in the log.</summary>
internal static class GrantNames
{
    public const string Prefix = "urn:ibm:params:oauth:grant-type:";

    public static string Short(string grant) =>
        grant.StartsWith(Prefix, StringComparison.Ordinal) ? grant[Prefix.Length..] : grant;
}
