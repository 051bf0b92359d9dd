using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace IbmIam.Testing.Tests;

/// <summary>A fake whose clock stands, and a client of it.</summary>
internal sealed class FrozenFake : IDisposable
{
    public FrozenFake(Action<FakeIamOptions>? configure = null)
    {
        Iam = FakeIamServer.Start(options =>
        {
            options.Time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));
            configure?.Invoke(options);
        });
        Client = new Client(Iam);
    }

    public FakeIamServer Iam { get; }

    public Client Client { get; }

    /// <summary>Asks with a body of JSON, as a transaction and an agent that have a name.</summary>
    public async Task<Answer> AskAsync(string method, string path, string? body = null, string? bearer = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await SendAsync(request, [.. headers, .. bearer is null ? [] : new[] { ("Authorization", "Bearer " + bearer) }]);
    }

    /// <summary>Sends a form as it stands.</summary>
    public async Task<Answer> FormAsync(string form, string path = "/identity/token", string? basic = "bx:bx")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        return await SendAsync(request, basic is null ? [] : [("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(basic)))]);
    }

    public void Dispose()
    {
        Client.Dispose();
        Iam.Dispose();
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        (string Name, string Value)[] all = [("Transaction-Id", "t-1"), ("User-Agent", "tests/1.0"), .. headers];
        Array.ForEach(all, header => Assert.True(request.Headers.TryAddWithoutValidation(header.Name, header.Value)));
        return await Client.SendAsync(request);
    }
}
