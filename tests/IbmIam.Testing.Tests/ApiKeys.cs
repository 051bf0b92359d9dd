using System.Text.RegularExpressions;

namespace IbmIam.Testing.Tests;

public sealed partial class ApiKeys : IDisposable
{
    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly Client _client;

    public ApiKeys() => _client = new Client(_iam);

    [Fact]
    public async Task A_key_is_exchanged_for_a_token_of_its_service_id()
    {
        var service = _iam.AddServiceId("build-bot");

        var answer = await _client.ApiKeyAsync(service.ApiKey);

        Assert.Equal(200, answer.Status);
        Assert.Equal("application/json", answer.Headers["Content-Type"]);
        Assert.Equal(answer.Text.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), answer.Headers["Content-Length"]);
        Assert.Equal(["access_token", "refresh_token", "token_type", "expires_in", "expiration", "scope"], answer.Json.Select(field => field.Key));
        Assert.Equal(("not_supported", "Bearer", 3600), (answer.RefreshToken, answer.Json.Text("token_type"), answer.Json["expires_in"]!.GetValue<int>()));
        Assert.Equal(answer.Claims["exp"]!.GetValue<long>(), answer.Json["expiration"]!.GetValue<long>());
        Assert.Equal(["kid", "alg"], Jwt.Header(answer.Token).Select(field => field.Key));
        Assert.Equal(
            ["iam_id", "id", "realmid", "jti", "identifier", "name", "sub", "sub_type", "authn", "account", "iat", "exp", "iss", "grant_type", "scope", "client_id", "acr", "amr"],
            answer.Claims.Select(claim => claim.Key));
        Assert.Equal(("iam-" + service.Id, "build-bot", "ServiceId"), (answer.Claims.Text("iam_id"), answer.Claims.Text("name"), answer.Claims.Text("sub_type")));
    }

    [Theory]
    [InlineData("no.such.key", "BXNIM0415E")]
    [InlineData("", "BXNIM0109E")]
    public async Task A_bad_key_is_refused_with_400_in_IAMs_form(string key, string code)
    {
        var answer = await _client.ApiKeyAsync(key);

        Assert.Equal((400, code), (answer.Status, answer.Code));
        var context = answer.Json["context"]!.AsObject();
        Assert.Equal(
            ["requestId", "requestType", "userAgent", "url", "instanceId", "threadId", "host", "startTime", "endTime", "elapsedTime", "locale", "clusterName"],
            context.Select(field => field.Key));
        Assert.Equal("incoming.Identity_Token", context.Text("requestType"));
        Assert.Matches(IamDate(), context.Text("startTime"));
        Assert.True(answer.Headers.ContainsKey("Transaction-Id"));
        Assert.DoesNotContain("no.such.key", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_has_each_request_with_its_secret_masked_in_text()
    {
        await _client.ApiKeyAsync(_iam.ApiKey);
        await _client.ApiKeyAsync("no.such.key");

        Assert.Equal(2, _iam.Requests.Tokens.Count);
        var entry = _iam.Requests[0];
        Assert.Equal(("apikey", _iam.DefaultServiceId.Id, 200, _iam.ApiKey), (entry.Grant, entry.Identity, entry.Status, entry.Form["apikey"]));
        Assert.Equal("BXNIM0415E", _iam.Requests[1].ErrorCode);
        Assert.DoesNotContain(_iam.ApiKey, _iam.Requests.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_is_one_line_whatever_is_in_it()
    {
        await _client.TokenAsync(("grant_type", Client.Prefix + "apikey"), ("apikey", _iam.ApiKey), ("scope", "a\r\nb\u001b[2J"));

        Assert.DoesNotContain(Assert.Single(_iam.Requests).ToString(), char.IsControl);
    }

    public void Dispose()
    {
        _client.Dispose();
        _iam.Dispose();
    }

    [GeneratedRegex(@"^\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d:\d{3} UTC$")]
    private static partial Regex IamDate();
}
