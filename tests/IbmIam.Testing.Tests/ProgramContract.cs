using System.Security.Cryptography.X509Certificates;

namespace IbmIam.Testing.Tests;

/// <summary>What scripts and suites in any language rely on.</summary>
public sealed class ProgramContract : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ibm-iam-fake").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Ready => Path.Combine(_folder, "ready");

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_it_at_once_even_with_a_request_that_waits(string signal)
    {
        using var fake = await FakeProgram.StartAsync("--quiet");
        using var client = new Client(fake.Url);
        var hold = (await client.PostAsync("/__fake/holds", "{}")).Json.Text("hold");
        var waiting = client.ApiKeyAsync("any");
        await client.ArrivalAsync(hold, waiting);

        Assert.Equal(0, await fake.EndAsync(signal));

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => waiting);
        Assert.Equal("", await fake.Process.StandardError.ReadToEndAsync(Cancelled));
    }

    [Fact]
    public async Task The_ready_file_is_there_whole_once_the_server_answers_and_an_old_one_fools_nobody()
    {
        await File.WriteAllTextAsync(Ready, "http://127.0.0.1:1\n", Cancelled);
        using var fake = await FakeProgram.StartAsync("--ready-file", Ready, "--api-key", "some.key", "--quiet");
        Assert.True(SpinWait.SpinUntil(() => File.Exists(Ready), TimeSpan.FromSeconds(30)));

        var url = await File.ReadAllTextAsync(Ready, Cancelled);

        Assert.Equal(fake.Url + "\n", url);
        using var client = new Client(url.Trim());
        Assert.Equal(200, (await client.ApiKeyAsync("some.key")).Status);
        Assert.Equal(["ready"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_token_outlives_a_restart_with_the_same_options()
    {
        string[] options = ["--api-key", "some.key", "--key-protect", "--quiet"];
        using var first = await FakeProgram.StartAsync(options);
        using var client = new Client(first.Url);
        var token = (await client.ApiKeyAsync("some.key")).Token;
        await first.EndAsync("TERM");
        using var second = await FakeProgram.StartAsync([.. options, "--port", new Uri(first.Url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture)]);

        Assert.Equal(200, (await client.GetAsync("/api/v2/keys", token, ("bluemix-instance", "some-instance"))).Status);
    }

    [Fact]
    public async Task Its_authority_is_written_for_clients_to_trust()
    {
        var caFile = Path.Combine(_folder, "ca.pem");
        using var fake = await FakeProgram.StartAsync("--https", "--ca-file", caFile, "--ready-file", Ready, "--quiet");
        Assert.True(SpinWait.SpinUntil(() => File.Exists(Ready), TimeSpan.FromSeconds(30)));
        using var handler = new SocketsHttpHandler();
        using var authority = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(caFile, Cancelled));
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck,
        };
        using var client = new HttpClient(handler);

        Assert.StartsWith("https://127.0.0.1:", fake.Url, StringComparison.Ordinal);
        Assert.Contains("\"keys\"", await client.GetStringAsync(new Uri(fake.Url + "/identity/keys"), Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_of_the_first_line_alone_holds_up_no_request()
    {
        using var fake = await FakeProgram.StartAsync("--api-key", "some.key");
        using var client = new Client(fake.Url);

        // Each line has some 500 characters: far more than a pipe holds, and nobody reads them.
        await Parallel.ForEachAsync(Enumerable.Range(0, 1_000), Cancelled, async (_, _) =>
            Assert.Equal(400, (await client.ApiKeyAsync("no.such.key", "bx:bx")).Status));

        Assert.Equal(0, await fake.EndAsync("TERM"));
    }

    [Fact]
    public async Task It_prints_a_line_for_each_request_with_secrets_masked()
    {
        using var fake = await FakeProgram.StartAsync("--api-key", "some.key");
        using var client = new Client(fake.Url);

        await client.ApiKeyAsync("some.key");
        var line = await fake.Process.StandardOutput.ReadLineAsync(Cancelled);

        Assert.Contains("POST /identity/token apikey ServiceId-", line, StringComparison.Ordinal);
        Assert.Contains("apikey=****", line, StringComparison.Ordinal);
        Assert.DoesNotContain("some.key", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_prints_its_first_line_alone_when_quiet()
    {
        using var fake = await FakeProgram.StartAsync("--api-key", "some.key", "--quiet");
        using var client = new Client(fake.Url);

        await client.ApiKeyAsync("some.key");

        Assert.Equal(0, await fake.EndAsync("TERM"));
        Assert.Equal("", await fake.Process.StandardOutput.ReadToEndAsync(Cancelled));
    }

    [Fact]
    public async Task Help_is_short_and_names_the_tool_and_each_option()
    {
        var (exitCode, help, _) = await FakeProgram.RunAsync("--help");

        Assert.Equal(0, exitCode);
        Assert.Contains("ibm-iam-fake [options]", help, StringComparison.Ordinal);
        Assert.All(
            ["--port", "--ready-file", "--api-key", "--cr-token", "--profile", "--passcode", "--config", "--https", "--ca-file", "--token-lifetime", "--key-protect", "--quiet", "--listen-any"],
            option => Assert.Contains(option + " ", help, StringComparison.Ordinal));
        Assert.InRange(help.Split('\n').Length, 15, 30);
    }

    [Theory]
    [InlineData("ibm-iam-fake: Cannot parse argument 'abc' for option '--port'", "--port", "abc")]
    [InlineData("ibm-iam-fake: Unrecognized command or argument 'extra'.", "extra")]
    [InlineData("ibm-iam-fake: --profile is 'x': use ID=NAME, such as Profile-1=deployer.", "--profile", "x")]
    [InlineData("ibm-iam-fake: The fake IAM can't start: TokenLifetime is 00:00:00: use whole seconds", "--token-lifetime", "0")]
    [InlineData("ibm-iam-fake: --ca-file has no effect without --https: use both or neither.", "--ca-file", "x.pem")]
    [InlineData("ibm-iam-fake: --config: the file '", "--config", "no-such.json")]
    [InlineData("ibm-iam-fake: --ready-file: the folder '", "--ready-file", "/no/such/folder/file")]
    [InlineData("ibm-iam-fake: The API key given for 'service-2' is empty or taken", "--api-key", "k", "--api-key", "k")]
    public async Task What_is_wrong_is_one_line_on_the_error_stream_and_exit_code_1(string line, params string[] arguments)
    {
        var (exitCode, output, error) = await FakeProgram.RunAsync(arguments);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith(line, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_configuration_error_names_the_line_and_a_taken_port_the_mend()
    {
        var config = Path.Combine(_folder, "iam.json");
        await File.WriteAllTextAsync(config, "{\n  \"tokenLifetime\": 60,\n  \"requestLogCapacity\": -1\n}", Cancelled);
        using var other = FakeIamServer.Start();
        var port = new Uri(other.Url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        Assert.StartsWith("ibm-iam-fake: iam.json, line 3, requestLogCapacity: ", (await FakeProgram.RunAsync("--config", config)).Error, StringComparison.Ordinal);
        var taken = await FakeProgram.RunAsync("--port", port);
        Assert.Equal(1, taken.ExitCode);
        Assert.Contains("Use another --port, or 0 for a free one.", taken.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
