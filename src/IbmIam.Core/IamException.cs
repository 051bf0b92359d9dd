namespace IbmIam;

/// <summary>There is no token: what failed, with what value (never a secret), and what to do next.</summary>
public sealed class IamException : Exception
{
    internal IamException(IamFailure failure, string code, string message, Exception? inner = null)
        : base(message, inner)
    {
        Failure = failure;
        Code = code;
    }

    /// <summary>Which of the four ways of failing this is.</summary>
    public IamFailure Failure { get; }

    /// <summary>The stable code, <c>IBMIAM</c> and four digits; <c>docs/errors.md</c> explains each.</summary>
    public string Code { get; }

    /// <summary>IAM's own error code, such as <c>BXNIM0415E</c>; null where IAM gave none.</summary>
    public string? IamCode { get; init; }

    /// <summary>IAM's name for the request, to quote to IBM's support; null where IAM gave none.</summary>
    public string? TransactionId { get; init; }

    /// <summary>The HTTP status of IAM's last answer; null where there was no answer.</summary>
    public int? HttpStatus { get; init; }
}
