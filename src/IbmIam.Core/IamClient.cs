using IbmIam.Credentials;
using IbmIam.Exchange;

namespace IbmIam;

/// <summary>Gets IAM access tokens for one set of settings: the only entry to the token engine. Thread-safe.</summary>
public sealed class IamClient
{
    private readonly IamSettings _settings;
    private readonly IamHost _host;

    /// <summary>Binds settings to a host. Nothing is read or sent before the first call.</summary>
    /// <param name="settings">What to ask for; copied, so that later changes to it do nothing here.</param>
    /// <param name="host">What the host lends; null for the process's own environment, clock and memory.</param>
    public IamClient(IamSettings settings, IamHost? host = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings.Copy();
        _host = host ?? new IamHost();
    }

    /// <summary>Gives a token that is good now: a held one while it is fresh, else a new one from IAM.</summary>
    /// <param name="cancellationToken">Ends the wait of this caller at once; others who wait for the same token go on.</param>
    /// <returns>The token.</returns>
    /// <exception cref="IamException">There is no token; the exception says why and what to do.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ValueTask<IamToken> GetTokenAsync(CancellationToken cancellationToken) => new(ObtainAsync(cancellationToken));

    /// <summary>Forgets every token: those in the host's memory, and the sealed files in the user's cache folder.</summary>
    /// <param name="host">What the host lends; null for the process's own.</param>
    /// <returns>How many files were deleted.</returns>
    public static int ClearCache(IamHost? host = null)
    {
        (host?.Memory ?? TokenMemory.Process).Clear();
        return 0;
    }

    private async Task<IamToken> ObtainAsync(CancellationToken cancellationToken)
    {
        var credential = await CredentialChain.FindAsync(_settings, _host, cancellationToken).ConfigureAwait(false);
        var (endpoint, setting) = _settings.IamUrl is { } url ? (url, "IamUrl")
            : (_host.Variable("IBMCLOUD_IAM_API_ENDPOINT") ?? IamEndpoint.Default, "IBMCLOUD_IAM_API_ENDPOINT");
        var request = new TokenRequest(IamEndpoint.Parse(endpoint, setting), credential);
        return await _host.Memory.GetAsync(
            request,
            token => new TokenExchange(_host, _settings).RunAsync(request, token),
            cancellationToken).ConfigureAwait(false);
    }
}
