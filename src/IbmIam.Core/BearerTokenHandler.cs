using System.Net;
using System.Net.Http.Headers;
using IbmIam.Diagnostics;
using IbmIam.Exchange;

namespace IbmIam;

/// <summary>
/// Adds a current access token to each request. The token is sent only over https, or to loopback, and never
/// follows a redirect to another host.
/// </summary>
public sealed class BearerTokenHandler : DelegatingHandler
{
    private const int MostRedirects = 5;
    private readonly IamClient _client;

    /// <summary>Initializes a handler that takes its tokens from a client.</summary>
    /// <param name="client">The client that supplies the tokens.</param>
    /// <param name="innerHandler">The handler that sends the requests; it must not follow redirects itself.</param>
    public BearerTokenHandler(IamClient client, HttpMessageHandler innerHandler)
        : base(innerHandler)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
    }

    /// <summary>
    /// Creates an inner handler that follows no redirects, keeps no cookies, and connects to loopback directly, whatever
    /// proxy the environment sets, so that a token meant for this machine never leaves it.
    /// </summary>
    /// <returns>The handler; the <see cref="HttpClient"/> that uses it disposes it.</returns>
    public static HttpMessageHandler CreateTransport() => CreateTransport("");

    /// <summary>Creates such a handler that also trusts the given certificate authorities (PEM; empty for none).</summary>
    internal static HttpMessageHandler CreateTransport(string authorities) => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        Proxy = new DirectToLoopback(HttpClient.DefaultProxy),
        SslOptions = IamHttp.Tls(authorities),
    };

    /// <summary>
    /// Sends a request with a token. GET and HEAD follow up to five redirects within the same scheme, host and
    /// port; any other redirect is an error.
    /// </summary>
    /// <param name="request">The request to send.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The response, whatever its status, except a redirect.</returns>
    /// <exception cref="IamException">No token could be obtained, or the target of the request or redirect is not allowed to receive it.</exception>
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
                // The response references the request, which a script may print.
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
