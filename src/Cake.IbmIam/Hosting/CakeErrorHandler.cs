using IbmIam;

namespace Cake.IbmIam.Hosting;

/// <summary>Converts an error of the token engine during a request to the exception that Cake shows with its code.</summary>
internal sealed class CakeErrorHandler : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (IamException e)
        {
            throw CakeIam.Error(e);
        }
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return base.Send(request, cancellationToken);
        }
        catch (IamException e)
        {
            throw CakeIam.Error(e);
        }
    }
}
