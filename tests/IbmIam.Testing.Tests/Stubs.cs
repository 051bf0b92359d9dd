using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace IbmIam.Testing.Tests;

/// <summary>The tester's own services on the same server.</summary>
public sealed class Stubs : IDisposable
{
    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly Client _client;

    public Stubs() => _client = new Client(_iam);

    [Theory]
    [InlineData(FakeService.KeyProtect, 400, "BEARER_SUB_EXTRACTION_ERR")]
    [InlineData(FakeService.ResourceController, 401, "global_transaction_id")]
    public async Task A_guarded_stub_takes_the_servers_own_tokens_alone(FakeService service, int status, string text)
    {
        _iam.Server.Given(Request.Create().WithPath("/api/*")).RespondWith(Response.Create().WithBody("mine"));
        _iam.Protect("/api/**", service);
        using var other = FakeIamServer.Start();

        Assert.Equal("mine", (await _client.GetAsync("/api/things", _iam.MintToken())).Text);
        foreach (var token in new[] { null, "nonsense", other.MintToken(), _iam.MintToken(form: FakeTokenForm.Expired) })
        {
            var refused = await _client.GetAsync("/api/things", token);
            Assert.Equal(status, refused.Status);
            Assert.Contains(text, refused.Text, StringComparison.Ordinal);
        }

        Assert.Equal([200, status, status, status, status], _iam.Requests.Select(request => request.Status));
    }

    [Theory]
    [InlineData("/api/**", "/api/v1/things", true)]
    [InlineData("/api/**", "/api", true)]
    [InlineData("/api/**", "/apis", false)]
    [InlineData("/api/*", "/api/things", true)]
    [InlineData("/api/*", "/api/v1/things", false)]
    public async Task A_pattern_covers_what_it_says(string pattern, string path, bool guarded)
    {
        _iam.Protect(pattern);

        Assert.Equal(guarded ? 401 : 404, (await _client.GetAsync(path)).Status);
    }

    [Theory]
    [InlineData("/api/things")]
    [InlineData("/%61pi/things")]
    [InlineData("/api%2Fthings")]
    [InlineData("/other/../api/things")]
    public async Task No_way_of_writing_a_path_gets_past_its_guard(string path)
    {
        _iam.Server.Given(Request.Create().WithPath("/api/things")).RespondWith(Response.Create().WithBody("mine"));
        _iam.Protect("/api/**");

        var (text, _) = await RawHttp.SendAsync(_iam.Url, $"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 401 ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guarded_request_stands_in_the_log_once_with_the_status_that_its_client_saw()
    {
        _iam.Server.Given(Request.Create().WithPath("/api/made")).RespondWith(Response.Create().WithStatusCode(201));
        _iam.Protect("/api/**");

        await _client.GetAsync("/api/made", _iam.MintToken());
        await _client.GetAsync("/api/none", _iam.MintToken());

        Assert.Equal([("/api/made", 201), ("/api/none", 404)], _iam.Requests.Select(request => (request.Path, request.Status)));
        Assert.Equal(2, _iam.Requests.For(_iam.DefaultServiceId).Count);
    }

    [Fact]
    public async Task A_token_of_an_identity_that_was_removed_is_refused_for_that()
    {
        using var iam = FakeIamServer.Start(options => options.KeyProtect = true);
        using var client = new Client(iam);
        iam.Protect("/api/things");
        var removed = iam.AddServiceId("removed");
        var token = iam.MintToken(removed);
        iam.Remove(removed);

        var keys = await client.GetAsync("/api/v2/keys", token, ("bluemix-instance", "x"));
        var things = await client.GetAsync("/api/things", token);

        Assert.Equal((400, 401), (keys.Status, things.Status));
        Assert.All([keys, things], refusal => Assert.Contains("identity was removed", refusal.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stub_on_a_route_of_IAMs_is_refused_aloud()
    {
        _iam.Server.Given(Request.Create().WithPath("/identity/token")).RespondWith(Response.Create().WithBody("mine"));

        var answer = await _client.ApiKeyAsync(_iam.ApiKey);

        Assert.Equal((500, "FAKE_STUB_CONFLICT"), (answer.Status, answer.Code));
        Assert.Contains("The stub on '/identity/token' would never be called", answer.Text, StringComparison.Ordinal);
        _iam.Server.Reset();
        Assert.Equal(200, (await _client.ApiKeyAsync(_iam.ApiKey)).Status);
    }

    [Fact]
    public async Task A_tester_may_stub_Key_Protect_where_the_fake_serves_none()
    {
        _iam.Server.Given(Request.Create().WithPath("/api/v2/keys")).RespondWith(Response.Create().WithBody("mine"));

        Assert.Equal("mine", (await _client.GetAsync("/api/v2/keys")).Text);
        Assert.Equal(200, (await _client.ApiKeyAsync(_iam.ApiKey)).Status);
    }

    public void Dispose()
    {
        _client.Dispose();
        _iam.Dispose();
    }
}
