namespace IbmIam;

/// <summary>Gets IAM access tokens for one set of settings: the only entry to the token engine. Thread-safe.</summary>
public sealed class IamClient
{
    /// <summary>Binds settings to a host. Nothing is read or sent before the first call.</summary>
    /// <param name="settings">What to ask for; copied, so that later changes to it do nothing here.</param>
    /// <param name="host">What the host lends; null for the process's own environment, clock and memory.</param>
    public IamClient(IamSettings settings, IamHost? host = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _ = host;
    }

    /// <summary>Gives a token that is good now: a held one while it is fresh, else a new one from IAM.</summary>
    /// <param name="cancellationToken">Ends the wait of this caller at once; others who wait for the same token go on.</param>
    /// <returns>The token.</returns>
    /// <exception cref="IamException">There is no token; the exception says why and what to do.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ValueTask<IamToken> GetTokenAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Forgets every token: those in the host's memory, and the sealed files in the user's cache folder.</summary>
    /// <param name="host">What the host lends; null for the process's own.</param>
    /// <returns>How many files were deleted.</returns>
    public static int ClearCache(IamHost? host = null) => throw new NotSupportedException();
}
