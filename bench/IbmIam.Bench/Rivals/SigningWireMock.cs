using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Settings;

namespace IbmIam.Bench.Rivals;

/// <summary>WireMock.Net as a tester sets it up by hand: a token mapping that signs, and a static one for the keys.</summary>
internal sealed class SigningWireMock : IDisposable
{
    private readonly WireMockServer _server;
    private readonly Jwt _jwt = new();

    private SigningWireMock(int? logged)
    {
        _server = WireMockServer.Start(new WireMockServerSettings { Urls = ["http://127.0.0.1:0"], MaxRequestLogCount = logged });
        _server.Given(Request.Create().WithPath("/identity/token").UsingPost())
            .RespondWith(Response.Create().WithHeader("Content-Type", "application/json").WithBody(_ => _jwt.Answer()));
        _server.Given(Request.Create().WithPath("/identity/keys").UsingGet())
            .RespondWith(Response.Create().WithHeader("Content-Type", "application/json").WithBody(Servers.Keys));
    }

    public string Url => _server.Urls[0].TrimEnd('/');

    /// <param name="logged">How many requests its log keeps.</param>
    public static SigningWireMock Start(int? logged = 0) => new(logged);

    public void Dispose()
    {
        _server.Stop();
        _server.Dispose();
        _jwt.Dispose();
    }
}
