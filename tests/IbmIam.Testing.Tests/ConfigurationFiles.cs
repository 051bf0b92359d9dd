using IbmIam.Testing.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace IbmIam.Testing.Tests;

/// <summary>The program's configuration file, taken by the library.</summary>
public sealed class ConfigurationFiles : IDisposable
{
    /// <summary>What shows that an option of the file is on; without it, it does not show.</summary>
    private static readonly Dictionary<string, Func<FakeIamServer, Client, Task<bool>>> Effects = new(StringComparer.Ordinal)
    {
        [""" "https": true """] = (iam, _) => Task.FromResult(iam.Url.StartsWith("https:", StringComparison.Ordinal)),
        [""" "tokenLifetime": 60 """] = async (iam, client) => (await client.ApiKeyAsync(iam.ApiKey)).Json["expires_in"]!.GetValue<int>() == 60,
        [""" "refreshTokenLifetime": 60 """] = async (iam, client) =>
        {
            var token = (await client.ApiKeyAsync(iam.ApiKey, "bx:bx")).RefreshToken;
            return await RefusalAsync(iam, client, token, after: 59) is null && await RefusalAsync(iam, client, token, after: 2) == "BXNIM0408E";
        },
        [""" "sessionInactivity": 60 """] = async (iam, client) =>
        {
            var token = (await client.TokenAsync("bx:bx", ("grant_type", Client.Prefix + "passcode"), ("passcode", iam.AddPasscode()))).RefreshToken;
            return await RefusalAsync(iam, client, token, after: 59) is null && await RefusalAsync(iam, client, token, after: 61) == "BXNIM0439E";
        },
        [""" "singleUseRefreshTokens": true """] = async (iam, client) =>
        {
            var token = iam.AddRefreshToken(iam.DefaultServiceId);
            return await RefusalAsync(iam, client, token) is null && await RefusalAsync(iam, client, token) == "BXNIM0407E";
        },
        [""" "failOnUnusedFaults": true """] = (iam, _) =>
        {
            iam.Faults.Next().Empty();
            return Task.FromResult(Record.Exception(iam.Dispose) is InvalidOperationException);
        },
        [""" "requestLogCapacity": 1 """] = async (iam, client) =>
        {
            await client.GetAsync("/identity/keys");
            await client.GetAsync("/identity/keys");
            return iam.Requests.Count == 1;
        },
        [""" "page": true """] = async (_, client) => (await client.GetAsync("/")).Status == 200,
        [""" "keyProtect": true """] = async (_, client) => (await client.GetAsync("/api/v2/keys")).Status != 404,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("fake-iam").FullName;
    private readonly string _file;

    public ConfigurationFiles() => _file = Path.Combine(_folder, "iam.json");

    public static TheoryData<string> Options => [.. Effects.Keys];

    [Theory]
    [MemberData(nameof(Options))]
    public async Task An_option_of_the_file_does_what_it_is_named_for(string option)
    {
        Assert.False(await SeeAsync("{}", Effects[option]));
        Assert.True(await SeeAsync($"{{ {option} }}", Effects[option]));
    }

    [Fact]
    public void Every_option_of_the_file_is_tried() =>
        Assert.Equal(ConfigReader.OptionNames.Except(["$schema", "port"]).Order(), Effects.Keys.Select(option => option.Split('"')[1]).Order());

    [Fact]
    public async Task The_port_of_the_file_is_listened_on()
    {
        using var other = FakeIamServer.Start();
        var port = new Uri(other.Url).Port;

        var taken = await Assert.ThrowsAsync<IOException>(() => SeeAsync($"{{ \"port\": {port} }}", (_, _) => Task.FromResult(true)));

        Assert.StartsWith($"Port {port} on 127.0.0.1 can't be used", taken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_starts_from_the_programs_configuration_file_and_takes_more_later()
    {
        await File.WriteAllTextAsync(_file, "\uFEFF{ \"tokenLifetime\": 60, \"serviceIds\": [{ \"name\": \"bot\", \"apiKey\": \"bot.key\" }] }", TestContext.Current.CancellationToken);
        await using var iam = FakeIamServer.StartFrom(_file, options => options.RequestLogCapacity = 1);
        using var client = new Client(iam);

        iam.Configure("""{ "serviceIds": [{ "name": "other", "apiKey": "other.key" }] }""");

        Assert.Equal(60, (await client.ApiKeyAsync("bot.key")).Json["expires_in"]!.GetValue<int>());
        Assert.Equal("other", (await client.ApiKeyAsync("other.key")).Claims.Text("name"));
        Assert.Equal((1, 2), (iam.Requests.Count, iam.Requests.Total));
        await File.WriteAllTextAsync(_file, "{\n  \"serviceIds\": [{ \"name\": 1 }]\n}", TestContext.Current.CancellationToken);
        Assert.StartsWith("iam.json, line 2, serviceIds[0].name", Assert.ThrowsAny<ArgumentException>(() => FakeIamServer.StartFrom(_file)).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_file, "{\n\n  \"port\": 70000\n}", TestContext.Current.CancellationToken);
        Assert.StartsWith("iam.json, line 3, port: ", Assert.ThrowsAny<ArgumentException>(() => FakeIamServer.StartFrom(_file)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<string?> RefusalAsync(FakeIamServer iam, Client client, string token, int after = 0)
    {
        iam.Clock.Advance(TimeSpan.FromSeconds(after));
        var answer = await client.TokenAsync("bx:bx", ("grant_type", "refresh_token"), ("refresh_token", token));
        return answer.Status == 200 ? null : answer.Code;
    }

    private async Task<bool> SeeAsync(string json, Func<FakeIamServer, Client, Task<bool>> effect)
    {
        await File.WriteAllTextAsync(_file, json, TestContext.Current.CancellationToken);
        using var iam = FakeIamServer.StartFrom(_file, options => options.Time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)));
        using var client = new Client(iam);
        return await effect(iam, client);
    }
}
