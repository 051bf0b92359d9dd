using IbmIam.Diagnostics;

namespace IbmIam.MSBuild.Hosting;

/// <summary>A message of the tasks themselves, with its code: <c>IBMIAM200n</c> or <c>IBMIAM6nnn</c>. The token engine defines the other codes that they report.</summary>
internal sealed record TaskProblem(string Code, string Text)
{
    private const string Page = "https://www.nuget.org/packages/IbmIam.MSBuild#";

    public static string HelpLink(string code) => Page + code;

    public static TaskProblem TokenInLogs(string output) => new(
        "IBMIAM2001",
        $"A log of this build (-bl, -v:diag, -check or MSBUILDLOGTASKINPUTS) records task outputs, including {output}. "
            + "Make the target depend on GetIbmAccessToken and use the variable IBM_ACCESS_TOKEN, $(IbmAuthorizationHeaderFile) or <IbmIamRequest>: none of them logs the token.");

    public static TaskProblem TokenWithheld() => new(
        "IBMIAM2001",
        "A log of this build (-bl, -v:diag, -check or MSBUILDLOGTASKINPUTS) records task inputs and outputs, so FailOnTokenInLogs withheld the token. Build without that log, or use <IbmIamRequest>.");

    public static TaskProblem LiteralSecret(string parameter) => new(
        "IBMIAM2002",
        $"{parameter} is the secret itself, which appears in the project's properties and in every binary log. Use {parameter}Variable=\"NAME\", the name of the environment variable that holds it{(parameter == "ApiKey" ? ", or ApiKeyFile=\"PATH\"" : "")}.");

    public static TaskProblem NotPassedOn(string[] parameters)
    {
        var properties = string.Join(", ", parameters.Select(PackageProperties.Property));
        var additions = string.Join(' ', parameters.Select(parameter => $"{parameter}=\"$({PackageProperties.Property(parameter)})\""));
        return new(
            "IBMIAM2003",
            parameters.Length == 1
                ? $"{properties} is a global property (-p:), but this call does not pass it on, so it has no effect here. Add {additions} to the call."
                : $"{properties} are global properties (-p:), but this call does not pass them on, so they have no effect here. Add {additions} to the call.");
    }

    public static Fault Invalid(string why) => new("IBMIAM6002", why);

    public static TaskProblem TokenFileNotWritten(string folder, Exception why) => new(
        "IBMIAM6003",
        $"The token file can't be written under {folder}: {why.Message} Set {(OperatingSystem.IsWindows() ? "TEMP" : "XDG_RUNTIME_DIR or TMPDIR")} to a folder of your own, or turn off WriteTokenFiles.");

    public static TaskProblem UnexpectedStatus(string call, int status, string? transactionId, string expected, string body) => new(
        "IBMIAM6010",
        $"{call} answered {status}, expected {expected}.{(transactionId is null ? "" : $" Transaction {transactionId}.")}{(body.Length == 0 ? "" : " It said: " + body)}");

    public static TaskProblem NoAnswer(string call, string why, int attempts) => new(
        "IBMIAM6011",
        $"{call} got no answer{(attempts > 1 ? $" in {attempts} attempts" : "")}: {why}");

    public static TaskProblem FileUnusable(string parameter, string path, Exception why) => new(
        "IBMIAM6012",
        $"{parameter} {path} can't be used: {why.Message}");
}
