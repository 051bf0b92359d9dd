using IbmIam.Testing.Hosting;
using WireMock.Server;

namespace IbmIam.Testing;

/// <summary>
/// A fake IBM Cloud IAM on a free port of 127.0.0.1: <c>await using var iam = FakeIamServer.Start();</c>.
/// It is ready when <see cref="Start"/> returns and shares nothing with any other.
/// </summary>
public sealed class FakeIamServer : IDisposable, IAsyncDisposable
{
    private readonly FakeIam _iam;
    private readonly WireMockHost _host;

    private FakeIamServer(FakeIam iam) => (_iam, _host) = (iam, WireMockHost.Start(iam));

    /// <summary>Where it listens, without a slash at the end: <c>http://127.0.0.1:12345</c>.</summary>
    public string Url => _iam.Url;

    /// <summary>The API key of the service ID that every fake knows from the start.</summary>
    public string ApiKey => _iam.Default.ApiKey;

    /// <summary>The service ID that every fake knows from the start.</summary>
    public FakeServiceId DefaultServiceId => _iam.Default;

    /// <summary>What was asked.</summary>
    public RequestLog Requests => _iam.Requests;

    /// <summary>What is to go wrong.</summary>
    public FaultPlan Faults => _iam.Faults;

    /// <summary>The clock of everything in this fake.</summary>
    public FakeIamClock Clock => _iam.Clock;

    /// <summary>The WireMock server behind, for stubs of the tester's own services. IAM's routes never reach it.</summary>
    public WireMockServer Server => _host.Server;

    /// <summary>The variables with which a child process talks to this server: IAM's URL and the default API key.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["IBMCLOUD_IAM_API_ENDPOINT"] = Url,
        ["IBMCLOUD_API_KEY"] = ApiKey,
    };

    /// <summary>Starts a server.</summary>
    /// <param name="configure">Changes the options; none is needed.</param>
    /// <returns>The server, ready.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the message names each.</exception>
    public static FakeIamServer Start(Action<FakeIamOptions>? configure = null)
    {
        var options = new FakeIamOptions();
        configure?.Invoke(options);
        return new FakeIamServer(new FakeIam(options));
    }

    /// <summary>Adds a service ID with an API key.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="apiKey">The key's value; null makes one that no secret scanner takes for real.</param>
    /// <returns>The service ID.</returns>
    /// <exception cref="ArgumentException">The key is taken.</exception>
    public FakeServiceId AddServiceId(string name, string? apiKey = null) => _iam.Identities.AddServiceId(name, apiKey);

    /// <summary>Holds the next token request until it is released.</summary>
    /// <returns>The hold; dispose releases it.</returns>
    public FakeHold HoldNext() => _iam.Faults.HoldNext();

    /// <summary>Stops at once and frees the port.</summary>
    public void Dispose()
    {
        _iam.Faults.ReleaseAll();
        _host.Dispose();
        _iam.Dispose();
    }

    /// <inheritdoc cref="Dispose"/>
    /// <returns>A finished task.</returns>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
