namespace IbmIam;

/// <summary>The exception thrown when no token can be obtained. Its message says what failed, with which value (never a secret), and what to do next.</summary>
public sealed class IamException : Exception
{
    internal IamException(IamFailure failure, string code, string message, Exception? inner = null)
        : base(message, inner)
    {
        Failure = failure;
        Code = code;
    }

    /// <summary>The kind of failure.</summary>
    public IamFailure Failure { get; }

    /// <summary>The stable error code: <c>IBMIAM</c> and four digits. <c>docs/errors.md</c> explains each.</summary>
    public string Code { get; }

    /// <summary>IAM's own error code, such as <c>BXNIM0415E</c>; null when IAM returned none.</summary>
    public string? IamCode { get; init; }

    /// <summary>IAM's transaction ID for the request, to quote to IBM Support; null when IAM returned none.</summary>
    public string? TransactionId { get; init; }

    /// <summary>The HTTP status code of IAM's last response; null when there was none.</summary>
    public int? HttpStatus { get; init; }
}
