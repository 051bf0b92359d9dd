namespace IbmIam.Diagnostics;

/// <summary>Every error, with its code: 1xxx misconfigured, 3xxx refused, 4xxx unreachable, 5xxx unavailable.</summary>
internal static partial class Problems
{
    public static IamException NoCredential(IEnumerable<string> passedOver) => new(
        IamFailure.Unavailable,
        "IBMIAM5001",
        "No IBM Cloud credential was found. Looked at: " + string.Join("; ", passedOver)
            + ". Set IBMCLOUD_API_KEY, or name a source in the settings (ApiKeyVariable, ApiKeyFile, CrTokenFile, UseVpc, UseCli).");

    public static IamException Misconfigured(IReadOnlyList<Fault> faults) => new(
        IamFailure.Misconfigured,
        faults[0].Code,
        faults.Count == 1
            ? faults[0].Text
            : $"{faults.Count} settings are wrong. " + string.Join(" ", faults.Select(static (fault, at) => $"({at + 1}) {fault.Code}: {fault.Text}")));

    public static IamException TokenMayNotGoTo(Uri? target) => new(
        IamFailure.Misconfigured,
        "IBMIAM1020",
        $"The access token may not be sent to {Where(target)}: only https, or http to this machine, keeps it safe. Use an https URL.");

    public static IamException RedirectNotFollowed(Uri from, Uri? to) => new(
        IamFailure.Refused,
        "IBMIAM3020",
        $"{Where(from)} redirects to {Where(to)}; the access token does not go along. Call that URL directly if it may have the token.");

    private static string Where(Uri? url) => url is { IsAbsoluteUri: true } ? url.GetLeftPart(UriPartial.Path) : "no absolute URL";
}
