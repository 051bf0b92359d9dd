namespace IbmIam;

/// <summary>The kinds of failure to obtain a token.</summary>
public enum IamFailure
{
    /// <summary>No credential source provides a credential.</summary>
    Unavailable,

    /// <summary>A setting, file or environment variable is invalid; nothing was sent.</summary>
    Misconfigured,

    /// <summary>IAM refused the request. Retrying gives the same result.</summary>
    Refused,

    /// <summary>IAM could not be reached, or gave no valid IAM response, within the deadline.</summary>
    Unreachable,
}
