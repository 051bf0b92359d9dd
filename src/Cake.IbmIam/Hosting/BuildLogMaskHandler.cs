using Cake.Core;

namespace Cake.IbmIam.Hosting;

/// <summary>Registers the token that a request carries as a secret, before a script sees the request again.</summary>
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
