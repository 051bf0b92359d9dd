using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace KeyService;

/// <summary>The service's own token, cached and renewed after four fifths of its lifetime.</summary>
public sealed class ServiceToken(IHttpClientFactory clients, IConfiguration configuration, TimeProvider time)
{
    private const int Attempts = 4;

    private readonly SemaphoreSlim _one = new(1);
    private (string Value, DateTimeOffset RenewAt)? _held;

    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_held is not { } held || time.GetUtcNow() >= held.RenewAt)
            {
                _held = held = await AskAsync(cancellationToken);
            }

            return held.Value;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<(string Value, DateTimeOffset RenewAt)> AskAsync(CancellationToken cancellationToken)
    {
        using var http = clients.CreateClient("iam");
        for (var attempt = 1; ; attempt++)
        {
            var asked = time.GetUtcNow();
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "urn:ibm:params:oauth:grant-type:apikey",
                ["apikey"] = configuration["IBMCLOUD_API_KEY"] ?? throw new InvalidOperationException("IBMCLOUD_API_KEY is not set."),
            });
            using var answer = await http.PostAsync("/identity/token", form, cancellationToken);
            if (answer.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError && attempt < Attempts)
            {
                var wait = answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromMilliseconds(100 << attempt);
                await Task.Delay(wait, cancellationToken);
                continue;
            }

            var token = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
            return ((string)token!["access_token"]!, asked.AddSeconds(0.8 * (int)token["expires_in"]!));
        }
    }
}

/// <summary>Adds the service's token to each request.</summary>
public sealed class ServiceTokenHandler(ServiceToken token) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token.GetAsync(cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }
}
