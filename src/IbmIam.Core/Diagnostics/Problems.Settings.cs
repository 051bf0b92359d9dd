namespace IbmIam.Diagnostics;

/// <content>What is wrong with the settings.</content>
internal static partial class Problems
{
    public static Fault SourcesClash(IEnumerable<string> given) => new(
        "IBMIAM1001", $"Two sources of credentials are given where one must be: {string.Join(" and ", given)}. Keep one of them.");

    public static Fault VariableEmpty(string setting, string name) => new(
        "IBMIAM1002", $"{setting} names {Name(setting, name)}, which is not set or empty. Set it, or name another variable.");

    public static Fault FileUnreadable(string setting, string path, string why) => new(
        "IBMIAM1003", $"{setting}: the file {Path(path)} {Text(why)}. Check the path and its permissions.");

    public static Fault Wrapped(string setting) => new(
        "IBMIAM1004", $"{setting}: the value is wrapped in quotes or braces. Remove the surrounding \", ', {{ or }}.");

    public static Fault NotFilledIn(string setting) => new(
        "IBMIAM1004", $"{setting}: the value is a template that was not filled in, $(NAME) or %NAME%. See that the variable it names is set where the build runs; a build of a fork has no secrets.");

    public static Fault ValueEmpty(string setting) => new(
        "IBMIAM1005", $"{setting} holds nothing but blanks. Give it a value, or leave it out.");

    public static Fault EndpointUnusable(string setting, string why) => new(
        "IBMIAM1006", $"{setting} is not a usable endpoint: {why}. Write it like https://iam.cloud.ibm.com; http is for this machine alone.");

    public static Fault NotOneLine(string setting) => new(
        "IBMIAM1007", $"{setting}: the value holds a line break, a blank or another character that no secret has. Give the bare value, on one line.");

    public static Fault NotAVariableName(string setting) => new(
        "IBMIAM1008", $"{setting} is not the name of a variable; it may be the secret itself, so it is not shown here. Give the name of the variable that holds the secret.");

    public static Fault ProfileMissing(string setting) => new(
        "IBMIAM1009", $"{setting} is given, but no trusted profile to exchange the token for. Set TrustedProfile to the profile's id, CRN or name.");

    public static Fault ProfileNeedsAccount() => new(
        "IBMIAM1010", "TrustedProfile is a name, and IAM finds a profile to assume by its name only within an account. Set Account, or give the profile's id or CRN.");

    public static Fault ClientIncomplete(bool idMissing) => new(
        "IBMIAM1012", idMissing ? "A client secret is given without a ClientId. Set both, or neither." : "ClientId is given without its secret. Set ClientSecretVariable, or leave ClientId out.");

    public static Fault OutOfRange(string setting, string range) => new(
        "IBMIAM1013", $"{setting} must be {range}.");

    public static Fault AccountUnusable(string setting) => new(
        "IBMIAM1014", $"{setting} is not an account id, which is 32 hexadecimal digits. Take it from `ibmcloud account show`.");

    public static Fault CaFileUnusable(string path) => new(
        "IBMIAM1015", $"CaFile: {Path(path)} holds no certificate in PEM form. Give a file with -----BEGIN CERTIFICATE----- blocks.");

    public static Fault NotForAHeader(string setting) => new(
        "IBMIAM1016", $"{setting} holds a character that can't go into an HTTP header. Use printable ASCII, at most 200 characters.");

    public static Fault ServiceUnknown(string service, string looked) => new(
        "IBMIAM1017", $"ServiceName: no IBM SDK configuration for {Text(service)}. Looked at: {looked}. Set {Text(SdkPrefix(service))}APIKEY or one of these.");

    public static Fault AuthTypeUnsupported(string property) => new(
        "IBMIAM1018", $"{property} asks for a kind of authentication that has no IAM token. Use iam, iamAssume, container, vpc or bearerToken.");

    public static Fault NotAToken(string setting) => new(
        "IBMIAM1019", $"{setting} holds no IAM access token: that is three parts with dots between, and tells when it ends. Get one with `ibmcloud iam oauth-tokens`.");

    public static Fault VpcVersionUnusable(string setting) => new(
        "IBMIAM1021", $"{setting} is not a version of the metadata API: a date, 2022-03-01 or later, written like that.");

    public static Fault KeyFileWithoutKey(string setting, string path) => new(
        "IBMIAM1022", $"{setting}: {Path(path)} is JSON, but has no text under apikey. Give the file that `ibmcloud iam service-api-key-create --file` writes.");

    public static Fault SdkPropertyMissing(string property) => new(
        "IBMIAM1023", $"The IBM SDK configuration has no {property}. Add it where the other properties of the service are.");

    public static Fault VcapUnreadable() => new(
        "IBMIAM1024", "VCAP_SERVICES is not the JSON that a Cloud Foundry style platform sets. Mend or unset it.");

    /// <summary>The prefix of a service's properties in IBM SDK configuration.</summary>
    public static string SdkPrefix(string service) => service.Trim().ToUpperInvariant().Replace('-', '_') + "_";

    /// <summary>A variable's name, unless it may be a secret put in the wrong place.</summary>
    private static string Name(string setting, string name) =>
        name.Length <= 40 && name.All(static at => char.IsAsciiLetterUpper(at) || char.IsAsciiDigit(at) || at == '_') ? $"the variable {name}"
        : name.Length <= 20 && setting != nameof(IamSettings.PasscodeVariable) ? $"the variable {Text(name)}"
        : $"a variable with a name of {Number(name.Length)} characters (not shown: it may be a secret)";

    /// <summary>A path, unless it may be a key or token put in its place.</summary>
    private static string Path(string path) => path.Length >= 40 && !path.AsSpan().ContainsAny('/', '\\')
        ? "(name not shown: it may be a secret)"
        : $"'{Text(path)}'";

    private static string Text(string text) => Scrubber.Printable(text, 200);
}
