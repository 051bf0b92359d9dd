using System.Net;
using System.Net.Sockets;
using IbmIam.Testing.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using WireMock.Server;
using WireMock.Settings;

namespace IbmIam.Testing.Hosting;

/// <summary>Hosts the fake in WireMock.Net's server. The fake answers its own routes before any stub; other requests go to the stubs.</summary>
internal sealed class WireMockHost : IDisposable
{
    private WireMockHost(WireMockServer server) => Server = server;

    public WireMockServer Server { get; }

    public static WireMockHost Start(FakeIam iam)
    {
        CheckPort(iam.Options.Port);
        var adapter = new HttpAdapter(iam);
        var server = WireMockServer.Start(new WireMockServerSettings
        {
            // With any other form of address, WireMock.Net listens on all interfaces.
            Urls = [$"{(iam.Options.Https ? "https" : "http")}://127.0.0.1:{iam.Options.Port}"],
            CertificateSettings = iam.Certificates is null ? null : new WireMockCertificateSettings { X509Certificate = iam.Certificates.Server },
            MaxRequestLogCount = 0,
            PreWireMockMiddlewareInit = app => ((IApplicationBuilder)app).Use((context, next) => AnswerAsync(context, next, iam, adapter)),
        });
        iam.FindConflict = new StubCheck(server, iam.Options).Find;
        iam.Url = server.Urls[0].TrimEnd('/');
        return new WireMockHost(server);
    }

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next, FakeIam iam, HttpAdapter adapter)
    {
        if (await adapter.TryAnswerAsync(context).ConfigureAwait(false))
        {
            return;
        }

        var request = HttpAdapter.RequestWithoutBody(context);
        if (HttpAdapter.Refusal(context, iam, request, out var guarded) is { } refusal)
        {
            await HttpAdapter.SendAsync(context, refusal, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        context.Response.OnStarting(() =>
        {
            if (guarded is not null)
            {
                iam.LogGuarded(guarded, FakeResponse.Empty(context.Response.StatusCode));
            }
            else if (context.Response.StatusCode == StatusCodes.Status404NotFound)
            {
                // No stub matched, or a stub returned 404. The log names the nearest IAM path.
                iam.Unmatched(request);
            }

            return Task.CompletedTask;
        });
        await next(context).ConfigureAwait(false);
    }

    /// <summary>Fails at once if the port is in use; WireMock.Net would take ten seconds to report it.</summary>
    private static void CheckPort(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
        }
        catch (SocketException taken)
        {
            throw new IOException($"Port {port} on 127.0.0.1 can't be used ({taken.Message}). Set Port to 0 for a free one.", taken);
        }
    }

    public void Dispose()
    {
        Server.Stop();
        Server.Dispose();
    }
}
