using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using IbmIam.Testing.Configuration;
using IbmIam.Testing.Hosting;
using WireMock.Server;

namespace IbmIam.Testing;

/// <summary>
/// A fake IBM Cloud IAM on a free port of 127.0.0.1: <c>await using var iam = FakeIamServer.Start();</c>.
/// It is ready when <see cref="Start"/> returns and shares nothing with any other.
/// </summary>
public sealed partial class FakeIamServer : IDisposable, IAsyncDisposable
{
    private readonly FakeIam _iam;
    private readonly WireMockHost _host;
    private int _disposed;

    /// <summary>Starts a server with default options: the form that test frameworks' fixtures call. Elsewhere use <see cref="Start"/>.</summary>
    public FakeIamServer()
        : this(new FakeIam(new FakeIamOptions()))
    {
    }

    private FakeIamServer(FakeIam iam) => (_iam, _host) = (iam, WireMockHost.Start(iam));

    /// <summary>Where it listens, without a slash at the end: <c>http://127.0.0.1:12345</c>.</summary>
    public string Url => _iam.Url;

    /// <summary>The API key of the service ID that every fake knows from the start.</summary>
    public string ApiKey => _iam.Default.ApiKey;

    /// <summary>The service ID that every fake knows from the start.</summary>
    public FakeServiceId DefaultServiceId => _iam.Default;

    /// <summary>The trusted profile that every fake knows from the start; the virtual server's default.</summary>
    public FakeProfile DefaultProfile => _iam.DefaultProfile;

    /// <summary>The user that every fake knows from the start; it is the one who logs in by browser.</summary>
    public FakeUser DefaultUser => _iam.DefaultUser;

    /// <summary>The id of the account of everyone in this fake, 32 hex digits.</summary>
    public string AccountId => _iam.Default.AccountId;

    /// <summary>What was asked.</summary>
    public RequestLog Requests => _iam.Requests;

    /// <summary>What is to go wrong.</summary>
    public FaultPlan Faults => _iam.Faults;

    /// <summary>The clock of everything in this fake.</summary>
    public FakeIamClock Clock => _iam.Clock;

    /// <summary>The WireMock server behind, for stubs of the tester's own services. IAM's routes never reach it.</summary>
    public WireMockServer Server => _host.Server;

    /// <summary>The certificate of the authority that clients are to trust; null without <see cref="FakeIamOptions.Https"/>.</summary>
    public X509Certificate2? Certificate => _iam.Certificates?.Authority;

    /// <summary>The variables with which a child process talks to this server: IAM's URL and the default API key.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["IBMCLOUD_IAM_API_ENDPOINT"] = Url,
        ["IBMCLOUD_API_KEY"] = ApiKey,
    };

    /// <summary>An address on 127.0.0.1 where every connection is refused, as when nothing runs there. It is kept until this server ends.</summary>
    public string RefusingUrl => _iam.Refusing.Url;

    /// <summary>Starts a server.</summary>
    /// <param name="configure">Changes the options; none is needed.</param>
    /// <returns>The server, ready.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the message names each.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static FakeIamServer Start(Action<FakeIamOptions>? configure = null)
    {
        var options = new FakeIamOptions();
        configure?.Invoke(options);
        return new FakeIamServer(new FakeIam(options));
    }

    /// <summary>Starts a server from a configuration file, the same that the program <c>ibm-iam-fake</c> takes.</summary>
    /// <param name="configFile">The JSON file.</param>
    /// <param name="configure">Changes the options after the file; none is needed.</param>
    /// <returns>The server, ready.</returns>
    /// <exception cref="ArgumentException">The configuration or an option is wrong; the message names file and line.</exception>
    /// <exception cref="IOException">The file can't be read, or the port is taken.</exception>
    public static FakeIamServer StartFrom(string configFile, Action<FakeIamOptions>? configure = null)
    {
        var config = ConfigDocument.Parse(Path.GetFileName(configFile), File.ReadAllBytes(configFile));
        var options = new FakeIamOptions();
        ConfigReader.ReadOptions(options, config);
        configure?.Invoke(options);
        var server = new FakeIamServer(new FakeIam(options));
        try
        {
            ConfigReader.Apply(server._iam, config, atStart: true);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Does what a configuration in JSON says: its sections are those of the configuration file.</summary>
    /// <param name="json">Such as <c>{ "serviceIds": [{ "name": "bot", "apiKey": "key.of.bot" }] }</c>.</param>
    /// <exception cref="ArgumentException">It is wrong; the message names the line. What stands before it is done.</exception>
    public void Configure(string json) => ConfigReader.Apply(_iam, ConfigDocument.Parse("configuration", Encoding.UTF8.GetBytes(json)), atStart: false);

    /// <summary>The variables with which IBM's SDKs authenticate a service client at this server (<c>MY_SERVICE_AUTH_URL</c>, …).</summary>
    /// <param name="serviceName">The name that the client gives the SDK, such as <c>my_service</c>.</param>
    /// <param name="identity">Whose API key it is; null takes <see cref="DefaultServiceId"/>.</param>
    /// <returns>The variables. <c>…_URL</c> is this server's as well, for stubs of the service.</returns>
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

    /// <summary>A handler for an <see cref="HttpClient"/> that reaches this server; with HTTPS it trusts this server's authority and no other.</summary>
    /// <returns>The handler; whoever takes it disposes it.</returns>
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

    /// <summary>Ends all sessions: their refresh tokens answer <c>BXNIM0439E</c> from now on.</summary>
    public void EndSessions() => _iam.Identities.RefreshTokens.EndSessions();

    /// <summary>A new key signs from now on; tokens signed before stay good, and the old keys stay published.</summary>
    /// <returns>The new key's id.</returns>
    public string RotateKeys() => _iam.Keys.Rotate();

    /// <summary>Changes the claims of the next token, whoever asks.</summary>
    /// <param name="claims">Claims to add or replace; null leaves a claim out.</param>
    public void NextTokenClaims(IReadOnlyDictionary<string, JsonNode?> claims) => _iam.NextClaims.Add(claims);

    /// <summary>Makes an access token without HTTP.</summary>
    /// <param name="identity">Whose it is; null takes <see cref="DefaultServiceId"/>.</param>
    /// <param name="form">What is special about it; null makes a good one.</param>
    /// <returns>The token.</returns>
    public string MintToken(FakeIdentity? identity = null, FakeTokenForm? form = null) => _iam.MintToken(identity ?? _iam.Default, form ?? new FakeTokenForm());

    /// <summary>Lets only requests with a good token of this server through to the stubs on <see cref="Server"/>.</summary>
    /// <param name="pattern">The paths: <c>/api/**</c> takes everything below <c>/api</c>, one star a part of a segment.</param>
    /// <param name="service">Whose way of refusing to follow.</param>
    /// <exception cref="ArgumentException">The pattern does not begin with a slash.</exception>
    public void Protect(string pattern, FakeService service = FakeService.ResourceController) => _iam.Guard.Add(pattern, service);

    /// <summary>Holds the next token request until it is released.</summary>
    /// <returns>The hold; dispose releases it.</returns>
    public FakeHold HoldNext() => _iam.Faults.Next().Hold();

    /// <summary>Stops at once, cuts off what still waits, and frees the port.</summary>
    /// <exception cref="InvalidOperationException"><see cref="FakeIamOptions.FailOnUnusedFaults"/> is on, and a planned fault was not used.</exception>
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
    /// <returns>A finished task.</returns>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
