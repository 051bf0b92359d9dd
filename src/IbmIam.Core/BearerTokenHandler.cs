namespace IbmIam;

/// <summary>
/// Puts a fresh access token on each request, and only where it may go: to https, or to loopback, and never
/// across a redirect to another host.
/// </summary>
public sealed class BearerTokenHandler : DelegatingHandler
{
    /// <summary>Binds a client's tokens to requests.</summary>
    /// <param name="client">Where tokens come from.</param>
    /// <param name="innerHandler">What sends the requests; must not follow redirects itself.</param>
    public BearerTokenHandler(IamClient client, HttpMessageHandler innerHandler)
        : base(innerHandler)
    {
        ArgumentNullException.ThrowIfNull(client);
    }
}
