using System.Net;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace IbmIam.Testing.Tests;

/// <summary>The server as an object in a test's process: HTTP/2, and the tester's stubs in it.</summary>
public sealed class Embedding
{
    [Fact]
    public async Task HTTP_2_is_spoken_with_HTTPS_and_takes_bodies_beyond_its_window()
    {
        const string start = "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=";
        using var iam = FakeIamServer.Start(options => options.Https = true);
        using var http = new HttpClient(iam.CreateHandler()) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var form = new StringContent(start.PadRight(1024 * 1024, 'x'), null, "application/x-www-form-urlencoded");

        using var keys = await http.GetAsync(new Uri(iam.Url + "/identity/keys?a=b%2Fc"), TestContext.Current.CancellationToken);
        using var refused = await http.PostAsync(new Uri(iam.Url + "/identity/token"), form, TestContext.Current.CancellationToken);

        Assert.Equal(
            [("/identity/keys", "?a=b%2Fc", HttpStatusCode.OK, 0), ("/identity/token", "", HttpStatusCode.BadRequest, (1024 * 1024) - start.Length)],
            iam.Requests.Select(request => (request.Path, request.Query, (HttpStatusCode)request.Status, request.Form.GetValueOrDefault("apikey", "").Length)));
        Assert.Equal((HttpVersion.Version20, HttpStatusCode.OK, HttpStatusCode.BadRequest), (keys.Version, keys.StatusCode, refused.StatusCode));
    }

    [Fact]
    public async Task The_log_has_what_no_stub_answered_and_nothing_that_one_did()
    {
        using var fake = new FrozenFake();
        fake.Iam.Server.Given(Request.Create().WithPath("/mine")).RespondWith(Response.Create().WithStatusCode(200));
        fake.Iam.Server.Given(Request.Create().WithPath("/gone")).RespondWith(Response.Create().WithStatusCode(404));

        await fake.AskAsync("GET", "/mine");
        await fake.AskAsync("GET", "/gone");
        await fake.AskAsync("GET", "/identity/tokens?a=b");

        const string rule = "Paths are case-sensitive and have no trailing slash.";
        Assert.Equal(
            [
                ("/gone", "", 404, $"'/gone' is not an IAM path; the nearest is POST /oidc/token. {rule}"),
                ("/identity/tokens", "?a=b", 404, $"'/identity/tokens' is not an IAM path; the nearest is POST /identity/token. {rule}"),
            ],
            fake.Iam.Requests.Select(request => (request.Path, request.Query, request.Status, request.Explanation!)));
    }

    [Fact]
    public async Task A_stub_that_takes_anothers_place_is_looked_at_anew()
    {
        using var fake = new FrozenFake();
        var id = Guid.NewGuid();
        fake.Iam.Server.Given(Request.Create().WithPath("/mine")).WithGuid(id).RespondWith(Response.Create());
        Assert.Equal(200, (await fake.Client.ApiKeyAsync(fake.Iam.ApiKey)).Status);

        fake.Iam.Server.Given(Request.Create().WithPath("/identity/token")).WithGuid(id).RespondWith(Response.Create());

        var answer = await fake.Client.ApiKeyAsync(fake.Iam.ApiKey);
        Assert.Equal("500 FAKE_STUB_CONFLICT The stub on '/identity/token' would never be called: the fake serves that path itself. "
            + "Add a fault (iam.Faults) or an identity instead, and remove the stub.", answer.Refusal());
    }
}
