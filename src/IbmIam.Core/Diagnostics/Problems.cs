using System.Globalization;

namespace IbmIam.Diagnostics;

/// <summary>
/// All messages of the token engine, with their codes: 1xxx misconfigured, 2xxx warnings, 3xxx refused, 4xxx unreachable,
/// 5xxx unavailable. <c>docs/errors.md</c> explains each. Secrets are never passed to these methods.
/// </summary>
internal static partial class Problems
{
    public static IamException NoCredential(IEnumerable<string> skipReasons) => new(
        IamFailure.Unavailable,
        "IBMIAM5001",
        "No IBM Cloud credential found. Tried: " + string.Join("; ", skipReasons)
            + ". Set the variable IBMCLOUD_API_KEY, or a credential setting such as ApiKeyFile.");

    public static IamException CliNotInstalled() => new(
        IamFailure.Unavailable, "IBMIAM5002", "UseCli is set, but the ibmcloud CLI is not on the PATH. Install it, or use another credential.");

    public static IamException Misconfigured(IReadOnlyList<Fault> faults) => new(
        IamFailure.Misconfigured,
        faults[0].Code,
        faults.Count == 1
            ? faults[0].Text
            : $"{Number(faults.Count)} settings are invalid. " + string.Join(" ", faults.Select(static (fault, at) => $"({Number(at + 1)}) {fault.Code}: {fault.Text}")));

    public static IamException TokenMayNotGoTo(Uri? target) => new(
        IamFailure.Misconfigured,
        "IBMIAM1020",
        $"The access token can't be sent to {Origin(target)}: only https, or http to this machine, is safe. Use an https URL.");

    /// <summary>Formats a duration for reading, in whole seconds, minutes or hours.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, Math.Floor(span.TotalSeconds)):0} s"),
        { TotalMinutes: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalMinutes):0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalHours):0} h"),
    };

    /// <summary>Returns only the scheme, host and port of a URL: the path or query may contain a secret.</summary>
    public static string Origin(Uri? url) => url is { IsAbsoluteUri: true } ? url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) : "a missing or relative URL";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
