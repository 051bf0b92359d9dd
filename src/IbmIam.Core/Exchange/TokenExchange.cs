using System.Net.Http.Headers;
using System.Text.Json;
using IbmIam.Diagnostics;

namespace IbmIam.Exchange;

/// <summary>Asks IAM for a token: one POST.</summary>
internal sealed class TokenExchange(IamHost host, IamSettings settings)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = 1 << 20,
    };

    public async Task<IamToken> RunAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, request.TokenUrl) { Content = new FormUrlEncodedContent(request.Form()) };
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("ibm-iam-tooling", "0.1"));
        message.Headers.Add("Transaction-Id", settings.TransactionId ?? Guid.NewGuid().ToString());
        var start = host.Time.GetUtcNow();
        try
        {
            using var answer = await Http.SendAsync(message, cancellationToken).ConfigureAwait(false);
            var body = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return Read(request, (int)answer.StatusCode, body, start);
        }
        catch (HttpRequestException e)
        {
            throw Problems.Unreachable(request.Endpoint, e.HttpRequestError.ToString());
        }
    }

    private IamToken Read(TokenRequest request, int status, string body, DateTimeOffset start)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (status != 200)
            {
                throw Problems.Refused(request.Endpoint, status, Text(root, "errorCode"), Text(root, "errorMessage"), null);
            }

            return new IamToken(host.Time)
            {
                AccessToken = Text(root, "access_token") ?? throw Problems.NoTokenInAnswer(request.Endpoint, "no access_token", status),
                ExpiresAt = start.AddSeconds(root.GetProperty("expires_in").GetInt64()),
                Scope = Text(root, "scope"),
                RefreshToken = Text(root, "refresh_token") is { Length: > 0 } refresh && refresh != "not_supported" ? refresh : null,
                Source = request.Credential.Source,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw Problems.NoTokenInAnswer(request.Endpoint, $"status {status}, no JSON of IAM's", status);
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
