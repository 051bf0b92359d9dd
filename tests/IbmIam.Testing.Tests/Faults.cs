using System.Net.Sockets;

namespace IbmIam.Testing.Tests;

public sealed class Faults : IDisposable
{
    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly Client _client;

    public Faults() => _client = new Client(_iam);

    [Fact]
    public Task Exactly_the_next_requests_fail_however_many_callers_ask_at_once() => FailExactlyAsync(rounds: 20);

    [Fact]
    [Trait("Category", "Proof")]
    public Task Exactly_the_next_requests_fail_a_thousand_times_over() => FailExactlyAsync(rounds: 1_000);

    [Fact]
    public async Task Answers_stand_in_for_the_endpoints()
    {
        _iam.Faults.Next().Status(500, "BXNIM0050E");
        _iam.Faults.Next().Html();
        _iam.Faults.Next().Empty();
        _iam.Faults.Next().NoToken();
        _iam.Faults.Next().Malformed();

        Assert.Equal((500, "BXNIM0050E"), await TryAsync(answer => (answer.Status, answer.Code)));
        Assert.Equal((502, "text/html", '<'), await TryAsync(answer => (answer.Status, answer.Headers["Content-Type"], answer.Text[0])));
        Assert.Equal((200, "", "0"), await TryAsync(answer => (answer.Status, answer.Text, answer.Headers["Content-Length"])));
        Assert.False(await TryAsync(answer => answer.Json.ContainsKey("access_token")));
        Assert.Equal("{\"access_token\": ", await TryAsync(answer => answer.Text));
        Assert.Equal(200, await TryAsync(answer => answer.Status));
    }

    [Fact]
    public async Task A_rate_limit_says_when_to_come_back_in_both_forms()
    {
        _iam.Faults.Next().RateLimit(TimeSpan.FromSeconds(7));
        _iam.Faults.Next().RateLimit(TimeSpan.FromSeconds(7), asDate: true);
        _iam.Faults.Next().RateLimit();

        Assert.Equal((429, "7"), await TryAsync(answer => (answer.Status, answer.Headers["Retry-After"])));
        var date = await TryAsync(answer => DateTimeOffset.Parse(answer.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture));
        Assert.InRange(date - _iam.Clock.Now, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8));
        Assert.False(await TryAsync(answer => answer.Headers.ContainsKey("Retry-After")));
    }

    [Fact]
    public async Task A_redirect_loop_leads_back_to_itself()
    {
        _iam.Faults.Next().RedirectLoop();

        Assert.Equal((302, _iam.Url + "/identity/token"), await TryAsync(answer => (answer.Status, answer.Headers["Location"])));
    }

    [Fact]
    public async Task A_reset_is_a_real_one_before_or_after_the_headers()
    {
        _iam.Faults.Next().Reset();
        _iam.Faults.Next().ResetAfterHeaders();
        _iam.Faults.Next().Truncated(12);
        _iam.Faults.Next().WrongLength();

        Assert.Equal((true, ""), Flip(await RawAsync()));
        var headers = await RawAsync();
        Assert.True(headers.Reset);
        Assert.EndsWith("\r\n\r\n", headers.Text, StringComparison.Ordinal);
        var truncated = await RawAsync();
        Assert.True(truncated.Reset);
        Assert.EndsWith("\r\n\r\n{\"access_tok", truncated.Text, StringComparison.Ordinal);
        var longer = await RawAsync();
        Assert.True(longer.Reset);
        Assert.EndsWith("\"scope\":\"ibm openid\"}", longer.Text, StringComparison.Ordinal);
        Assert.Equal([0, 200, 200, 200], _iam.Requests.Select(request => request.Status));
    }

    [Fact]
    public async Task A_client_sees_a_reset_as_a_failed_request()
    {
        _iam.Faults.Next().Reset();

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => _client.ApiKeyAsync(_iam.ApiKey));

        Assert.IsType<SocketException>(failure.InnerException?.InnerException ?? failure.InnerException?.GetBaseException());
    }

    [Fact]
    public async Task Slow_answers_are_cut_off_when_the_server_stops()
    {
        foreach (var slow in new Action<FaultRule>[] { rule => rule.Delay(TimeSpan.FromHours(1)), rule => rule.Stall(TimeSpan.FromHours(1)), rule => rule.SlowBody(1) })
        {
            var iam = FakeIamServer.Start();
            using var client = new Client(iam);
            slow(iam.Faults.Next());
            var asking = client.ApiKeyAsync(iam.ApiKey);
            Assert.True(SpinWait.SpinUntil(() => iam.Requests.Count == 1, TimeSpan.FromSeconds(10)));
            await iam.DisposeAsync();
            await Assert.ThrowsAsync<HttpRequestException>(() => asking.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_short_delay_is_kept()
    {
        _iam.Faults.Next().Delay(TimeSpan.FromMilliseconds(300));
        var started = TimeProvider.System.GetTimestamp();

        Assert.Equal(200, await TryAsync(answer => answer.Status));

        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds, 290, 10_000);
    }

    [Fact]
    public async Task A_rule_can_be_narrowed_to_an_identity_a_path_and_a_condition()
    {
        var other = _iam.AddServiceId("other");
        _iam.Faults.Always().For(other).Status(500);
        _iam.Faults.Always().On("/identity/keys").Status(501);
        _iam.Faults.Always().When(request => request.Form.ContainsKey("scope")).Status(502);

        Assert.Equal(500, (await _client.ApiKeyAsync(other.ApiKey)).Status);
        Assert.Equal(501, (await _client.GetAsync("/identity/keys")).Status);
        Assert.Equal(502, (await _client.TokenAsync(("grant_type", Client.Prefix + "apikey"), ("apikey", _iam.ApiKey), ("scope", "ibm"))).Status);
        Assert.Equal(200, await TryAsync(answer => answer.Status));
        _iam.Faults.Clear();
        Assert.Equal(200, (await _client.ApiKeyAsync(other.ApiKey)).Status);
    }

    [Theory]
    [InlineData("key")]
    [InlineData("key with a profile that it has no use for")]
    [InlineData("refresh token")]
    [InlineData("passcode")]
    [InlineData("password")]
    [InlineData("compute resource")]
    [InlineData("assumed profile")]
    public async Task A_rule_for_an_identity_meets_it_by_whatever_credential(string credential)
    {
        var (user, profile) = (_iam.AddUser("ann@example.com"), _iam.AddProfile("deployer"));
        var assume = (await _client.ApiKeyAsync(_iam.ApiKey)).Token;
        (string, string)[] form = credential switch
        {
            "key" => [("grant_type", Client.Prefix + "apikey"), ("apikey", user.ApiKey)],
            "key with a profile that it has no use for" => [("grant_type", Client.Prefix + "apikey"), ("apikey", user.ApiKey), ("profile_id", profile.Id)],
            "refresh token" => [("grant_type", "refresh_token"), ("refresh_token", _iam.AddRefreshToken(user))],
            "passcode" => [("grant_type", Client.Prefix + "passcode"), ("passcode", _iam.AddPasscode(user))],
            "password" => [("grant_type", "password"), ("username", user.Name), ("password", user.Password)],
            "compute resource" => [("grant_type", Client.Prefix + "cr-token"), ("cr_token", _iam.AddComputeResource("pod").Token), ("profile_id", profile.Id)],
            _ => [("grant_type", Client.Prefix + "assume"), ("access_token", assume), ("profile_id", profile.Id)],
        };
        _iam.Faults.Next().For(_iam.AddServiceId("other")).Status(500);
        _iam.Faults.Next().For(credential is "compute resource" or "assumed profile" ? profile : user).Status(503);
        var basic = credential is "compute resource" or "assumed profile" ? "" : "bx:bx";

        Assert.Equal(503, (await _client.TokenAsync(basic, form)).Status);
        Assert.Equal(200, (await _client.TokenAsync(basic, form)).Status);
    }

    [Theory]
    [InlineData("GET", "/identity/userinfo")]
    [InlineData("GET", "/v1/apikeys")]
    [InlineData("GET", "/api/v2/keys")]
    [InlineData("POST", "/identity/token")]
    [InlineData("POST", "/instance_identity/v1/iam_token")]
    public async Task A_rule_for_an_identity_meets_its_token_on_every_path(string method, string path)
    {
        using var fake = new FrozenFake(options => options.KeyProtect = true);
        var (iam, bot) = (fake.Iam, fake.Iam.AddServiceId("bot"));
        var profile = path.StartsWith("/instance", StringComparison.Ordinal) ? iam.DefaultProfile : null;
        iam.Faults.Next().On(path).For(iam.AddServiceId("other")).Status(500);
        iam.Faults.Next().On(path).For((FakeIdentity?)profile ?? bot).Status(503);
        Task<Answer> AskAsync(string token) => path == "/identity/token"
            ? fake.FormAsync($"grant_type={Client.Prefix}iam-authz&desired_iam_id=crn-crn:v1:bluemix:public:kms:us-south:a/1:2::&access_token={token}", basic: null)
            : fake.AskAsync(method, path + "?version=2022-03-01", profile is null ? null : "{}", token, ("bluemix-instance", "1"));

        var token = profile is null ? iam.MintToken(bot) : (await fake.AskAsync("PUT", "/instance_identity/v1/token?version=2022-03-01", "{}", null, ("Metadata-Flavor", "ibm"))).Token;
        Assert.Equal(503, (await AskAsync(token)).Status);
        Assert.Equal(200, (await AskAsync(token)).Status);
        Assert.Equal(2, iam.Requests.For((FakeIdentity?)profile ?? bot).Count);
    }

    [Fact]
    public async Task A_bearer_who_was_held_is_judged_when_it_is_released()
    {
        using var hold = _iam.Faults.Next().On("/identity/userinfo").Hold();
        var asking = _client.GetAsync("/identity/userinfo", _iam.MintToken());
        await hold.Arrived.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        _iam.Clock.Advance(TimeSpan.FromHours(2));
        hold.Release();

        Assert.Equal(401, (await asking).Status);
    }

    [Fact]
    public async Task A_form_is_its_sender_whatever_bearer_comes_with_it()
    {
        using var fake = new FrozenFake();

        await fake.AskAsync("POST", "/identity/token", "", fake.Iam.MintToken());

        Assert.Null(fake.Iam.Requests[^1].Identity);
    }

    [Theory]
    [InlineData("rubbish", 10)]
    [InlineData(null, FakeIam.BodyLimit)]
    public async Task A_virtual_server_asks_for_a_profile_by_its_own_token_and_a_body_that_was_read(string? token, int length)
    {
        using var fake = new FrozenFake();
        token ??= (await fake.AskAsync("PUT", "/instance_identity/v1/token?version=2022-03-01", "{}", null, ("Metadata-Flavor", "ibm"))).Token;

        await fake.AskAsync("POST", "/instance_identity/v1/iam_token?version=2022-03-01", "{}" + new string(' ', length), token);

        Assert.Equal((true, null), (fake.Iam.Requests[^1].Status >= 400, fake.Iam.Requests[^1].Identity));
    }

    [Fact]
    public void Unused_faults_are_told_at_the_end_and_fail_it_on_request()
    {
        List<string> told = [];
        var iam = FakeIamServer.Start(options => (options.FailOnUnusedFaults, options.Report) = (true, told.Add));
        iam.Faults.Next(2).Status(503);
        iam.Faults.Next().For(iam.DefaultServiceId).Reset();

        var failure = Assert.Throws<InvalidOperationException>(iam.Dispose);

        Assert.Contains("status for the next 2 token requests; reset for the next token request of default. ", failure.Message, StringComparison.Ordinal);
        Assert.Equal(failure.Message, Assert.Single(told));
        iam.Dispose();
    }

    [Fact]
    public async Task A_held_request_waits_until_it_is_released()
    {
        using var hold = _iam.HoldNext();
        var asking = _client.ApiKeyAsync(_iam.ApiKey);

        var held = await hold.Arrived.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(("apikey", _iam.DefaultServiceId.Id), (held.Grant, held.Identity));
        Assert.Equal(200, (await _client.ApiKeyAsync(_iam.ApiKey)).Status);
        Assert.False(asking.IsCompleted);
        hold.Release();

        Assert.Equal(200, (await asking).Status);
    }

    [Fact]
    public async Task A_held_request_whose_client_gives_up_stands_in_the_log()
    {
        using var hold = _iam.HoldNext();
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        async Task AskAsync()
        {
            using var http = new HttpClient();
            using var body = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = Client.Prefix + "apikey", ["apikey"] = _iam.ApiKey });
            using var answer = await http.PostAsync(_iam.Url + "/identity/token", body, impatient.Token);
        }

        var asking = AskAsync();
        await hold.Arrived.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.True(SpinWait.SpinUntil(() => _iam.Requests.Count == 1, TimeSpan.FromSeconds(20)));
        var entry = Assert.Single(_iam.Requests);
        Assert.Equal(("apikey", 0, "hold"), (entry.Grant, entry.Status, entry.Fault));
    }

    [Fact]
    public async Task Holds_can_be_narrowed_and_faults_of_known_codes_speak_IAMs_words()
    {
        var other = _iam.AddServiceId("other");
        using var hold = _iam.Faults.Next().For(other).Hold();
        _iam.Faults.Next().Status(401, "BXNIM0430E");

        var refused = await _client.ApiKeyAsync(_iam.ApiKey);
        Assert.Equal((401, "User login from given IP address is not permitted."), (refused.Status, refused.Json.Text("errorMessage")));
        var asking = _client.ApiKeyAsync(other.ApiKey);
        Assert.Equal(other.Id, (await hold.Arrived.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Identity);
        hold.Release();
        Assert.Equal(200, (await asking).Status);
    }

    [Fact]
    public async Task A_condition_that_throws_is_told_in_IAMs_form()
    {
        _iam.Faults.Next().When(request => request.Form["no such field"].Length > 0).Status(503);

        var answer = await _client.ApiKeyAsync(_iam.ApiKey);

        Assert.Equal((500, "FAKE_CONDITION_FAILED"), (answer.Status, answer.Code));
        Assert.Equal("condition-failed", Assert.Single(_iam.Requests).Fault);
    }

    [Fact]
    public async Task A_report_to_a_test_that_is_over_breaks_no_answer()
    {
        using var iam = FakeIamServer.Start(options => options.Report = _ => throw new InvalidOperationException("There is no currently active test."));
        using var client = new Client(iam);

        Assert.Equal(200, (await client.ApiKeyAsync(iam.ApiKey)).Status);
    }

    [Fact]
    public async Task A_connection_can_be_refused()
    {
        using var client = new Client(_iam.RefusingUrl);

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.ApiKeyAsync("any"));

        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);
    }

    [Fact]
    public void A_fault_out_of_range_is_refused_where_it_is_planned()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _iam.Clock.Advance(TimeSpan.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => _iam.Clock.Advance(TimeSpan.MinValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => _iam.Faults.Next(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _iam.Faults.Next().Status(200));
        Assert.Throws<ArgumentOutOfRangeException>(() => _iam.Faults.Next().SlowBody(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _iam.Faults.Next().Delay(TimeSpan.FromSeconds(-1)));
        Assert.Empty(_iam.Faults.Unused);
    }

    public void Dispose()
    {
        _client.Dispose();
        _iam.Dispose();
    }

    /// <summary>64 callers, ten 503s and five 429s among them: no more, no fewer.</summary>
    private async Task FailExactlyAsync(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            _iam.Requests.Clear();
            _iam.Faults.Next(10).Status(503);
            _iam.Faults.Next(5).RateLimit(TimeSpan.FromSeconds(1));

            var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => _client.ApiKeyAsync(_iam.ApiKey)));

            var expected = new Dictionary<int, int> { [200] = 49, [429] = 5, [503] = 10 };
            Assert.Equal(expected, answers.CountBy(answer => answer.Status).ToDictionary());
            Assert.Equal(expected, _iam.Requests.CountBy(request => request.Status).ToDictionary());
            Assert.Empty(_iam.Faults.Unused);
        }
    }

    private static (bool, string) Flip((string Text, bool Reset) seen) => (seen.Reset, seen.Text);

    private async Task<T> TryAsync<T>(Func<Answer, T> look) => look(await _client.ApiKeyAsync(_iam.ApiKey));

    private Task<(string Text, bool Reset)> RawAsync() =>
        RawHttp.SendAsync(_iam.Url, RawHttp.Post($"grant_type={Uri.EscapeDataString(Client.Prefix)}apikey&apikey={_iam.ApiKey}"));
}
