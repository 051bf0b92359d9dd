using IbmIam.Core.Tests.Infra;
using IbmIam.Exchange;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>Where secrets go, and where they never do.</summary>
public sealed class Endpoints : IDisposable
{
    private readonly Bed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData("https://iam.cloud.ibm.com", "https://iam.cloud.ibm.com/")]
    [InlineData(" iam.cloud.ibm.com ", "https://iam.cloud.ibm.com/")]
    [InlineData("iam.cloud.ibm.com/identity/token", "https://iam.cloud.ibm.com/")]
    [InlineData("https://iam.cloud.ibm.com/identity/token/", "https://iam.cloud.ibm.com/")]
    [InlineData("https://iam.cloud.ibm.com/oidc/token", "https://iam.cloud.ibm.com/")]
    [InlineData("https://iam.cloud.ibm.com/identity", "https://iam.cloud.ibm.com/")]
    [InlineData("https://private.us-south.iam.cloud.ibm.com/", "https://private.us-south.iam.cloud.ibm.com/")]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080/")]
    [InlineData("http://[::1]:8080", "http://[::1]:8080/")]
    [InlineData("http://localhost", "http://localhost/")]
    [InlineData("https://gateway.example/iam", "https://gateway.example/iam")]
    [InlineData("https://gateway.example/a-b_c.d~e/1", "https://gateway.example/a-b_c.d~e/1")]
    [InlineData("http://iam.cloud.ibm.com", "it is neither https nor http to this machine")]
    [InlineData("http://127.0.0.1.evil.example", "it is neither https nor http to this machine")]
    [InlineData("ftp://iam.cloud.ibm.com", "it is neither https nor http to this machine")]
    [InlineData("file:///etc/passwd", "it is not a URL")]
    [InlineData("https://user:canary@iam.cloud.ibm.com", "it contains a user name or password")]
    [InlineData("https://canary@iam.cloud.ibm.com", "it contains a user name or password")]
    [InlineData("https://iam.cloud.ibm.com?apikey=canary", "it contains a query or a fragment")]
    [InlineData("https://iam.cloud.ibm.com/#canary", "it contains a query or a fragment")]
    [InlineData("https://iam.cloud.ibm.com?", "it contains a query or a fragment")]
    [InlineData("https://iam.cloud.ibm.com#", "it contains a query or a fragment")]
    [InlineData("https://iam.cloud.ibm.com/%2e%2e/canary%20", "its path has special characters")]
    [InlineData("https://iam.cloud.ibm.com/a;b", "its path has special characters")]
    [InlineData("https://", "it is not a URL")]
    [InlineData("not a url", "it is not a URL")]
    public void An_endpoint_is_read_as_people_write_it(string text, string expected)
    {
        var (read, fault) = IamEndpoint.Parse(text, "IamUrl");

        Assert.Equal(expected, read?.AbsoluteUri ?? fault!.Text["IamUrl is not a valid endpoint: ".Length..fault.Text.IndexOf('.', StringComparison.Ordinal)]);
        Assert.Equal(read is null ? "IBMIAM1006" : null, fault?.Code);
        Assert.DoesNotContain("canary", fault?.Text ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void The_token_path_is_put_after_the_endpoint() =>
        Assert.Equal("https://gateway.example/iam/identity/token", IamEndpoint.At(new("https://gateway.example/iam"), "/identity/token").AbsoluteUri);

    [Theory]
    [InlineData("https://service.example/x", true)]
    [InlineData("http://127.0.0.1:5/x", true)]
    [InlineData("http://service.example/x", false)]
    [InlineData("http://169.254.169.254/x", false)]
    [InlineData("http://localhost:5/x", true)]
    public async Task A_token_goes_on_requests_to_https_or_this_machine_alone(string url, bool goes)
    {
        using var iam = FakeIamServer.Start();
        using var stub = new Stub(new HttpResponseMessage());
        using var http = Http(iam, stub);

        if (!goes)
        {
            Assert.Equal("IBMIAM1020", (await Assert.ThrowsAsync<IamException>(() => http.GetAsync(url, Bed.Cancel))).Code);
            Assert.Empty(stub.Seen);
            return;
        }

        await http.GetAsync(url, Bed.Cancel);
        Assert.StartsWith("Bearer ey", Assert.Single(stub.Seen).Authorization, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_that_blocks_has_a_token_too()
    {
        using var iam = FakeIamServer.Start();
        using var stub = new Stub(To("/b"), new HttpResponseMessage());
        using var http = Http(iam, stub);
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://service.example/a");

        using var answer = http.Send(request, Bed.Cancel);

        Assert.Equal(["/a", "/b"], stub.Seen.Select(static seen => seen.Url.AbsolutePath));
        Assert.All(stub.Seen, static seen => Assert.StartsWith("Bearer ey", seen.Authorization, StringComparison.Ordinal));
        Assert.Null(request.Headers.Authorization);
    }

    [Fact]
    public async Task A_redirect_on_the_same_host_is_followed()
    {
        using var iam = FakeIamServer.Start();
        using var stub = new Stub(To("/b"), To("https://service.example/c"), new HttpResponseMessage());
        using var http = Http(iam, stub);

        await http.GetAsync("https://service.example/a", Bed.Cancel);

        Assert.Equal(["/a", "/b", "/c"], stub.Seen.Select(static seen => seen.Url.AbsolutePath));
    }

    [Theory]
    [InlineData(301, "GET", true)]
    [InlineData(302, "HEAD", true)]
    [InlineData(303, "GET", true)]
    [InlineData(307, "GET", true)]
    [InlineData(308, "GET", true)]
    [InlineData(300, "GET", false)]
    [InlineData(304, "GET", false)]
    [InlineData(200, "GET", false)]
    public async Task A_redirect_is_told_by_its_status(int status, string method, bool followed)
    {
        using var iam = FakeIamServer.Start();
        var first = To("/b");
        first.StatusCode = (System.Net.HttpStatusCode)status;
        using var stub = new Stub(first, new HttpResponseMessage());
        using var http = Http(iam, stub);
        using var request = new HttpRequestMessage(new HttpMethod(method), "https://service.example/a");

        using var answer = await http.SendAsync(request, Bed.Cancel);

        Assert.Equal(followed ? 2 : 1, stub.Seen.Count);
        Assert.All(stub.Seen, static seen => Assert.StartsWith("Bearer ey", seen.Authorization, StringComparison.Ordinal));
        Assert.Null(request.Headers.Authorization);
    }

    [Fact]
    public async Task A_request_that_can_not_be_sent_forgets_the_token_too()
    {
        using var iam = FakeIamServer.Start();
        using var http = new HttpClient(new BearerTokenHandler(_bed.Client(new() { IamUrl = iam.Url, ApiKey = Secret.From(iam.ApiKey) }), BearerTokenHandler.CreateTransport()));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1:1/");

        await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(request, Bed.Cancel));

        Assert.Single(iam.Requests);
        Assert.Null(request.Headers.Authorization);
    }

    [Fact]
    public void What_sends_follows_nothing_keeps_nothing_and_goes_to_this_machine_directly()
    {
        using var transport = (SocketsHttpHandler)BearerTokenHandler.CreateTransport();

        Assert.False(transport.AllowAutoRedirect);
        Assert.False(transport.UseCookies);
        Assert.Equal(System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13, transport.SslOptions.EnabledSslProtocols);
        Assert.True(transport.Proxy!.IsBypassed(new("http://127.0.0.1:5/")));
    }

    [Theory]
    [InlineData("https://other.example/b", "GET")]
    [InlineData("http://service.example/b", "GET")]
    [InlineData("https://service.example:444/b", "GET")]
    [InlineData("//other.example/b", "GET")]
    [InlineData("//127.0.0.1:99999999/b", "GET")]
    [InlineData("/b", "POST")]
    [InlineData("/b", "DELETE")]
    public async Task A_redirect_elsewhere_or_of_a_change_is_an_error(string location, string method)
    {
        using var iam = FakeIamServer.Start();
        using var stub = new Stub(To(location), new HttpResponseMessage());
        using var http = Http(iam, stub);
        using var request = new HttpRequestMessage(new HttpMethod(method), "https://service.example/a");

        var problem = await Assert.ThrowsAsync<IamException>(() => http.SendAsync(request, Bed.Cancel));

        Assert.Equal("IBMIAM3020", problem.Code);
        Assert.Single(stub.Seen);
    }

    [Fact]
    public async Task Redirects_without_end_are_an_error()
    {
        using var iam = FakeIamServer.Start();
        using var stub = new Stub(To("/a"));
        using var http = Http(iam, stub);

        await Assert.ThrowsAsync<IamException>(() => http.GetAsync("https://service.example/a", Bed.Cancel));

        Assert.Equal(6, stub.Seen.Count);
    }

    [Theory]
    [InlineData("127.0.0.1", true, null)]
    [InlineData("127.0.0.1", false, "IBMIAM4009")]
    [InlineData("iam.cloud.ibm.com", true, "IBMIAM4009")]
    public async Task A_certificate_must_be_trusted_and_for_that_name(string name, bool trusted, string? code)
    {
        using var server = new TlsServer(name, RawServer.Token(""","expires_in":3600"""));
        var client = _bed.Client(new() { IamUrl = server.Url, ApiKey = Secret.From("canary-key"), CaFile = trusted ? _bed.File("ca.pem", server.Authority) : null });

        if (code is null)
        {
            Assert.Equal("aaa.bbb.ccc", (await client.GetTokenAsync(Bed.Cancel)).AccessToken);
            return;
        }

        Assert.Equal(code, (await Assert.ThrowsAsync<IamException>(() => client.GetTokenAsync(Bed.Cancel).AsTask())).Code);
        Assert.Equal(0, server.Answered);
    }

    [Fact]
    public async Task An_address_of_this_machine_without_its_http_is_told_what_it_lacks()
    {
        using var iam = FakeIamServer.Start();
        var client = _bed.Client(new() { IamUrl = new Uri(iam.Url).Authority, ApiKey = Secret.From(iam.ApiKey) });

        var problem = await Assert.ThrowsAsync<IamException>(() => client.GetTokenAsync(Bed.Cancel).AsTask());

        Assert.Equal("IBMIAM4009", problem.Code);
        Assert.Contains("start the address in IamUrl with http://", problem.Message, StringComparison.Ordinal);
    }

    private HttpClient Http(FakeIamServer iam, Stub stub) =>
        new(new BearerTokenHandler(_bed.Client(new() { IamUrl = iam.Url, ApiKey = Secret.From(iam.ApiKey) }), stub));

    private static HttpResponseMessage To(string location)
    {
        var answer = new HttpResponseMessage(System.Net.HttpStatusCode.Found);
        answer.Headers.Location = new(location, UriKind.RelativeOrAbsolute);
        return answer;
    }

    /// <summary>Stands for a service: gives prepared answers, the last for ever.</summary>
    private sealed class Stub(params HttpResponseMessage[] answers) : HttpMessageHandler
    {
        public List<(Uri Url, string? Authorization)> Seen { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Seen.Add((request.RequestUri!, request.Headers.Authorization?.ToString()));
            return Task.FromResult(answers[Math.Min(Seen.Count, answers.Length) - 1]);
        }
    }
}
