using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IbmIam.Diagnostics;

namespace IbmIam.Exchange;

/// <summary>One HTTP call: bounded response, no redirects, and every kind of failure distinguished.</summary>
internal sealed class IamHttp
{
    private const int LongestAnswer = 1 << 20;

    // Connections outlive a call, so clients do; one for each set of trusted authorities, proxied and direct.
    private static readonly ConcurrentDictionary<(string Authorities, bool Direct), HttpClient> Clients = new();

    /// <param name="authorities">Authorities to trust besides the machine's, in PEM form; empty for none.</param>
    public IamHttp(string authorities) => Authorities = authorities;

    public string Authorities { get; }

    /// <summary>Whether a text holds certificates in PEM form.</summary>
    public static bool HoldsAuthorities(string pem)
    {
        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPem(pem);
            return found.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Sends a request and reads its answer whole.</summary>
    /// <param name="message">What to send.</param>
    /// <param name="call">What messages say of it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<Attempt<HttpAnswer>> SendAsync(HttpRequestMessage message, HttpCall call, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await ClientFor(message.RequestUri!).SendAsync(message, cancellationToken).ConfigureAwait(false);
            var body = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            var transaction = answer.Headers.TryGetValues("Transaction-Id", out var ids) ? ids.First() : null;
            return Judge(answer, new((int)answer.StatusCode, body, transaction is null ? null : call.Scrubber.Clean(transaction), answer.Headers.Date), call);
        }
        catch (HttpRequestException e)
        {
            return Failed(e, call, message.RequestUri!.IsLoopback);
        }
        catch (IOException)
        {
            return Attempt<HttpAnswer>.Transient(Problems.Truncated(call.Asked));
        }
    }

    private static Attempt<HttpAnswer> Judge(HttpResponseMessage raw, HttpAnswer answer, HttpCall call)
    {
        if (answer.Status == 200 || answer.Status == 201)
        {
            return Attempt<HttpAnswer>.Done(answer);
        }

        if (answer.Status is >= 300 and < 400)
        {
            return Attempt<HttpAnswer>.Final(Problems.Redirected(call.Asked, call.Setting, answer.Status, call.Scrubber.Clean(Problems.Where(raw.Headers.Location))));
        }

        var error = IamError.Read(answer.Status, answer.Body, answer.TransactionId, call.Scrubber);
        return RetrySchedule.IsTransient(answer.Status) ? Attempt<HttpAnswer>.Transient(Problems.Busy(call.Asked, error), RetrySchedule.Asked(raw.Headers))
            : answer.Status >= 400 && (error.Code ?? error.Message) is not null ? Attempt<HttpAnswer>.Final(Problems.Refused(call.Asked, call.Source, error))
            : Attempt<HttpAnswer>.Final(Problems.NotIam(call.Asked, call.Setting, "no IAM error", answer.Status));
    }

    private static Attempt<HttpAnswer> Failed(HttpRequestException e, HttpCall call, bool here) => e.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError when e.InnerException is IOException => Attempt<HttpAnswer>.Transient(Problems.Unconnected(call.Asked, call.Setting, "the connection was lost in the TLS handshake")),
        HttpRequestError.SecureConnectionError => Attempt<HttpAnswer>.Final(here ? Problems.UntrustedHere(call.Asked, call.Setting) : Problems.Untrusted(call.Asked, call.Setting)),
        HttpRequestError.ConfigurationLimitExceeded => Attempt<HttpAnswer>.Final(Problems.TooLong(call.Asked, call.Setting)),
        HttpRequestError.ResponseEnded => Attempt<HttpAnswer>.Transient(Problems.Truncated(call.Asked)),
        HttpRequestError.InvalidResponse => Attempt<HttpAnswer>.Transient(Problems.NotIam(call.Asked, call.Setting, "a response that is not HTTP", null)),
        HttpRequestError.NameResolutionError => Attempt<HttpAnswer>.Transient(Problems.Unconnected(call.Asked, call.Setting, "its name does not resolve")),
        HttpRequestError.ConnectionError when here => Attempt<HttpAnswer>.Transient(Problems.NotStarted(call.Asked, call.Setting)),
        HttpRequestError.ConnectionError => Attempt<HttpAnswer>.Transient(Problems.Unconnected(call.Asked, call.Setting, "no connection")),
        HttpRequestError.ProxyTunnelError => Attempt<HttpAnswer>.Transient(Problems.Unconnected(call.Asked, call.Setting, "the proxy refused the connection")),
        _ when e.InnerException is IOException => Attempt<HttpAnswer>.Transient(Problems.Truncated(call.Asked)),
        _ => Attempt<HttpAnswer>.Transient(Problems.Unconnected(call.Asked, call.Setting, "the connection failed")),
    };

    /// <summary>Nothing stands between this machine and itself, or its metadata service.</summary>
    private HttpClient ClientFor(Uri url) => Clients.GetOrAdd((Authorities, url.IsLoopback || VpcMetadata.IsAt(url)), static key => new HttpClient(Handler(key.Authorities, key.Direct))
    {
        // The retry loop holds the deadlines.
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = LongestAnswer,
    });

    /// <summary>What IBM Cloud takes of TLS, and whom to trust.</summary>
    public static SslClientAuthenticationOptions Tls(string authorities) => new()
    {
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13, CertificateChainPolicy = authorities.Length > 0 ? Policy(authorities) : null,
    };

    private static SocketsHttpHandler Handler(string authorities, bool direct) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = !direct,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        SslOptions = Tls(authorities),
    };

    /// <summary>The machine's authorities and these; names and dates are checked as ever.</summary>
    private static X509ChainPolicy Policy(string authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(authorities);
        foreach (var location in (StoreLocation[])[StoreLocation.LocalMachine, StoreLocation.CurrentUser])
        {
            using var store = new X509Store(StoreName.Root, location);
            try
            {
                store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
                policy.CustomTrustStore.AddRange(store.Certificates);
            }
            catch (CryptographicException)
            {
                // A machine without such a store trusts nothing by it.
            }
        }

        return policy;
    }
}

/// <summary>What messages say of a call.</summary>
/// <param name="Asked">Who is asked.</param>
/// <param name="Setting">Where the address of who is asked is set.</param>
/// <param name="Source">Where the credential came from.</param>
/// <param name="Scrubber">Knows every secret in the request.</param>
internal sealed record HttpCall(string Asked, string Setting, string Source, Scrubber Scrubber);

/// <summary>A whole answer.</summary>
internal sealed record HttpAnswer(int Status, string Body, string? TransactionId, DateTimeOffset? Date);
