namespace IbmIam.Testing.Recording;

/// <summary>IAM's long grant names, and how the log says them.</summary>
internal static class GrantNames
{
    public const string Prefix = "urn:ibm:params:oauth:grant-type:";

    public static string Short(string grant) =>
        grant.StartsWith(Prefix, StringComparison.Ordinal) ? grant[Prefix.Length..] : grant;
}
