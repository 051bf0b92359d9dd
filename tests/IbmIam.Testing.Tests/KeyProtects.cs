using System.Net;
using System.Net.Http.Headers;

namespace IbmIam.Testing.Tests;

/// <summary>The sample Key Protect rotates its keys, for whoever holds a token of this fake.</summary>
public sealed class KeyProtects
{
    private const string Key = "fa4e0000-0000-4000-8000-000000000001";

    [Theory]
    [InlineData(Key, true, HttpStatusCode.NoContent, "")]
    [InlineData("fa4e0000-0000-4000-8000-00000000000f", true, HttpStatusCode.NotFound, "KEY_NOT_FOUND_ERR")]
    [InlineData(Key, false, HttpStatusCode.BadRequest, "BEARER_SUB_EXTRACTION_ERR")]
    [InlineData(Key, true, HttpStatusCode.BadRequest, "BAD_HEADER_ERR", "")]
    [InlineData(Key, true, HttpStatusCode.BadRequest, "BAD_HEADER_ERR", "crn:v1:bluemix:public:kms:us-south:a/fa4e:fa4e::")]
    public async Task Rotate_a_key_that_is_there_for_a_good_token(string id, bool good, HttpStatusCode status, string code, string instance = "instance")
    {
        await using var iam = FakeIamServer.Start(options => options.KeyProtect = true);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{iam.Url}/api/v2/keys/{id}/actions/rotate");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", good ? iam.MintToken() : "no.good.token");
        request.Headers.Add("bluemix-instance", instance);
        request.Headers.Add("correlation-id", "of-this-build");

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("of-this-build", Assert.Single(answer.Headers.GetValues("correlation-id")));
        Assert.Contains(code, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_correlation_id_that_no_header_can_hold_is_not_said_back()
    {
        await using var iam = FakeIamServer.Start(options => options.KeyProtect = true);
        using var http = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 });
        http.DefaultRequestHeaders.Add("correlation-id", "\u00E9");

        using var answer = await http.GetAsync(iam.Url + "/api/v2/keys", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("correlation-id"));
    }
}
