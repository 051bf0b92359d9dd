namespace IbmIam.Diagnostics;

/// <content>Refusals by IAM, and failures to reach it.</content>
internal static partial class Problems
{
    public static IamException Refused(string server, string source, IamError error)
    {
        var (code, step) = NextStep(error.Code);
        return new(IamFailure.Refused, code, $"{server} refused the request with the {Text(source)}: {error.Description}.{Transaction(error.TransactionId)} {step}")
        {
            IamCode = error.Code,
            TransactionId = error.TransactionId,
            HttpStatus = error.Status,
        };
    }

    public static IamException Busy(string server, IamError error) => new(
        IamFailure.Unreachable,
        error.Status == 429 ? "IBMIAM4008" : "IBMIAM4007",
        $"{server} is {(error.Status == 429 ? "rate limited" : "unavailable")}: {error.Description}.{Transaction(error.TransactionId)} Try again later; see https://cloud.ibm.com/status for outages.")
    {
        IamCode = error.Code,
        TransactionId = error.TransactionId,
        HttpStatus = error.Status,
    };

    public static IamException Unconnected(string server, string setting, string why) => new(
        IamFailure.Unreachable, "IBMIAM4001", $"{server} can't be reached: {why}. Check the network, the proxy, and the address in {setting}.");

    /// <summary>For a loopback address: neither the network nor a proxy can be the cause.</summary>
    public static IamException NotStarted(string server, string setting) => new(
        IamFailure.Unreachable, "IBMIAM4001", $"{server} can't be reached: no connection. Start it, or correct its address in {setting}.");

    public static IamException Slow(string server, string setting, TimeSpan waited) => new(
        IamFailure.Unreachable, "IBMIAM4002", $"{server} did not answer within {Span(waited)}. Check the network, the proxy, and the address in {setting}, or raise Timeout.");

    public static IamException NotIam(string server, string setting, string what, int? status) => new(
        IamFailure.Unreachable, "IBMIAM4003", $"Something else answered in place of {server}: {(status is { } number ? $"status {Number(number)} with " : "")}{what}. Check {setting} and any proxy.") { HttpStatus = status };

    public static IamException Truncated(string server) => new(
        IamFailure.Unreachable, "IBMIAM4004", $"The response from {server} was cut off. Check the network and proxy, then retry.");

    public static IamException TooLong(string server, string setting) => new(
        IamFailure.Unreachable, "IBMIAM4005", $"The response from {server} exceeds the 1 MiB limit. Check {setting} and any proxy.");

    public static IamException Redirected(string server, string setting, int status, string to) => new(
        IamFailure.Unreachable, "IBMIAM4006", $"{server} redirects to {to}; credentials are not sent there. If that is its new address, set {setting} to it.") { HttpStatus = status };

    public static IamException Untrusted(string server, string setting) => new(
        IamFailure.Unreachable, "IBMIAM4009", $"No secure connection to {server}: its certificate is untrusted or for another name, or TLS failed. Check the address in {setting}; behind a TLS-inspecting proxy, set CaFile.");

    /// <summary>For a loopback address, where services seldom use TLS.</summary>
    public static IamException UntrustedHere(string server, string setting) => new(
        IamFailure.Unreachable, "IBMIAM4009", $"No secure connection to {server}: its certificate is untrusted or for another name, or it speaks plain http. For http, start the address in {setting} with http://; else set CaFile to its CA.");

    /// <summary>Whether a caller that trusts other certificate authorities may succeed.</summary>
    public static bool IsDistrust(IamException problem) => problem.Code == "IBMIAM4009";

    public static IamException LifetimeUnusable(string server, string setting, int status) => new(
        IamFailure.Unreachable, "IBMIAM4010", $"{server} returned a token that has expired or has no expiry. Try again, and check {setting}.") { HttpStatus = status };

    public static IamException CliHung(TimeSpan waited) => new(
        IamFailure.Unreachable, "IBMIAM4011", $"`ibmcloud iam oauth-tokens` did not exit within {Span(waited)} and was killed. Run it by hand to see what it waits for.");

    public static IamException TimedOut(TimeSpan timeout) => new(
        IamFailure.Unreachable, "IBMIAM4012", $"No token within the Timeout of {Span(timeout)}. Raise Timeout if the network is slow.");

    public static IamException LivesTooShort(string source, TimeSpan lives, TimeSpan asked) => new(
        IamFailure.Refused,
        "IBMIAM3009",
        $"MinimumLifetime requires {Span(asked)}, but a new token from {source} lasts {Span(lives)}. Lower MinimumLifetime, or have the account's access token lifetime raised (IAM settings, at most 60 min).");

    public static IamException CliNotLoggedIn() => new(
        IamFailure.Refused, "IBMIAM3010", "The ibmcloud CLI is not logged in. Run `ibmcloud login`.");

    public static IamException CliSessionExpired() => new(
        IamFailure.Refused, "IBMIAM3011", "The ibmcloud CLI session has expired. Run `ibmcloud login` again.");

    public static IamException CliFailed(string what) => new(
        IamFailure.Refused, "IBMIAM3012", $"`ibmcloud iam oauth-tokens --output json` failed: {what}. Run it by hand to see why.");

    public static IamException TokenExpired(string source, DateTimeOffset ended) => new(
        IamFailure.Refused, "IBMIAM3013", $"The {source} expired at {ended:u}. Get a new one, or use a renewable credential such as an API key.");

    public static IamException RedirectNotFollowed(Uri from, Uri? to) => new(
        IamFailure.Refused, "IBMIAM3020", $"{Origin(from)} redirects to {Origin(to)}; the access token is not sent there. If you trust that URL, call it directly.");

    private static string Transaction(string? id) => id is null ? "" : $" Transaction {id}.";

    /// <summary>Returns our code, and what to do next, for the IAM error codes that users meet.</summary>
    private static (string Code, string Step) NextStep(string? iamCode) => iamCode switch
    {
        "BXNIM0415E" => ("IBMIAM3001", "The API key is wrong, deleted, cut short or of another environment: check it, or create a new one."),
        "BXNIM0462E" or "BXNIM0420E" or "BXNIM0434E" => ("IBMIAM3002", "The API key is disabled or locked, perhaps because it leaked: create a new one."),
        "BXNIM0407E" or "BXNIM0408E" or "BXNIM0439E" => ("IBMIAM3003", "The refresh token or passcode has expired, was used, or belongs to another client: get a new one."),
        "BXNIM0430E" => ("IBMIAM3004", "The account restricts logins by IP address: allow this machine's, or run from an allowed one."),
        "BXNIM0410E" or "BXNIM0436E" => ("IBMIAM3005", "The key's owner is not active in the account: use a service ID's key."),
        "BXNIM0308E" or "BXNIM0310E" => ("IBMIAM3006", "Client authentication failed: set ClientId and its secret (bx for an ibmcloud CLI session)."),
        "BXNIM0401E" or "BXNIM0405E" => ("IBMIAM3007", "The token is malformed, expired or from another environment: get a new one."),
        "BXNIM0398E" => ("IBMIAM3014", "The trusted profile does not trust this identity or compute resource: add it to the profile's trust relationships, or set TrustedProfile to another."),
        "BXNIM0109E" or "BXNIM0106E" => ("IBMIAM3008", "IAM found the request incomplete: check that no setting is empty."),
        _ => ("IBMIAM3000", "Check the credential and its access, or give IBM Support the transaction ID."),
    };
}
