namespace IbmIam;

/// <summary>Where a token is cached, and who shares it.</summary>
public enum TokenCacheMode
{
    /// <summary>Shared by all of the user's processes, through encrypted files in the user's cache folder.</summary>
    User,

    /// <summary>Shared within this process only, in memory.</summary>
    Process,

    /// <summary>Not cached: each call requests a token from IAM, and nothing is kept or written.</summary>
    None,
}
