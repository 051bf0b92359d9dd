namespace IbmIam.Diagnostics;

/// <summary>Every message about a wrong setting, with its code.</summary>
internal static class Faults
{
    public static Fault SourcesClash(string first, string second) => new(
        "IBMIAM1001", $"Two sources of credentials are given: {first} and {second}. Keep one of them.");

    public static Fault VariableEmpty(string setting, string name) => new(
        "IBMIAM1002", $"{setting} names the variable {name}, which is not set or empty. Set it, or name another one.");

    public static Fault FileUnreadable(string setting, string path, string why) => new(
        "IBMIAM1003", $"{setting}: the file '{path}' can't be read: {why}. Check the path and its permissions.");

    public static Fault KeyWrapped(string setting) => new(
        "IBMIAM1004", $"{setting}: the value is wrapped in quotes or braces. Remove the surrounding \", ', {{ and }}.");

    public static Fault ValueEmpty(string setting) => new(
        "IBMIAM1005", $"{setting} holds nothing but blanks. Give it a value, or leave it out.");

    public static Fault EndpointUnusable(string setting, string why) => new(
        "IBMIAM1006", $"{setting} is not a usable IAM endpoint: {why}. Give it as https://iam.cloud.ibm.com.");
}
