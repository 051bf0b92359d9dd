namespace IbmIam;

/// <summary>Who shares a token once it is there.</summary>
public enum TokenCacheMode
{
    /// <summary>All of the user's processes, through sealed files in the user's cache folder.</summary>
    User,

    /// <summary>This process alone, in memory.</summary>
    Process,

    /// <summary>Nobody: each call asks IAM. Nothing is kept or written.</summary>
    None,
}
