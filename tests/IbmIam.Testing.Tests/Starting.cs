namespace IbmIam.Testing.Tests;

public sealed class Starting
{
    [Fact]
    public async Task An_occupied_port_fails_the_start_and_says_what_to_do()
    {
        using var first = FakeIamServer.Start();
        var port = new Uri(first.Url).Port;

        var failure = Assert.Throws<IOException>(() => FakeIamServer.Start(options => options.Port = port));

        Assert.Contains($"Port {port}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Set Port to 0", failure.Message, StringComparison.Ordinal);
        using var client = new Client(first);
        Assert.Equal(200, (await client.ApiKeyAsync(first.ApiKey)).Status);
    }

    [Fact]
    public void Bad_options_are_told_all_at_once()
    {
        var failure = Assert.Throws<ArgumentException>(() => FakeIamServer.Start(options =>
            (options.Port, options.TokenLifetime, options.RequestLogCapacity) = (70_000, TimeSpan.FromSeconds(1.5), -1)));

        Assert.All(["Port is 70000", "TokenLifetime is 00:00:01.5", "RequestLogCapacity is -1"], text => Assert.Contains(text, failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_loopback_is_listened_on()
    {
        using var iam = FakeIamServer.Start();
        var port = new Uri(iam.Url).Port;
        using var fromNetwork = new Client($"http://{Needs.Network()}:{port}");
        using var fromSix = new Client($"http://[::1]:{port}");

        Assert.StartsWith("http://127.0.0.1:", iam.Url, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HttpRequestException>(() => fromNetwork.GetAsync("/identity/keys"));
        await Assert.ThrowsAsync<HttpRequestException>(() => fromSix.GetAsync("/identity/keys"));
    }

    [Fact]
    public async Task HTTPS_needs_no_certificate_of_the_machine_and_is_trusted_through_its_own_authority_alone()
    {
        using var iam = FakeIamServer.Start(options => options.Https = true);
        using var trusting = new HttpClient(iam.CreateHandler());
        using var stranger = new HttpClient();
        var keys = new Uri(iam.Url + "/identity/keys");

        Assert.StartsWith("https://127.0.0.1:", iam.Url, StringComparison.Ordinal);
        Assert.Contains("\"kid\"", await trusting.GetStringAsync(keys, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("\"kid\"", await trusting.GetStringAsync(new UriBuilder(keys) { Host = "localhost" }.Uri, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetStringAsync(keys, TestContext.Current.CancellationToken));
        Assert.False(iam.Certificate!.HasPrivateKey);
    }

    [Fact]
    public async Task Children_are_pointed_at_the_server_by_their_environment()
    {
        await using var iam = FakeIamServer.Start();

        Assert.Equal(iam.Url, iam.Environment["IBMCLOUD_IAM_API_ENDPOINT"]);
        Assert.Equal(iam.ApiKey, iam.Environment["IBMCLOUD_API_KEY"]);
        var sdk = iam.SdkEnvironment("key-protect");
        Assert.Equal(("iam", iam.Url, iam.ApiKey), (sdk["KEY_PROTECT_AUTH_TYPE"], sdk["KEY_PROTECT_AUTH_URL"], sdk["KEY_PROTECT_APIKEY"]));
    }

    [Fact]
    public async Task Test_frameworks_can_make_a_server_by_its_constructor()
    {
        await using var iam = Activator.CreateInstance<FakeIamServer>();

        Assert.StartsWith("http://127.0.0.1:", iam.Url, StringComparison.Ordinal);
    }

    [Fact]
    public void The_clock_stays_within_the_years_that_dates_can_say()
    {
        using var iam = FakeIamServer.Start();

        Assert.Throws<ArgumentOutOfRangeException>(() => iam.Clock.Set(DateTimeOffset.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => iam.Clock.Advance(TimeSpan.MinValue));
    }

    [Fact]
    public async Task Two_hundred_servers_side_by_side_know_nothing_of_each_other()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), TestContext.Current.CancellationToken, async (index, _) =>
        {
            await using var iam = FakeIamServer.Start();
            using var client = new Client(iam);
            iam.Clock.Advance(TimeSpan.FromDays(index));
            var service = iam.AddServiceId($"service {index}", $"key.{index}");
            var answer = await client.ApiKeyAsync(service.ApiKey);
            Assert.Equal((200, $"service {index}"), (answer.Status, answer.Claims.Text("name")));
            Assert.Equal("BXNIM0415E", (await client.ApiKeyAsync($"key.{index + 1}")).Code);
            Assert.Equal(2, iam.Requests.Count);
        });
    }

    [Fact]
    public async Task Two_hundred_keys_on_one_server_are_told_apart()
    {
        await using var iam = FakeIamServer.Start();
        using var client = new Client(iam);
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), TestContext.Current.CancellationToken, async (index, _) =>
        {
            var service = iam.AddServiceId($"service {index}");
            iam.Faults.Next().For(service).Status(503);
            Assert.Equal(503, (await client.ApiKeyAsync(service.ApiKey)).Status);
            Assert.Equal(service.IamId, (await client.ApiKeyAsync(service.ApiKey)).Claims.Text("iam_id"));
            Assert.Equal([503, 200], iam.Requests.For(service).Select(request => request.Status));
        });
    }
}
