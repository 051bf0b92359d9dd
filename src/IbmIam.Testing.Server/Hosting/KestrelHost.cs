using System.Net;
using System.Net.Sockets;
using IbmIam.Testing.Endpoints;
using IbmIam.Testing.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace IbmIam.Testing.Hosting;

/// <summary>Hosts the fake on Kestrel, without WireMock.Net.</summary>
internal sealed class KestrelHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private KestrelHost(WebApplication app) => _app = app;

    public static async Task<KestrelHost> StartAsync(FakeIam iam, bool listenAny, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Configure(kestrel, iam, listenAny));
        var app = builder.Build();
        var adapter = new HttpAdapter(iam);
        app.Run(context => AnswerAsync(context, iam, adapter));
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception taken) when (taken is IOException or SocketException)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw new IOException($"Port {iam.Options.Port} on 127.0.0.1 can't be used ({taken.Message}) Use another --port, or 0 for a free one.", taken);
        }

        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        iam.Url = addresses!.Addresses.First().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
        return new KestrelHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        // Stops at once and aborts pending requests.
        using var now = new CancellationTokenSource();
        await now.CancelAsync().ConfigureAwait(false);
        try
        {
            await _app.StopAsync(now.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
        }

        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static void Configure(KestrelServerOptions kestrel, FakeIam iam, bool listenAny)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Listen(listenAny ? IPAddress.Any : IPAddress.Loopback, iam.Options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (iam.Certificates is { } certificates)
            {
                listen.UseHttps(certificates.Server);
            }
        });
    }

    private static FakeResponse Welcome(Exchange guarded)
    {
        var welcome = Guard.Welcome(guarded);
        guarded.Iam.LogGuarded(guarded, welcome);
        return welcome;
    }

    private static async Task AnswerAsync(HttpContext context, FakeIam iam, HttpAdapter adapter)
    {
        if (!await adapter.TryAnswerAsync(context).ConfigureAwait(false))
        {
            var request = HttpAdapter.RequestWithoutBody(context);
            var answer = HttpAdapter.Refusal(context, iam, request, out var guarded) ?? (guarded is null ? iam.Unmatched(request) : Welcome(guarded));
            await HttpAdapter.SendAsync(context, answer, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
