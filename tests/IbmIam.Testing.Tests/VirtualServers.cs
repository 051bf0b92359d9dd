using System.Text;
using System.Text.Json.Nodes;

namespace IbmIam.Testing.Tests;

public sealed class VirtualServers : IDisposable
{
    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly Client _client;

    public VirtualServers() => _client = new Client(_iam);

    public static TheoryData<string, string, string> Versions => new()
    {
        { "/instance_identity/v1/token", "/instance_identity/v1/iam_token", "2022-03-01" },
        { "/identity/v1/token", "/identity/v1/iam_tokens", "2025-08-26" },
        { "/identity/v1/token", "/identity/v1/iam_tokens", "2022-03-01" },
    };

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_instance_token_becomes_a_profile_token(string first, string second, string version)
    {
        var profile = _iam.AddProfile("deployer");

        var instance = await SendAsync(HttpMethod.Put, $"{first}?version={version}", "{\"expires_in\":300}", flavor: "ibm");
        Assert.Equal(["access_token", "created_at", "expires_at", "expires_in"], instance.Json.Select(field => field.Key));
        Assert.Equal(300, instance.Json["expires_in"]!.GetValue<int>());

        var usual = await SendAsync(HttpMethod.Post, $"{second}?version={version}", "", instance.Token);
        Assert.Equal(_iam.DefaultProfile.IamId, usual.Claims.Text("iam_id"));
        foreach (var name in new JsonObject[] { new() { ["id"] = profile.Id }, new() { ["crn"] = profile.Crn }, new() { ["name"] = profile.Name } })
        {
            var asked = new JsonObject { ["trusted_profile"] = name }.ToJsonString();
            var chosen = await SendAsync(HttpMethod.Post, $"{second}?version={version}", asked, instance.Token);
            Assert.Equal(profile.IamId, chosen.Claims.Text("iam_id"));
        }

        Assert.Equal([_iam.DefaultProfile.Id, profile.Id, profile.Id, profile.Id], _iam.Requests.Tokens.Select(request => request.Identity));
    }

    [Fact]
    public async Task A_profile_token_is_given_for_a_live_token_of_the_virtual_server_alone()
    {
        const string First = "/instance_identity/v1/token?version=2022-03-01";
        const string Second = "/instance_identity/v1/iam_token?version=2022-03-01";

        Assert.Equal(401, (await SendAsync(HttpMethod.Post, Second, "{}", _iam.MintToken())).Status);
        var instance = await SendAsync(HttpMethod.Put, First, "{}", flavor: "ibm");
        _iam.Clock.Advance(TimeSpan.FromSeconds(301));
        Assert.Equal(401, (await SendAsync(HttpMethod.Post, Second, "{}", instance.Token)).Status);
    }

    [Fact]
    public async Task A_nonce_stands_in_the_instance_token()
    {
        var instance = await SendAsync(HttpMethod.Put, "/identity/v1/token?version=2025-08-26", """{"nonce":"of-this-boot"}""", flavor: "ibm");

        Assert.Equal("of-this-boot", instance.Claims.Text("nonce"));
    }

    [Fact]
    public async Task An_instance_token_is_no_IAM_token_anywhere_else()
    {
        using var iam = FakeIamServer.Start(options => options.KeyProtect = true);
        using var client = new Client(iam);
        iam.Protect("/v2/**");
        using var request = new HttpRequestMessage(HttpMethod.Put, "/identity/v1/token?version=2025-08-26");
        request.Headers.Add("Metadata-Flavor", "ibm");
        var token = (await client.SendAsync(request)).Token;

        async Task<int> AskAsync(string path)
        {
            using var asked = new HttpRequestMessage(HttpMethod.Get, path);
            asked.Headers.Authorization = new("Bearer", token);
            return (await client.SendAsync(asked)).Status;
        }

        Assert.Equal((400, 401, 401, 401), (await AskAsync("/api/v2/keys"), await AskAsync("/v1/apikeys"), await AskAsync("/v2/things"), await AskAsync("/identity/userinfo")));
        Assert.Equal("""{"active":false}""", (await IntrospectAsync(client, token)).Text);
        Assert.Equal("BXNIM0405E", (await client.TokenAsync(("grant_type", Client.Prefix + "assume"), ("access_token", token), ("profile_id", iam.DefaultProfile.Id))).Code);
        Assert.Contains("POST /identity/v1/iam_tokens exchanges it", iam.Requests[1].Explanation!, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _client.Dispose();
        _iam.Dispose();
    }

    private static async Task<Answer> IntrospectAsync(Client client, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/identity/introspect") { Content = new FormUrlEncodedContent([new("token", token)]) };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String("bx:bx"u8));
        return await client.SendAsync(request);
    }

    private async Task<Answer> SendAsync(HttpMethod method, string path, string body, string? bearer = null, string? flavor = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = bearer is null ? null : new("Bearer", bearer);
        if (flavor is not null)
        {
            request.Headers.Add("Metadata-Flavor", flavor);
        }

        return await _client.SendAsync(request);
    }
}
