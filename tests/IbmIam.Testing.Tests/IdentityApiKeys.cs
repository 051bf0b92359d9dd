using static IbmIam.Testing.Tests.Documents;

namespace IbmIam.Testing.Tests;

/// <summary>What a client of IAM's Identity API may say of an API key.</summary>
public sealed class IdentityApiKeys : IDisposable
{
    private readonly FrozenFake _fake = new();
    private readonly string _token;

    public IdentityApiKeys() => _token = _fake.Iam.MintToken();

    [Fact]
    public async Task A_key_ends_when_its_time_has_come_and_can_be_prolonged()
    {
        var key = await MakeAsync(""", "expires_at": "2026-01-02T04:00+0000" """);
        Assert.Equal("2026-01-02T04:00+0000", key.Json.Text("expires_at"));

        var end = new DateTimeOffset(2026, 1, 2, 4, 0, 0, TimeSpan.Zero);
        _fake.Iam.Clock.Advance(end - _fake.Iam.Clock.GetUtcNow() - TimeSpan.FromTicks(1));
        Assert.Equal(200, (await _fake.Client.ApiKeyAsync(key.Json.Text("apikey"))).Status);
        _fake.Iam.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("BXNIM0415E", (await _fake.Client.ApiKeyAsync(key.Json.Text("apikey"))).Code);

        Assert.Equal("2026-01-03T02:00+0000", (await ChangeAsync(key, """{ "expires_at": "2026-01-03T04:00:00+02:00" }""")).Json.Text("expires_at"));
        Assert.Equal(200, (await _fake.Client.ApiKeyAsync(key.Json.Text("apikey"))).Status);
        Assert.False((await ChangeAsync(key, """{ "expires_at": "" }""")).Json.ContainsKey("expires_at"));
    }

    [Theory]
    [InlineData("2026-01-31T12:00+0000")]
    [InlineData("2026-01-31T12:00")]
    [InlineData("2026-01-31T12:00Z")]
    [InlineData("2026-01-31T14:00+02:00")]
    [InlineData("2026-01-31T12:00:59Z")]
    [InlineData("2026-01-31T12:00:00.123Z")]
    public async Task An_end_is_a_date_as_ISO_8601_has_it(string date) =>
        Assert.Equal("2026-01-31T12:00+0000", (await MakeAsync($$""", "expires_at": "{{date}}" """)).Json.Text("expires_at"));

    [Fact]
    public async Task No_key_outlives_the_service_id_that_was_deleted_meanwhile()
    {
        var made = 0;
        for (var round = 0; round < 100; round++)
        {
            var owner = _fake.Iam.AddServiceId("going");
            Task<Answer>[] Make() => [.. Enumerable.Range(0, 4).Select(_ => _fake.AskAsync("POST", "/v1/apikeys", $$"""{ "name": "k", "iam_id": "{{owner.IamId}}" }""", _token))];

            var before = Make();
            var going = _fake.AskAsync("DELETE", "/v1/serviceids/" + owner.Id, bearer: _token);
            var answers = await Task.WhenAll([.. before, .. Make()]);
            Assert.Equal(204, (await going).Status);

            foreach (var key in answers.Where(answer => answer.Status == 201))
            {
                made++;
                Assert.Equal(404, (await AskAsync("GET", key)).Status);
            }
        }

        Assert.NotEqual(0, made);
    }

    [Fact]
    public async Task The_owner_of_a_key_is_named_by_its_id_or_by_its_iam_id()
    {
        var service = _fake.Iam.DefaultServiceId;

        var key = await _fake.AskAsync("POST", "/v1/apikeys", $$"""{ "name": "k", "iam_id": "{{service.Id}}" }""", _token);

        Assert.Equal((201, service.IamId), (key.Status, key.Json.Text("iam_id")));
        Assert.Equal(service.IamId, (await _fake.Client.ApiKeyAsync(key.Json.Text("apikey"))).Claims.Text("iam_id"));
        Assert.Equal(NotFound("ServiceId", "iam-IBMid-00000FA4E0"), (await _fake.AskAsync("POST", "/v1/apikeys", """{ "name": "k", "iam_id": "iam-IBMid-00000FA4E0" }""", _token)).Refusal());
    }

    [Fact]
    public async Task What_is_said_of_a_key_is_kept()
    {
        var key = await MakeAsync(""", "action_when_leaked": "delete", "support_sessions": true """);
        Assert.Equal(("delete", true), (key.Json.Text("action_when_leaked"), key.Json["support_sessions"]!.GetValue<bool>()));

        var changed = await ChangeAsync(key, """{ "action_when_leaked": "none" }""");
        Assert.Equal(("none", true), (changed.Json.Text("action_when_leaked"), changed.Json["support_sessions"]!.GetValue<bool>()));
        Assert.Equal(400, (await ChangeAsync(key, """{ "action_when_leaked": "weep" }""")).Status);
        Assert.Equal(changed.Json.Text("entity_tag"), (await AskAsync("GET", key)).Json.Text("entity_tag"));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task The_value_of_a_stored_key_can_be_read_again(string stored, bool told)
    {
        var key = await MakeAsync($$""", "store_value": {{stored}} """);

        Assert.Equal(told ? key.Json.Text("apikey") : null, (string?)(await AskAsync("GET", key)).Json["apikey"]);
        Assert.Equal(told, (await ChangeAsync(key, "{}")).Json.ContainsKey("apikey"));
        Assert.DoesNotContain(key.Json.Text("apikey"), (await _fake.AskAsync("GET", "/v1/apikeys", bearer: _token)).Text, StringComparison.Ordinal);
    }

    public void Dispose() => _fake.Dispose();

    private Task<Answer> MakeAsync(string more) => _fake.AskAsync("POST", "/v1/apikeys", $$"""{ "name": "k", "iam_id": "{{_fake.Iam.DefaultServiceId.IamId}}" {{more}} }""", _token);

    private Task<Answer> ChangeAsync(Answer key, string change) => AskAsync("PUT", key, change, ("If-Match", "*"));

    private Task<Answer> AskAsync(string method, Answer key, string? body = null, params (string, string)[] headers) =>
        _fake.AskAsync(method, "/v1/apikeys/" + key.Json.Text("id"), body, _token, headers);
}
