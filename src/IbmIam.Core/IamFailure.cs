namespace IbmIam;

/// <summary>The four ways in which there is no token.</summary>
public enum IamFailure
{
    /// <summary>No source of credentials has anything to offer.</summary>
    Unavailable,

    /// <summary>A setting, a file or a variable is wrong; nothing was sent.</summary>
    Misconfigured,

    /// <summary>IAM was asked and said no. Asking again gives the same answer.</summary>
    Refused,

    /// <summary>IAM could not be reached, or did not answer as IAM does, within the deadline.</summary>
    Unreachable,
}
