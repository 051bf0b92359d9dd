using System.Net;
using System.Net.Http.Headers;
using IbmIam.Diagnostics;
using IbmIam.Exchange;

namespace IbmIam;

/// <summary>
/// Puts a fresh access token on each request, and only where it may go: to https, or to loopback, and never
/// across a redirect to another host.
/// </summary>
public sealed class BearerTokenHandler : DelegatingHandler
{
    private const int MostRedirects = 5;
    private readonly IamClient _client;

    /// <summary>Binds a client's tokens to requests.</summary>
    /// <param name="client">Where tokens come from.</param>
    /// <param name="innerHandler">What sends the requests; must not follow redirects itself.</param>
    public BearerTokenHandler(IamClient client, HttpMessageHandler innerHandler)
        : base(innerHandler)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
    }

    /// <summary>
    /// What to send requests through: follows no redirects, keeps no cookies, and goes to loopback directly, whatever
    /// proxy the environment names, so that a token meant for this machine never leaves it.
    /// </summary>
    /// <returns>A handler; disposed with the client that is given it.</returns>
    public static HttpMessageHandler CreateTransport() => CreateTransport("");

    /// <summary>The same, trusting more authorities than the machine's.</summary>
    internal static HttpMessageHandler CreateTransport(string authorities) => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        Proxy = new DirectToLoopback(HttpClient.DefaultProxy),
        SslOptions = IamHttp.Tls(authorities),
    };

    /// <summary>
    /// Sends a request with a token. A GET or HEAD follows up to five redirects within the same scheme, host and
    /// port; any other redirect is an error.
    /// </summary>
    /// <param name="request">What to send.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The answer, whatever its status but a redirect.</returns>
    /// <exception cref="IamException">There is no token, or it may not go where the request or a redirect wants.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var hops = 0; ; hops++)
        {
            var from = request.RequestUri;
            if (!IamEndpoint.MayHoldSecrets(from))
            {
                throw Problems.TokenMayNotGoTo(from);
            }

            var token = await _client.GetTokenAsync(cancellationToken).ConfigureAwait(false);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.AccessToken);
            HttpResponseMessage answer;
            try
            {
                answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                // The answer holds the request, and a script may print it.
                request.Headers.Authorization = null;
            }

            if (!IsRedirect(answer.StatusCode))
            {
                return answer;
            }

            _ = Uri.TryCreate(from!, answer.Headers.Location, out var to);
            answer.Dispose();
            if (hops == MostRedirects || !MayFollow(request.Method, from!, to))
            {
                throw Problems.RedirectNotFollowed(from!, to);
            }

            request.RequestUri = to;
        }
    }

    /// <inheritdoc cref="SendAsync"/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.Moved or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static bool MayFollow(HttpMethod method, Uri from, Uri? to) =>
        (method == HttpMethod.Get || method == HttpMethod.Head)
        && to is not null
        && Uri.Compare(from, to, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private sealed class DirectToLoopback(IWebProxy other) : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => other.Credentials;
            set => other.Credentials = value;
        }

        public Uri? GetProxy(Uri destination) => other.GetProxy(destination);

        public bool IsBypassed(Uri host) => host.IsLoopback || other.IsBypassed(host);
    }
}
