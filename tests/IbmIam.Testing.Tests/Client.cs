using System.Text.Json.Nodes;

namespace IbmIam.Testing.Tests;

/// <summary>A plain HTTP client at one fake: what any program could send.</summary>
internal sealed class Client(string url) : IDisposable
{
    public const string Prefix = "urn:ibm:params:oauth:grant-type:";

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(20) };

    public Client(FakeIamServer iam)
        : this(iam.Url)
    {
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public Task<Answer> ApiKeyAsync(string key, string basic = "") => TokenAsync(basic, ("grant_type", Prefix + "apikey"), ("apikey", key));

    public Task<Answer> TokenAsync(params (string Name, string Value)[] form) => TokenAsync("", form);

    public async Task<Answer> TokenAsync(string basic, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/identity/token");
        request.Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        if (basic.Length > 0)
        {
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(basic)));
        }

        return await SendAsync(request);
    }

    public async Task<Answer> GetAsync(string path, string? bearer = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        Array.ForEach(headers, header => request.Headers.Add(header.Name, header.Value));
        request.Headers.Authorization = bearer is null ? null : new("Bearer", bearer);
        return await SendAsync(request);
    }

    public async Task<Answer> PostAsync(string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        return await SendAsync(request);
    }

    /// <summary>Waits until a request has come to a hold of the admin API.</summary>
    public async Task ArrivalAsync(string hold, Task asking)
    {
        while (!(await GetAsync($"/__fake/holds/{hold}")).Json["arrived"]!.GetValue<bool>())
        {
            Assert.False(asking.IsCompleted);
        }
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request, Cancelled);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer((int)response.StatusCode, text, headers);
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>An answer, read.</summary>
internal sealed record Answer(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonObject Json => JsonNode.Parse(Text)!.AsObject();

    public string Code => Json["errorCode"]!.GetValue<string>();

    public string Token => Json["access_token"]!.GetValue<string>();

    public string RefreshToken => Json["refresh_token"]!.GetValue<string>();

    public JsonObject Claims => Jwt.Payload(Token);
}

internal static class Jwt
{
    public static JsonObject Payload(string token) => Part(token, 1);

    public static JsonObject Header(string token) => Part(token, 0);

    public static string Text(this JsonObject claims, string name) => claims[name]!.GetValue<string>();

    private static JsonObject Part(string token, int index) =>
        JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[index]))!.AsObject();
}
