using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using IbmIam.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace KeyService.Tests;

public sealed class KeyServiceTests : IAsyncDisposable
{
    private readonly FakeIamServer _iam = FakeIamServer.Start(o => o.KeyProtect = true);
    private readonly WebApplicationFactory<Program> _service;

    public KeyServiceTests() => _service = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
    {
        host.UseSetting("IBMCLOUD_IAM_API_ENDPOINT", _iam.Url);
        host.UseSetting("IBMCLOUD_API_KEY", _iam.ApiKey);
        host.UseSetting("KEY_PROTECT_URL", _iam.Url);
        host.UseSetting("KEY_PROTECT_INSTANCE", "4e49b3e0-27a8-48d2-a784-c7ee48bb863b");
        host.UseSetting("Logging:LogLevel:Default", "None");
        // The service shares the fake's clock, so that a test moves both.
        host.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(_iam.Clock));
    });

    [Fact]
    public async Task A_caller_with_a_token_gets_the_names_of_the_keys()
    {
        using var answer = await AskAsync(_iam.MintToken());

        Assert.Contains("database-backup-key", await answer.Content.ReadFromJsonAsync<string[]>(TestContext.Current.CancellationToken) ?? []);
    }

    [Fact]
    public async Task A_caller_without_a_token_is_refused()
    {
        using var answer = await AskAsync(token: null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(_iam.Requests.Tokens);
    }

    public static TheoryData<string, FakeTokenForm> BadTokens => new()
    {
        { "it has ended", new FakeTokenForm { Age = TimeSpan.FromHours(2) } },
        { "nobody knows who signed it", new FakeTokenForm { SignedByUnknownKey = true } },
        { "someone changed it", new FakeTokenForm { Tampered = true } },
        { "it is not for now", new FakeTokenForm { NotBefore = TimeSpan.FromHours(1) } },
    };

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task A_token_is_refused_when(string why, FakeTokenForm form)
    {
        using var answer = await AskAsync(_iam.MintToken(form: form));

        Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, why);
    }

    [Fact]
    public async Task Many_calls_cost_one_exchange()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => (await AskAsync(_iam.MintToken())).EnsureSuccessStatusCode()));

        Assert.Single(_iam.Requests.Tokens);
    }

    [Fact]
    public async Task It_asks_again_when_IAM_is_busy()
    {
        _iam.Faults.Next(2).RateLimit(TimeSpan.Zero);

        using var answer = await AskAsync(_iam.MintToken());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([429, 429, 200], _iam.Requests.Tokens.Select(request => request.Status));
    }

    [Fact]
    public async Task An_outage_of_IAM_is_a_bad_gateway()
    {
        _iam.Faults.Always().Status(503);

        using var answer = await AskAsync(_iam.MintToken());

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal(4, _iam.Requests.Tokens.Count);
    }

    [Fact]
    public async Task After_an_hour_it_asks_for_a_new_token()
    {
        (await AskAsync(_iam.MintToken())).EnsureSuccessStatusCode();
        _iam.Clock.Advance(TimeSpan.FromHours(1));

        // JwtBearer uses the system clock, which no test moves; this token is valid by both clocks.
        using var answer = await AskAsync(_iam.MintToken(form: new FakeTokenForm { Age = TimeSpan.FromHours(1), Lifetime = TimeSpan.FromHours(2) }));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(2, _iam.Requests.Tokens.Count);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _iam.DisposeAsync();
    }

    private async Task<HttpResponseMessage> AskAsync(string? token)
    {
        using var http = _service.CreateClient();
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await http.GetAsync("/keys", TestContext.Current.CancellationToken);
    }
}
