using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IbmIam.Diagnostics;

namespace IbmIam.Exchange;

/// <summary>Sends one HTTP request: limits the size of the response, follows no redirects, and classifies every failure.</summary>
internal sealed class IamHttp
{
    private const int LongestAnswer = 1 << 20;

    // Shared, so that connections are reused: one client for each set of trusted authorities, with and without proxy.
    private static readonly ConcurrentDictionary<(string Authorities, bool Direct), HttpClient> Clients = new();

    /// <param name="authorities">The certificate authorities to trust in addition to the machine's (PEM; empty for none).</param>
    public IamHttp(string authorities) => Authorities = authorities;

    public string Authorities { get; }

    /// <summary>Whether the text contains PEM certificates.</summary>
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

    /// <summary>Sends a request and reads the whole response.</summary>
    /// <param name="message">The request.</param>
    /// <param name="call">Describes the call in messages.</param>
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
            return Attempt<HttpAnswer>.Transient(Problems.Truncated(call.Service));
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
            return Attempt<HttpAnswer>.Final(Problems.Redirected(call.Service, call.Setting, answer.Status, call.Scrubber.Clean(Problems.Origin(raw.Headers.Location))));
        }

        var error = IamError.Read(answer.Status, answer.Body, answer.TransactionId, call.Scrubber);
        return RetrySchedule.IsTransient(answer.Status) ? Attempt<HttpAnswer>.Transient(Problems.Busy(call.Service, error), RetrySchedule.RetryAfter(raw.Headers))
            : answer.Status >= 400 && (error.Code ?? error.Message) is not null ? Attempt<HttpAnswer>.Final(Problems.Refused(call.Service, call.Source, error))
            : Attempt<HttpAnswer>.Final(Problems.NotIam(call.Service, call.Setting, "no IAM error", answer.Status));
    }

    private static Attempt<HttpAnswer> Failed(HttpRequestException e, HttpCall call, bool here) => e.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError when e.InnerException is IOException => Attempt<HttpAnswer>.Transient(Problems.Unconnected(call.Service, call.Setting, "the connection was lost in the TLS handshake")),
        HttpRequestError.SecureConnectionError => Attempt<HttpAnswer>.Final(here ? Problems.UntrustedHere(call.Service, call.Setting) : Problems.Untrusted(call.Service, call.Setting)),
        HttpRequestError.ConfigurationLimitExceeded => Attempt<HttpAnswer>.Final(Problems.TooLong(call.Service, call.Setting)),
        HttpRequestError.ResponseEnded => Attempt<HttpAnswer>.Transient(Problems.Truncated(call.Service)),
        HttpRequestError.InvalidResponse => Attempt<HttpAnswer>.Transient(Problems.NotIam(call.Service, call.Setting, "a response that is not HTTP", null)),
        HttpRequestError.NameResolutionError => Attempt<HttpAnswer>.Transient(Problems.Unconnected(call.Service, call.Setting, "its name does not resolve")),
        HttpRequestError.ConnectionError when here => Attempt<HttpAnswer>.Transient(Problems.NotStarted(call.Service, call.Setting)),
        HttpRequestError.ConnectionError => Attempt<HttpAnswer>.Transient(Problems.Unconnected(call.Service, call.Setting, "no connection")),
        HttpRequestError.ProxyTunnelError => Attempt<HttpAnswer>.Transient(Problems.Unconnected(call.Service, call.Setting, "the proxy refused the connection")),
        _ when e.InnerException is IOException => Attempt<HttpAnswer>.Transient(Problems.Truncated(call.Service)),
        _ => Attempt<HttpAnswer>.Transient(Problems.Unconnected(call.Service, call.Setting, "the connection failed")),
    };

    /// <summary>Returns the client for a URL. Loopback and the VPC metadata service are never behind a proxy, so it uses none for them.</summary>
    private HttpClient ClientFor(Uri url) => Clients.GetOrAdd((Authorities, url.IsLoopback || VpcMetadata.IsMetadataService(url)), static key => new HttpClient(Handler(key.Authorities, key.Direct))
    {
        // The retry loop enforces the deadlines.
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = LongestAnswer,
    });

    /// <summary>Returns the TLS options: the versions that IBM Cloud accepts, and the certificate authorities to trust.</summary>
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

    /// <summary>Returns a policy that trusts the machine's certificate authorities and these. Names and dates are checked as usual.</summary>
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
                // The machine has no such store.
            }
        }

        return policy;
    }
}

/// <summary>Describes a call for messages.</summary>
/// <param name="Service">The service that is called.</param>
/// <param name="Setting">The setting that holds the service's URL.</param>
/// <param name="Source">The source of the credential.</param>
/// <param name="Scrubber">Removes the request's secrets from text.</param>
internal sealed record HttpCall(string Service, string Setting, string Source, Scrubber Scrubber);

/// <summary>A response, read to its end.</summary>
internal sealed record HttpAnswer(int Status, string Body, string? TransactionId, DateTimeOffset? Date);
