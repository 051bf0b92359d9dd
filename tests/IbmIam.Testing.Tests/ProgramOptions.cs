namespace IbmIam.Testing.Tests;

/// <summary>Where the program listens, and what its options and its file ask of it.</summary>
public sealed class ProgramOptions : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ibm-iam-fake").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Other_addresses_than_127_0_0_1_are_listened_on_when_told_alone()
    {
        Needs.Linux();
        using var usual = await FakeProgram.StartAsync("--quiet");
        using var open = await FakeProgram.StartAsync("--quiet", "--listen-any");
        using var toUsual = new Client(usual.Url.Replace("127.0.0.1", "127.0.0.2", StringComparison.Ordinal));
        using var toOpen = new Client(open.Url.Replace("127.0.0.1", "127.0.0.2", StringComparison.Ordinal));

        await Assert.ThrowsAsync<HttpRequestException>(() => toUsual.GetAsync("/identity/keys"));
        Assert.Equal(200, (await toOpen.GetAsync("/identity/keys")).Status);
        Assert.StartsWith("http://127.0.0.1:", open.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_network_gets_tokens_and_neither_the_page_nor_the_admin_API()
    {
        var address = Needs.Network();
        using var fake = await FakeProgram.StartAsync("--quiet", "--listen-any", "--api-key", "some.key");
        using var machine = new Client(fake.Url);
        using var network = new Client(fake.Url.Replace("127.0.0.1", address.ToString(), StringComparison.Ordinal));

        Assert.Equal((200, 404), (await StatusAsync(machine, "/"), await StatusAsync(network, "/")));
        Assert.Equal((200, 404), (await StatusAsync(machine, "/__fake/requests"), await StatusAsync(network, "/__fake/requests")));
        Assert.Equal(200, (await network.ApiKeyAsync("some.key")).Status);
    }

    [Fact]
    public async Task Options_of_the_command_line_win_over_the_file()
    {
        using var fake = await StartAsync("""{ "tokenLifetime": 60, "keyProtect": true }""", "--token-lifetime", "120", "--api-key", "some.key", "--profile", "Profile-1=one", "--cr-token", "cr", "--passcode", "pass");
        using var client = new Client(fake.Url);

        var answer = await client.ApiKeyAsync("some.key");
        Assert.Equal(120, answer.Json["expires_in"]!.GetValue<int>());
        Assert.Equal(200, (await client.GetAsync("/api/v2/keys", answer.Token, ("bluemix-instance", "x"))).Status);
        Assert.Equal(200, (await client.TokenAsync(("grant_type", Client.Prefix + "cr-token"), ("cr_token", "cr"), ("profile_name", "one"))).Status);
        Assert.Equal(200, (await client.TokenAsync("bx:bx", ("grant_type", Client.Prefix + "passcode"), ("passcode", "pass"))).Status);
    }

    [Fact]
    public async Task There_is_a_page_unless_the_file_says_no()
    {
        using var usual = await StartAsync("{}");
        using var without = await StartAsync("""{ "page": false }""");
        using var toUsual = new Client(usual.Url);
        using var toOther = new Client(without.Url);

        Assert.Equal((200, 404), (await StatusAsync(toUsual, "/"), await StatusAsync(toOther, "/")));
    }

    [Fact]
    public async Task Unused_faults_are_told_with_exit_code_1_where_the_file_says_so()
    {
        using var fake = await StartAsync("""{ "failOnUnusedFaults": true, "faults": [{ "kind": "status", "status": 503, "next": 2 }] }""");

        Assert.Equal(1, await fake.EndAsync("TERM"));

        var error = await fake.Process.StandardError.ReadToEndAsync(Cancelled);
        Assert.StartsWith("ibm-iam-fake: Planned faults were not used: status for the next 2 token requests. ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_path_that_the_file_protects_takes_the_fakes_own_tokens_alone_and_stands_in_the_log()
    {
        using var fake = await StartAsync("""{ "protect": [{ "path": "/api/**", "service": "key-protect" }] }""", "--api-key", "some.key");
        using var client = new Client(fake.Url);
        var token = await client.ApiKeyAsync("some.key");
        var owner = token.Claims.Text("sub");

        var refused = await client.GetAsync("/api/v1/things");
        var welcome = await client.GetAsync("/api/v1/things", token.Token);

        Assert.Equal(400, refused.Status);
        Assert.Contains("BEARER_SUB_EXTRACTION_ERR", refused.Text, StringComparison.Ordinal);
        Assert.Equal((200, owner), (welcome.Status, welcome.Json.Text("identity")));
        Assert.Equal(
            [("/identity/token", 200, owner), ("/api/v1/things", 400, null), ("/api/v1/things", 200, owner)],
            (await client.GetAsync("/__fake/requests")).Json["requests"]!.AsArray()
                .Select(entry => (entry!["path"]!.GetValue<string>(), entry["status"]!.GetValue<int>(), entry["identity"]?.GetValue<string>())));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Asks by this machine's own name, which anyone can send: it proves nothing of where a request comes from.</summary>
    private static async Task<int> StatusAsync(Client client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = "localhost";
        return (await client.SendAsync(request)).Status;
    }

    private async Task<FakeProgram> StartAsync(string json, params string[] more)
    {
        var file = Path.Combine(_folder, "iam.json");
        await File.WriteAllTextAsync(file, json, Cancelled);
        return await FakeProgram.StartAsync(["--config", file, "--quiet", .. more]);
    }
}
