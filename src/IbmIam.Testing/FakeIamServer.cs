using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using IbmIam.Testing.Configuration;
using IbmIam.Testing.Hosting;
using WireMock.Server;

namespace IbmIam.Testing;

/// <summary>
/// A fake IBM Cloud IAM on a free port of 127.0.0.1: <c>await using var iam = FakeIamServer.Start();</c>.
/// The server is ready when <see cref="Start"/> returns, and shares no state with other instances.
/// </summary>
public sealed partial class FakeIamServer : IDisposable, IAsyncDisposable
{
    private readonly FakeIam _iam;
    private readonly WireMockHost _host;
    private int _disposed;

    /// <summary>Starts a server with default options, for test framework fixtures. Elsewhere use <see cref="Start"/>.</summary>
    public FakeIamServer()
        : this(new FakeIam(new FakeIamOptions()))
    {
    }

    /// <summary>The configuration is applied before the server listens, because a client may already be waiting for it.</summary>
    private FakeIamServer(FakeIam iam, ConfigDocument? config = null)
    {
        _iam = iam;
        try
        {
            if (config is not null)
            {
                ConfigReader.Apply(iam, config, atStart: true);
            }

            _host = WireMockHost.Start(iam);
        }
        catch
        {
            iam.Dispose();
            throw;
        }
    }

    /// <summary>The base URL of the server, without a trailing slash: <c>http://127.0.0.1:12345</c>.</summary>
    public string Url => _iam.Url;

    /// <summary>The API key of the default service ID.</summary>
    public string ApiKey => _iam.Default.ApiKey;

    /// <summary>The service ID that every fake starts with.</summary>
    public FakeServiceId DefaultServiceId => _iam.Default;

    /// <summary>The trusted profile that every fake starts with, and the default of the virtual server.</summary>
    public FakeProfile DefaultProfile => _iam.DefaultProfile;

    /// <summary>The user that every fake starts with, and that a browser logs in as.</summary>
    public FakeUser DefaultUser => _iam.DefaultUser;

    /// <summary>The ID of the account that all identities in this fake belong to: 32 hexadecimal digits.</summary>
    public string AccountId => _iam.Default.AccountId;

    /// <summary>The requests received.</summary>
    public RequestLog Requests => _iam.Requests;

    /// <summary>The faults to inject.</summary>
    public FaultPlan Faults => _iam.Faults;

    /// <summary>The clock of this fake.</summary>
    public FakeIamClock Clock => _iam.Clock;

    /// <summary>The underlying WireMock server, for stubs of your own services. IAM's routes never reach it.</summary>
    public WireMockServer Server => _host.Server;

    /// <summary>The certificate authority that clients must trust; null without <see cref="FakeIamOptions.Https"/>.</summary>
    public X509Certificate2? Certificate => _iam.Certificates?.Authority;

    /// <summary>The environment variables that make a child process use this server: IAM's URL and the default API key.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["IBMCLOUD_IAM_API_ENDPOINT"] = Url,
        ["IBMCLOUD_API_KEY"] = ApiKey,
    };

    /// <summary>A URL on 127.0.0.1 where every connection is refused, as if nothing ran there. It stays reserved until this server ends.</summary>
    public string RefusingUrl => _iam.Refusing.Url;

    /// <summary>Starts a server.</summary>
    /// <param name="configure">Changes the options; optional.</param>
    /// <returns>The running server.</returns>
    /// <exception cref="ArgumentException">An option is out of range; the message names each one.</exception>
    /// <exception cref="IOException">The port is in use.</exception>
    public static FakeIamServer Start(Action<FakeIamOptions>? configure = null)
    {
        var options = new FakeIamOptions();
        configure?.Invoke(options);
        return new FakeIamServer(new FakeIam(options));
    }

    /// <summary>Starts a server from a configuration file, the same as for the program <c>ibm-iam-fake</c>.</summary>
    /// <param name="configFile">The path of the JSON file.</param>
    /// <param name="configure">Changes the options set by the file; optional.</param>
    /// <returns>The running server.</returns>
    /// <exception cref="ArgumentException">The configuration or an option is invalid; the message names the file and line.</exception>
    /// <exception cref="IOException">The file can't be read, or the port is in use.</exception>
    public static FakeIamServer StartFrom(string configFile, Action<FakeIamOptions>? configure = null)
    {
        var config = ConfigDocument.Parse(Path.GetFileName(configFile), File.ReadAllBytes(configFile));
        var options = new FakeIamOptions();
        ConfigReader.ReadOptions(options, config);
        configure?.Invoke(options);
        return new FakeIamServer(new FakeIam(options), config);
    }

    /// <summary>Applies a JSON configuration, with the sections of the configuration file.</summary>
    /// <param name="json">The configuration, such as <c>{ "serviceIds": [{ "name": "bot", "apiKey": "key.of.bot" }] }</c>.</param>
    /// <exception cref="ArgumentException">The configuration is invalid; the message names the line. Everything before the error has been applied.</exception>
    public void Configure(string json) => ConfigReader.Apply(_iam, ConfigDocument.Parse("configuration", Encoding.UTF8.GetBytes(json)), atStart: false);

    /// <summary>Gets the environment variables that make IBM's SDKs authenticate a service client with this server (<c>MY_SERVICE_AUTH_URL</c>, …).</summary>
    /// <param name="serviceName">The service name that the client passes to the SDK, such as <c>my_service</c>.</param>
    /// <param name="identity">The owner of the API key; null for <see cref="DefaultServiceId"/>.</param>
    /// <returns>The variables. <c>…_URL</c> also points to this server, for stubs of the service.</returns>
    public IReadOnlyDictionary<string, string> SdkEnvironment(string serviceName, FakeServiceId? identity = null)
    {
        var prefix = serviceName.ToUpperInvariant().Replace('-', '_');
        return new Dictionary<string, string>
        {
            [prefix + "_AUTH_TYPE"] = "iam",
            [prefix + "_AUTH_URL"] = Url,
            [prefix + "_APIKEY"] = (identity ?? DefaultServiceId).ApiKey,
            [prefix + "_URL"] = Url,
        };
    }

    /// <summary>Creates a handler for an <see cref="HttpClient"/> that calls this server; with HTTPS it trusts only this server's certificate authority.</summary>
    /// <returns>The handler, which the caller disposes.</returns>
    public SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler();
        if (Certificate is { } authority)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck,
            };
        }

        return handler;
    }

    /// <summary>Ends all sessions: their refresh tokens are refused with <c>BXNIM0439E</c> from now on.</summary>
    public void EndSessions() => _iam.Identities.RefreshTokens.EndSessions();

    /// <summary>Rotates the signing key; tokens signed earlier stay valid, and the old keys stay published.</summary>
    /// <returns>The ID of the new key.</returns>
    public string RotateKeys() => _iam.Keys.Rotate();

    /// <summary>Changes the claims of the next token that any identity requests.</summary>
    /// <param name="claims">The claims to add or replace; null omits a claim.</param>
    public void NextTokenClaims(IReadOnlyDictionary<string, JsonNode?> claims) => _iam.NextClaims.Add(claims);

    /// <summary>Creates an access token without HTTP.</summary>
    /// <param name="identity">The owner; null for <see cref="DefaultServiceId"/>.</param>
    /// <param name="form">The properties of the token; null for a valid one.</param>
    /// <returns>The token.</returns>
    public string MintToken(FakeIdentity? identity = null, FakeTokenForm? form = null) => _iam.MintToken(identity ?? _iam.Default, form ?? new FakeTokenForm());

    /// <summary>Lets only requests with a valid token of this server through to the stubs on <see cref="Server"/>.</summary>
    /// <param name="pattern">The path pattern: <c>/api/**</c> matches everything under <c>/api</c>; a single star matches part of a segment.</param>
    /// <param name="service">The service whose refusals to imitate.</param>
    /// <exception cref="ArgumentException">The pattern does not start with a slash.</exception>
    public void Protect(string pattern, FakeService service = FakeService.ResourceController) => _iam.Guard.Add(pattern, service);

    /// <summary>Holds the next token request until it is released.</summary>
    /// <returns>The hold; disposing it releases the request.</returns>
    public FakeHold HoldNext() => _iam.Faults.Next().Hold();

    /// <summary>Stops the server at once, aborts pending requests, and frees the port.</summary>
    /// <exception cref="InvalidOperationException"><see cref="FakeIamOptions.FailOnUnusedFaults"/> is true, and a planned fault was not used.</exception>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _iam.Stop();
        _host.Dispose();
        _iam.Dispose();
        _iam.ReportUnusedFaults();
    }

    /// <inheritdoc cref="Dispose"/>
    /// <returns>A completed task.</returns>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
