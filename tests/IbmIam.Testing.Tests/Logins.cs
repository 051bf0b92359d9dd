using System.Text.RegularExpressions;

namespace IbmIam.Testing.Tests;

/// <summary>What a browser or a client asks around a login.</summary>
public sealed partial class Logins : IDisposable
{
    private readonly FrozenFake _fake = new();

    [Theory]
    [InlineData("http://localhost:9/back", "", "http://localhost:9/back?code=<code>")]
    [InlineData("https://app.example/back", "", "https://app.example/back?code=<code>")]
    [InlineData("http://localhost:9/back", "s 1", "http://localhost:9/back?code=<code>&state=s%201")]
    [InlineData("http://localhost:9/back?x=1", "s", "http://localhost:9/back?x=1&code=<code>&state=s")]
    public async Task The_browser_is_sent_back_with_a_code(string address, string state, string location)
    {
        var answer = await AuthorizeAsync("bx", address, state);

        Assert.Equal((302, location), (answer.Status, Code().Replace(answer.Headers["Location"], "<code>")));
    }

    [Theory]
    [InlineData("bx", "back", "400 BXNIM0109E Property 'redirect_uri' either missing or empty.")]
    [InlineData("bx", "ftp://localhost/back", "400 BXNIM0109E Property 'redirect_uri' either missing or empty.")]
    [InlineData("bx", "http://b\u00fccher.example/\u00fc\ud800", "400 BXNIM0109E Property 'redirect_uri' either missing or empty.")]
    [InlineData("nobody", "http://localhost:9/back", "401 BXNIM0310E The provided client could not be found.")]
    public async Task The_browser_is_sent_nowhere_else(string client, string address, string refusal)
    {
        Assert.Equal(refusal, (await AuthorizeAsync(client, address, "")).Refusal());
    }

    [Theory]
    [InlineData("bx", 200)]
    [InlineData("wrong", 401)]
    public async Task A_client_of_a_code_may_name_itself_in_the_form(string secret, int status)
    {
        const string Address = "http://localhost:9/back";
        var code = Code().Match((await AuthorizeAsync("bx", Address, "")).Headers["Location"]).Value;

        var answer = await _fake.FormAsync($"grant_type=authorization_code&code={code}&redirect_uri={Uri.EscapeDataString(Address)}&client_id=bx&client_secret={secret}", basic: null);

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 200, answer.Json.ContainsKey("session_id"));
    }

    [Fact]
    public async Task A_person_reads_a_passcode_off_a_page()
    {
        var page = await _fake.Client.GetAsync("/identity/passcode");

        var code = Code().Match(page.Text).Value;
        Assert.Equal($"<html><head><title>Passcode of a fake IAM</title></head><body>Your one-time passcode: <code>{code}</code></body></html>\n", page.Text);
        Assert.Equal("text/html", page.Headers["Content-Type"]);
        Assert.Equal(200, (await _fake.FormAsync($"grant_type={Client.Prefix}passcode&passcode={code}")).Status);
    }

    [Fact]
    public async Task A_passcode_is_given_for_a_persons_refresh_token_alone()
    {
        var (person, service) = (_fake.Iam.AddRefreshToken(_fake.Iam.DefaultUser), _fake.Iam.AddRefreshToken(_fake.Iam.DefaultServiceId));

        var given = await _fake.FormAsync("refresh_token=" + person, "/identity/passcode");
        given.Is($$"""{ "passcode": "{{given.Json.Text("passcode")}}" }""");
        Assert.Equal("400 BXNIM0453E Supported subject types are UserId, Profile.", (await _fake.FormAsync("refresh_token=" + service, "/identity/passcode")).Refusal());
        Assert.Contains("'ServiceId'", (await _fake.FormAsync("refresh_token=" + service, "/identity/passcode")).Json.Text("errorMessage"), StringComparison.Ordinal);
        Assert.Equal("401 BXNIM0308E No authorization header found.", (await _fake.FormAsync("refresh_token=" + person, "/identity/passcode", null)).Refusal());
        Assert.Equal("401 BXNIM0310E The provided client could not be found.", (await _fake.FormAsync("refresh_token=" + person, "/identity/passcode", "bx:wrong")).Refusal());
    }

    public void Dispose() => _fake.Dispose();

    private Task<Answer> AuthorizeAsync(string client, string address, string state) =>
        _fake.Client.GetAsync($"/identity/authorize?client_id={client}&response_type=code&redirect_uri={Uri.EscapeDataString(address)}&state={Uri.EscapeDataString(state)}");

    [GeneratedRegex("[0-9a-f]{10}")]
    private static partial Regex Code();
}
