namespace IbmIam.Diagnostics;

/// <content>Faults in the settings.</content>
internal static partial class Problems
{
    public static Fault SourcesClash(IEnumerable<string> given) => new(
        "IBMIAM1001", $"{string.Join(" and ", given)} can't be combined: each is a credential source. Keep one.");

    public static Fault VariableEmpty(string setting, string name) => new(
        "IBMIAM1002", $"{setting} names {Name(setting, name)}, which is unset or empty. Set it, or name another variable.");

    public static Fault FileUnreadable(string setting, string path, string why) => new(
        "IBMIAM1003", $"{setting}: the file {Path(path)} {Text(why)}. Check the path and its permissions.");

    public static Fault Wrapped(string setting) => new(
        "IBMIAM1004", $"{setting}: the value is wrapped in quotes or braces. Remove the surrounding \", ', {{ or }}.");

    public static Fault NotFilledIn(string setting) => new(
        "IBMIAM1004", $"{setting}: the value is an unexpanded placeholder, $(NAME) or %NAME%. Set the variable it names where the build runs; builds of forks get no secrets.");

    public static Fault ValueEmpty(string setting) => new(
        "IBMIAM1005", $"{setting} is blank. Give it a value, or remove it.");

    public static Fault EndpointUnusable(string setting, string why) => new(
        "IBMIAM1006", $"{setting} is not a valid endpoint: {why}. Use the form https://iam.cloud.ibm.com; http is for this machine only.");

    public static Fault NotOneLine(string setting) => new(
        "IBMIAM1007", $"{setting}: the value contains a line break, space or other character invalid in a secret. Use the bare value, on one line.");

    public static Fault NotAVariableName(string setting) => new(
        "IBMIAM1008", $"{setting} is not a variable name; it may be the secret itself, so it is not shown. Set it to the name of the variable that holds the secret.");

    public static Fault ProfileMissing(string setting) => new(
        "IBMIAM1009", $"{setting} is set, but there is no trusted profile to exchange the token for. Set TrustedProfile or IBMCLOUD_CR_PROFILE to the profile's ID, CRN or name.");

    public static Fault ProfileNeedsAccount() => new(
        "IBMIAM1010", "TrustedProfile is a name, which IAM can assume only within an account. Set Account, or use the profile's ID or CRN.");

    public static Fault ClientIncomplete(bool idMissing) => new(
        "IBMIAM1012", idMissing ? "A client secret is set without a ClientId. Set both, or neither." : "ClientId is set without its secret. Set ClientSecretVariable, or remove ClientId.");

    public static Fault OutOfRange(string setting, string range) => new(
        "IBMIAM1013", $"{setting} must be {range}.");

    public static Fault AccountUnusable(string setting) => new(
        "IBMIAM1014", $"{setting} is not an account ID, which is 32 hexadecimal digits. Get it from `ibmcloud account show`.");

    public static Fault CaFileUnusable(string path) => new(
        "IBMIAM1015", $"CaFile: {Path(path)} contains no PEM certificate. Use a file with -----BEGIN CERTIFICATE----- blocks.");

    public static Fault NotForAHeader(string setting) => new(
        "IBMIAM1016", $"{setting} is not valid in an HTTP header. Use printable ASCII, at most 200 characters{(setting == nameof(IamSettings.ClientId) ? ", no colon" : "")}.");

    public static Fault ServiceUnknown(string service, string looked) => new(
        "IBMIAM1017", $"ServiceName: no IBM SDK configuration for {Text(service)}. Looked in: {looked}. Set {Text(SdkPrefix(service))}APIKEY or one of these.");

    public static Fault AuthTypeUnsupported(string property) => new(
        "IBMIAM1018", $"{property} is an authentication type that does not use IAM tokens. Use iam, iamAssume, container, vpc or bearerToken.");

    public static Fault NotAToken(string setting) => new(
        "IBMIAM1019", $"{setting} is not an IAM access token (a three-part JWT with an expiry). Get one with `ibmcloud iam oauth-tokens`.");

    public static Fault VpcVersionUnusable(string setting) => new(
        "IBMIAM1021", $"{setting} is not a metadata API version. Use a date of 2022-03-01 or later, in that form.");

    public static Fault KeyFileWithoutKey(string setting, string path) => new(
        "IBMIAM1022", $"{setting}: {Path(path)} is JSON without an apikey string. Use the file that `ibmcloud iam service-api-key-create --file` writes.");

    public static Fault SdkPropertyMissing(string property) => new(
        "IBMIAM1023", $"{property} is missing from the IBM SDK configuration. Add it to the service's other properties.");

    public static Fault VcapUnreadable() => new(
        "IBMIAM1024", "VCAP_SERVICES is not JSON in the Cloud Foundry format. Fix or unset it.");

    /// <summary>Returns the prefix of a service's properties in IBM SDK configuration.</summary>
    public static string SdkPrefix(string service) => service.Trim().ToUpperInvariant().Replace('-', '_') + "_";

    /// <summary>Quotes a variable's name, unless it may be a secret in the wrong place.</summary>
    private static string Name(string setting, string name) =>
        name.Length <= 40 && name.All(static at => char.IsAsciiLetterUpper(at) || char.IsAsciiDigit(at) || at == '_') ? $"the variable {name}"
        : name.Length <= 20 && setting != nameof(IamSettings.PasscodeVariable) ? $"the variable {Text(name)}"
        : $"a variable with a {Number(name.Length)}-character name (not shown: it may be a secret)";

    /// <summary>Quotes a path, unless it may be a key or token in the wrong place.</summary>
    private static string Path(string path) => path.Length >= 40 && !path.AsSpan().ContainsAny('/', '\\')
        ? "(name not shown: it may be a secret)"
        : $"'{Text(path)}'";

    private static string Text(string text) => Scrubber.Printable(text, 200);
}
