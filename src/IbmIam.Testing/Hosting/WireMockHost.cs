using Microsoft.AspNetCore.Builder;
using WireMock.Server;
using WireMock.Settings;

namespace IbmIam.Testing.Hosting;

/// <summary>The fake inside WireMock.Net's server: IAM's routes are answered before any stub is looked at, the rest is the tester's.</summary>
internal sealed class WireMockHost : IDisposable
{
    private WireMockHost(WireMockServer server) => Server = server;

    public WireMockServer Server { get; }

    public static WireMockHost Start(FakeIam iam)
    {
        var adapter = new HttpAdapter(iam);
        var server = WireMockServer.Start(new WireMockServerSettings
        {
            // Any other form than this address listens on every interface.
            Urls = [$"http://127.0.0.1:{iam.Options.Port}"],
            MaxRequestLogCount = 0,
            PreWireMockMiddlewareInit = app => ((IApplicationBuilder)app).Use(async (context, next) =>
            {
                if (!await adapter.TryAnswerAsync(context).ConfigureAwait(false))
                {
                    await next(context).ConfigureAwait(false);
                }
            }),
        });
        iam.Url = server.Urls[0].TrimEnd('/');
        return new WireMockHost(server);
    }

    public void Dispose()
    {
        Server.Stop();
        Server.Dispose();
    }
}
