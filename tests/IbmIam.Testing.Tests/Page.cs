using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using IbmIam.Testing.Http;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace IbmIam.Testing.Tests;

/// <summary>The page's side of the server: who may see it, what it is told. What it looks like is tested in a browser.</summary>
public sealed class Page : IDisposable
{
    private readonly FakeIamServer _iam = FakeIamServer.Start(options => options.Page = true);
    private readonly Client _client;

    public Page() => _client = new Client(_iam);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_off_unless_it_is_asked_for_and_the_root_is_the_testers()
    {
        using var plain = FakeIamServer.Start();
        using var client = new Client(plain);
        Assert.Equal(404, (await client.GetAsync("/__fake/events")).Status);
        plain.Server.Given(Request.Create().WithPath("/")).RespondWith(Response.Create().WithBody("mine"));

        Assert.Equal("mine", (await client.GetAsync("/")).Text);
        Assert.Equal(200, (await client.ApiKeyAsync(plain.ApiKey)).Status);
    }

    [Fact]
    public async Task Every_file_of_it_is_served_with_a_policy_that_lets_it_ask_nobody_else()
    {
        var assembly = typeof(FakeIam).Assembly;
        var files = assembly.GetManifestResourceNames().Where(name => name.StartsWith("page/", StringComparison.Ordinal)).Select(name => name["page/".Length..]).ToArray();
        Assert.Equal([".css", ".html", ".mjs", ".svg"], files.Select(Path.GetExtension).Distinct().Order());
        foreach (var file in files)
        {
            var answer = await _client.GetAsync(file == "index.html" ? "/" : "/__fake/page/" + file);
            using var kept = new StreamReader(assembly.GetManifestResourceStream("page/" + file)!);
            Assert.Equal((200, await kept.ReadToEndAsync(Cancelled)), (answer.Status, answer.Text));
            var headers = answer.Headers.Where(header => header.Key is not ("Date" or "Server" or "Content-Length")).Select(header => $"{header.Key}: {header.Value}");
            Assert.Equal(
                [
                    "Cache-Control: no-cache",
                    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                    "Content-Type: " + Path.GetExtension(file) switch { ".html" => "text/html; charset=utf-8", ".css" => "text/css; charset=utf-8", ".mjs" => "text/javascript; charset=utf-8", _ => "image/svg+xml" },
                    "Cross-Origin-Opener-Policy: same-origin",
                    "Cross-Origin-Resource-Policy: same-origin",
                    "Referrer-Policy: no-referrer",
                    "X-Content-Type-Options: nosniff",
                ],
                headers.Order(StringComparer.Ordinal));
        }

        var missing = await _client.GetAsync("/__fake/page/none.mjs");
        Assert.Equal((404, "The page has no such file."), (missing.Status, missing.Json.Text("error")));
        Assert.Equal(404, (await _client.GetAsync("/__fake/page/..%2Ftest-signing-key.pem")).Status);
        Assert.Empty(_iam.Requests);
    }

    [Theory]
    [InlineData("/", "rebound.example")]
    [InlineData("/__fake/state", "rebound.example:8080")]
    [InlineData("/__fake/events", "127.0.0.1.rebound.example")]
    [InlineData("/__fake/requests", "localhost.rebound.example")]
    public async Task A_name_that_someone_else_lets_point_here_is_refused(string path, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;

        var answer = await _client.SendAsync(request);

        Assert.Equal(403, answer.Status);
        Assert.Contains($"The Host header is '{host}'", answer.Json.Text("error"), StringComparison.Ordinal);
        Assert.Contains("127.0.0.1 or localhost", answer.Json.Text("error"), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_this_machine_is_served_what_is_the_fakes_own()
    {
        using var iam = new FakeIam(new FakeIamOptions { Page = true });

        foreach (var route in Routes.All.Where(route => route.IsFakeOwn))
        {
            Assert.Null(iam.Match(route.Method, route.Template, IPAddress.Parse("192.0.2.1")));
            Assert.Null(iam.Match(route.Method, route.Template, IPAddress.Parse("::ffff:192.0.2.1")));
            Assert.All([IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.Parse("::ffff:127.0.0.1")], machine => Assert.NotNull(iam.Match(route.Method, route.Template, machine)));
        }

        Assert.NotNull(iam.Match("POST", "/identity/token", IPAddress.Parse("192.0.2.1")));
    }

    [Theory]
    [InlineData("127.0.0.1:1")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:80")]
    [InlineData("[::1]:80")]
    public async Task This_machines_own_names_are_taken_with_any_port(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = host;

        Assert.Equal(200, (await _client.SendAsync(request)).Status);
    }

    [Theory]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "http://localhost:1")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task A_page_of_another_origin_writes_and_reads_nothing(string header, string value)
    {
        foreach (var path in new[] { "/__fake/config", "/__fake/tokens", "/__fake/holds", "/__fake/reveal", "/__fake/passcodes" })
        {
            var answer = await PostAsync(path, "{}", header, value);
            Assert.Equal(403, answer.Status);
            Assert.Contains("another origin", answer.Json.Text("error"), StringComparison.Ordinal);
        }

        Assert.Equal(403, (await _client.GetAsync("/__fake/state", null, (header, value))).Status);
        Assert.Empty(_iam.Faults.Unused);
    }

    [Theory]
    [InlineData("GET", "/", "cors")]
    [InlineData("POST", "/__fake/passcodes", "navigate")]
    [InlineData("GET", "/__fake/state", "navigate")]
    public async Task A_page_of_another_origin_leads_here_by_a_link_alone(string method, string path, string mode)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Sec-Fetch-Mode", mode);

        Assert.Equal(403, (await _client.SendAsync(request)).Status);
    }

    [Fact]
    public async Task Its_own_origin_and_programs_that_are_no_browser_write_and_a_link_from_anywhere_leads_here()
    {
        Assert.Equal(200, (await PostAsync("/__fake/config", "{ \"advance\": 1 }")).Status);
        Assert.Equal(200, (await PostAsync("/__fake/config", "{ \"advance\": 1 }", "Origin", _iam.Url)).Status);
        Assert.Equal(200, (await PostAsync("/__fake/config", "{ \"advance\": 1 }", "Origin", _iam.Url.Replace("http:", "https:", StringComparison.Ordinal))).Status);
        Assert.Equal(200, (await PostAsync("/__fake/config", "{ \"advance\": 1 }", "Sec-Fetch-Site", "none")).Status);
        Assert.Equal(200, (await PostAsync("/__fake/config", "{ \"advance\": 1 }", "Sec-Fetch-Site", "same-origin")).Status);
        Assert.Equal(200, (await _client.GetAsync("/", null, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"))).Status);
    }

    [Fact]
    public async Task Events_tell_what_was_asked_and_no_secret_of_it()
    {
        using var stream = await FollowAsync();
        var first = await ReadAsync(stream);
        Assert.True(first["whole"]!.GetValue<bool>());
        Assert.DoesNotContain(_iam.ApiKey, first.ToJsonString(), StringComparison.Ordinal);

        var token = await _client.ApiKeyAsync(_iam.ApiKey, "bx:bx");
        var entry = await ReadEntryAsync(stream);

        Assert.Equal(("apikey", _iam.DefaultServiceId.Id), (entry["request"]!.AsObject().Text("grant"), entry["request"]!.AsObject().Text("identity")));
        Assert.Equal("default", entry["token"]!["claims"]!.AsObject().Text("name"));
        Assert.Equal("Basic ****", entry["request"]!["headers"]!.AsObject().Text("Authorization"));
        Assert.All([_iam.ApiKey, token.Token, token.RefreshToken, "Yng6Yng="], secret => Assert.DoesNotContain(secret, entry.ToJsonString(), StringComparison.Ordinal));

        var revealed = await PostAsync("/__fake/reveal", $"{{ \"token\": {entry["number"]} }}");
        Assert.Equal(token.Token, revealed.Json.Text("value"));
    }

    [Fact]
    public async Task Events_live_through_requests_of_any_shape_and_keep_no_long_ones()
    {
        using var stream = await FollowAsync();
        await ReadAsync(stream);
        var name = new string('n', 119) + "\ud83d\ude00";

        await _client.TokenAsync((name + "one", "x"), (name + "two", "y"), ("grant_type", name), ("scope", name), ("\u0000\u00e4", "\ud83d"));
        await _client.TokenAsync(("grant_type", Client.Prefix + "apikey"), ("apikey", _iam.ApiKey), ("scope", new string('s', 100_000)));
        await _client.ApiKeyAsync(_iam.ApiKey);

        var entries = new List<JsonObject>();
        while (entries.Count < 3)
        {
            entries.AddRange((await ReadAsync(stream))["entries"]!.AsArray().Select(entry => entry!.AsObject()));
        }

        Assert.Equal(["state"], entries[1]["request"]!["form"]!.AsObject().Select(field => field.Key));
        Assert.All(entries, entry => Assert.True(entry.ToJsonString().Length < 20_000));
        Assert.Equal(200, entries[2]["request"]!["status"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("{\"apikey\":\"canary.in.a.body\"}", "application/json")]
    [InlineData("canary.in.a.body.that.is.a.key.alone", "application/x-www-form-urlencoded")]
    [InlineData("grant_type=x&canary.in.a.body.that.is.sent.twice&canary.in.a.body.that.is.sent.twice", "application/x-www-form-urlencoded")]
    public async Task A_body_that_is_no_form_is_masked_in_every_text(string body, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/identity/token") { Content = new StringContent(body, Encoding.UTF8, type) };
        var refusal = await _client.SendAsync(request);
        using var stream = await FollowAsync();

        Assert.Equal(400, refusal.Status);
        string[] texts = [refusal.Text, _iam.Requests.ToString(), (await _client.GetAsync("/__fake/requests")).Text, (await ReadAsync(stream)).ToJsonString()];
        Assert.All(texts, text => Assert.DoesNotContain("canary", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reader_that_leaves_breaks_no_request()
    {
        using var iam = new FakeIam(new FakeIamOptions { Page = true });
        var route = iam.Match("GET", "/__fake/events")!;
        var events = route.Route.Answer(new Exchange(iam, new FakeRequest { Method = "GET", Path = "/", Headers = new Dictionary<string, string>() }, route)).Live!;
        using var enough = new CancellationTokenSource();
        var changing = Task.Run(
            () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    iam.Page!.Clear();
                }
            },
            Cancelled);

        for (var round = 0; round < 50; round++)
        {
            using var leaving = new CancellationTokenSource();
            var readers = Enumerable.Range(0, 50).Select(_ => events(Stream.Null, leaving.Token)).ToArray();
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(readers));
        }

        await enough.CancelAsync();
        await changing;
    }

    [Fact]
    public async Task Compute_resources_of_one_name_show_each_its_own_token()
    {
        var two = new[] { _iam.AddComputeResource("twin"), _iam.AddComputeResource("twin") };
        using var stream = await FollowAsync();
        var shown = (await ReadAsync(stream))["state"]!["computeResources"]!.AsArray().Select(resource => resource!.AsObject()).Where(resource => resource.Text("name") == "twin");

        var tokens = new List<string>();
        foreach (var resource in shown)
        {
            tokens.Add((await PostAsync("/__fake/reveal", new JsonObject { ["credential"] = resource.Text("id") }.ToJsonString())).Json.Text("value"));
        }

        Assert.Equal(two.Select(resource => resource.Token).Order(), tokens.Order());
    }

    [Fact]
    public async Task Events_tell_a_change_made_in_code()
    {
        using var stream = await FollowAsync();
        await ReadAsync(stream);

        _iam.AddServiceId("latecomer");
        _iam.Faults.Next(2).RateLimit();
        _iam.RotateKeys();

        var state = await ReadUntilAsync(stream, data => data["state"] is JsonObject state && state["signingKeys"]!.AsArray().Count == 2 ? state : null);
        Assert.Contains("latecomer", state["identities"]!.AsArray().Select(identity => identity!.AsObject().Text("name")));
        Assert.Equal("rate-limit for the next 2 token requests", Assert.Single(state["faults"]!.AsArray())!.GetValue<string>());
    }

    [Fact]
    public async Task A_cleared_log_leaves_the_tokens()
    {
        await _client.ApiKeyAsync(_iam.ApiKey);
        await _client.ApiKeyAsync("wrong");
        _iam.MintToken();
        _iam.Requests.Clear();

        using var stream = await FollowAsync();
        var entries = (await ReadAsync(stream))["entries"]!.AsArray();

        Assert.Equal(2, entries.Count);
        Assert.All(entries, entry => Assert.True(entry!["request"] is null && entry["token"] is not null));
    }

    [Fact]
    public async Task A_passcode_of_the_page_logs_in_once()
    {
        var code = (await PostAsync("/__fake/passcodes", "{}")).Json.Text("passcode");

        Assert.Equal(200, (await _client.TokenAsync("bx:bx", ("grant_type", Client.Prefix + "passcode"), ("passcode", code))).Status);
        Assert.NotEqual(200, (await _client.TokenAsync("bx:bx", ("grant_type", Client.Prefix + "passcode"), ("passcode", code))).Status);
        Assert.Equal(400, (await PostAsync("/__fake/passcodes", $"{{ \"identity\": \"{_iam.DefaultServiceId.Id}\" }}")).Status);
    }

    public void Dispose()
    {
        _client.Dispose();
        _iam.Dispose();
    }

    private async Task<Answer> PostAsync(string path, string json, string? header = null, string? value = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (header is not null)
        {
            request.Headers.Add(header, value);
        }

        return await _client.SendAsync(request);
    }

    private async Task<StreamReader> FollowAsync()
    {
        using var http = new HttpClient();
        return new StreamReader(await http.GetStreamAsync(new Uri(_iam.Url + "/__fake/events"), Cancelled));
    }

    private static async Task<JsonObject> ReadAsync(StreamReader stream)
    {
        while (await stream.ReadLineAsync(Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancelled) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return JsonNode.Parse(line["data: ".Length..])!.AsObject();
            }
        }

        throw new EndOfStreamException("The events ended.");
    }

    private static async Task<JsonObject> ReadUntilAsync(StreamReader stream, Func<JsonObject, JsonObject?> find)
    {
        while (true)
        {
            if (find(await ReadAsync(stream)) is { } found)
            {
                return found;
            }
        }
    }

    private static Task<JsonObject> ReadEntryAsync(StreamReader stream) =>
        ReadUntilAsync(stream, data => data["entries"]!.AsArray() is [JsonObject entry, ..] ? entry : null);
}
