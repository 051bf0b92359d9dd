using System.Net;
using System.Text;
using Azure.Core.Pipeline;
using Azure.Identity;
using Microsoft.Identity.Client;

namespace IbmIam.Bench.Rivals;

/// <summary>Answers MSAL and Azure.Identity from memory, so that only the library is measured, and counts the token requests.</summary>
internal sealed class Stub : HttpMessageHandler, IMsalHttpClientFactory
{
    public const string Scope = "api://bench/.default";
    private const string Tenant = "00000000-0000-0000-0000-0000000000aa";
    private const string Client = "00000000-0000-0000-0000-0000000000bb";
    private const string Secret = "not-a-secret";
    private int _exchanges;

    public int Exchanges => Volatile.Read(ref _exchanges);

    public HttpClient GetHttpClient() => new(this, disposeHandler: false);

    public IConfidentialClientApplication Msal() => ConfidentialClientApplicationBuilder.Create(Client)
        .WithClientSecret(Secret)
        .WithAuthority($"https://login.microsoftonline.com/{Tenant}/", validateAuthority: false)
        .WithInstanceDiscovery(enableInstanceDiscovery: false)
        .WithHttpClientFactory(this)
        .Build();

    public ClientSecretCredential Azure() => new(Tenant, Client, Secret, new ClientSecretCredentialOptions
    {
        Transport = new HttpClientTransport(GetHttpClient()), DisableInstanceDiscovery = true,
    });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Asynchronous, as on a network: other callers can arrive before the answer.
        await Task.Yield();
        if (request.Method == HttpMethod.Post)
        {
            Interlocked.Increment(ref _exchanges);
        }

        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            RequestMessage = request,
            Content = new StringContent($$"""{"token_type":"Bearer","expires_in":3600,"ext_expires_in":3600,"access_token":"{{new string('t', 1500)}}"}""", Encoding.UTF8, "application/json"),
        };
    }
}
