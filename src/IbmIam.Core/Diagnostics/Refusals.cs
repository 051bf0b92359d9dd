using System.Globalization;
namespace IbmIam.Diagnostics;

/// <summary>The errors of an exchange.</summary>
internal static partial class Problems
{
    public static IamException Refused(Uri endpoint, int status, string? iamCode, string? iamText, string? transaction) =>
        new(
            IamFailure.Refused,
            iamCode == "BXNIM0415E" ? "IBMIAM3001" : "IBMIAM3000",
            $"IAM at {endpoint.Host} refused the request with status {status.ToString(CultureInfo.InvariantCulture)}"
                + (iamCode is null ? "" : $", {iamCode}") + (iamText is null ? "." : $": {iamText}")
                + (transaction is null ? "" : $" (transaction {transaction})")
                + (iamCode == "BXNIM0415E" ? " The API key is wrong, deleted, or of another environment: create a new one or correct IamUrl." : ""))
        {
            IamCode = iamCode,
            TransactionId = transaction,
            HttpStatus = status,
        };

    public static IamException Unreachable(Uri endpoint, string why) => new(
        IamFailure.Unreachable, "IBMIAM4001", $"IAM at {endpoint.Host} can't be reached: {why}. Check the network, the proxy and IamUrl.");

    public static IamException NoTokenInAnswer(Uri endpoint, string what, int status) => new(
        IamFailure.Unreachable, "IBMIAM4003", $"What answers at {endpoint.Host} is not IAM: {what}. Check IamUrl and the proxy.")
        { HttpStatus = status };
}
