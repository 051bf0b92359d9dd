using Cake.Core;

namespace Cake.IbmIam.Hosting;

/// <summary>Registers a request's token as a secret, before the script sees the request again.</summary>
internal sealed class BuildLogMaskHandler(ICakeContext context, bool mask) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (mask && request.Headers.Authorization?.Parameter is { } token)
        {
            BuildLogMask.Announce(context, token);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
