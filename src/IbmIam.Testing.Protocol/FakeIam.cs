using IbmIam.Testing.Faults;
using IbmIam.Testing.Identities;
using IbmIam.Testing.Minting;
using IbmIam.Testing.Page;

namespace IbmIam.Testing;

/// <summary>The fake IAM with all its state, but without a web server. A host passes it requests and sends its responses.</summary>
internal sealed partial class FakeIam : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _reporting = new();

    public const int BodyLimit = 1024 * 1024;

    public FakeIam(FakeIamOptions options)
    {
        options.Validate();
        Options = options;
        Certificates = options.Https ? TestCertificates.Create() : null;
        // Clients know a configured port and may connect before the host has set the URL.
        Address = new Address(options.Port == 0 ? "http://127.0.0.1" : $"{(options.Https ? "https" : "http")}://127.0.0.1:{options.Port}");
        Clock = new FakeIamClock(options.Time);
        Identities = new IdentityStore(Clock);
        Mint = new TokenMint(Clock, Keys, () => Issuer);
        Faults = new FaultPlan(options);
        Requests = new RequestLog(options.RequestLogCapacity);
        if (options.Page)
        {
            Page = new PageFeed();
            Requests.Cleared += Page.Clear;
        }

        if (options.Report is not null)
        {
            Requests.Added += request => Report(request.ToString());
        }

        Default = Identities.AddServiceId("default", IdentityStore.DefaultApiKey, IdentityStore.DefaultServiceId);
        DefaultProfile = Identities.AddProfile("default", IdentityStore.DefaultProfile);
        DefaultUser = Identities.AddUser("user@example.com", id: "IBMid-00000FA4E0");
        VirtualServer = Identities.AddComputeResource("fake-virtual-server");
    }

    public FakeIamOptions Options { get; }

    public FakeIamClock Clock { get; }

    public IdentityStore Identities { get; }

    public KeyRing Keys { get; } = new();

    public TokenMint Mint { get; }

    public Endpoints.Guard Guard { get; } = new();

    public NextClaims NextClaims { get; } = new();

    /// <summary>Null unless HTTPS is on.</summary>
    public TestCertificates? Certificates { get; }

    public RequestLog Requests { get; }

    /// <summary>Null unless the page is on.</summary>
    public PageFeed? Page { get; }

    public FaultPlan Faults { get; }

    public Holds Holds { get; } = new();

    /// <summary>A port that refuses all connections.</summary>
    public RefusingPort Refusing { get; } = new();

    public FakeServiceId Default { get; }

    public FakeProfile DefaultProfile { get; }

    public FakeUser DefaultUser { get; }

    /// <summary>The virtual server of the metadata service.</summary>
    public FakeComputeResource VirtualServer { get; }

    /// <summary>The base URL. The host sets it once it listens.</summary>
    public string Url
    {
        get => Address.Url;
        set => Address = new Address(value);
    }

    public Address Address { get; private set; }

    /// <summary>Cancelled when the fake stops, to end delays, holds and slow bodies.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Describes a user's stub that covers an IAM route, if there is one. Null if the host has no stubs.</summary>
    public Func<string?>? FindConflict { get; set; }

    public string Issuer => Address.Issuer;

    public string AddPasscode(FakeUser? user = null, string? passcode = null) =>
        Identities.Passcodes.Add(new OneTimeCode(user ?? DefaultUser), passcode);

    public string AddRefreshToken(FakeIdentity owner, string clientId) => Identities.RefreshTokens.Add(NewRefreshToken(owner, clientId));

    public RefreshToken NewRefreshToken(FakeIdentity owner, string clientId) =>
        new(owner, [clientId]) { ExpiresAt = Clock.GetUtcNow() + Options.RefreshTokenLifetime };

    public string MintToken(FakeIdentity owner, FakeTokenForm form)
    {
        var subject = new TokenSubject(owner.Subject(), owner.Authentication(), owner.AccountId)
        {
            GrantType = Recording.GrantNames.Prefix + "apikey",
            Lifetime = form.Lifetime ?? owner.TokenLifetime ?? Options.TokenLifetime,
            Extra = [.. owner.Claims, .. form.Claims],
        };
        var token = Mint.Mint(subject, form);
        Page?.AddMinted(token);
        return token;
    }

    public void Stop()
    {
        _stopping.Cancel();
        Faults.Stop();
    }

    public void Dispose()
    {
        Keys.Dispose();
        Refusing.Dispose();
        Certificates?.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Reports the planned faults that were not used, or less often than planned. Called once the server has stopped.</summary>
    public void ReportUnusedFaults()
    {
        if (Faults.Unused is not { Count: > 0 } unused)
        {
            return;
        }

        var message = $"Planned faults were not used: {string.Join("; ", unused)}. Either fewer requests arrived than expected, or none matched.";
        Report(message);
        if (Options.FailOnUnusedFaults)
        {
            throw new InvalidOperationException(message);
        }
    }

    private void Report(string line)
    {
        try
        {
            // Requests end on many threads, but the callback need not be thread-safe.
            lock (_reporting)
            {
                Options.Report?.Invoke(line);
            }
        }
        catch (InvalidOperationException)
        {
            // A test's output throws once the test has ended. The response must not fail because of that.
        }
    }
}
