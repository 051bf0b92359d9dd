using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IbmIam.Page.Tests;

/// <summary>What someone does at the page.</summary>
public sealed class Doing(Chromium chromium) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ibmiam-page-").FullName;

    [Fact]
    public async Task A_token_is_issued_for_each_credential_by_a_real_exchange()
    {
        await using var fake = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(fake, Looks.Desk);
        var credentials = await visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Issue a token by the ") }).AllAsync();

        foreach (var credential in credentials)
        {
            await credential.ClickAsync();
        }

        Assert.Equal(6, credentials.Count);
        await Expect(visit.Page.GetByText("Token issued", new() { Exact = true })).ToHaveCountAsync(credentials.Count);
        await Expect(visit.Requests).ToHaveCountAsync(credentials.Count);
        await Expect(visit.Tokens).ToHaveCountAsync(credentials.Count);
        await Expect(visit.Requests.Filter(new() { HasText = "a browser" })).ToHaveCountAsync(credentials.Count);
        await Expect(visit.Requests.Filter(new() { HasText = "Token by compute-resource token for default" })).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_fault_that_meets_the_page_itself_is_told()
    {
        await using var fake = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(fake, Looks.Desk);
        var issue = visit.Button("Issue a token by the API key of service-1");

        await visit.Button("500").ClickAsync();
        await Expect(visit.Faults).ToHaveCountAsync(1);
        await issue.ClickAsync();
        await Expect(visit.Page.GetByText("500 BXNIM0060E")).ToBeVisibleAsync();

        await visit.Button("502 HTML").ClickAsync();
        await Expect(visit.Faults).ToHaveCountAsync(1);
        await issue.ClickAsync();
        await Expect(visit.Page.GetByText("No readable answer")).ToBeVisibleAsync();
        await visit.Requests.First.Locator("summary").ClickAsync();
        await Expect(visit.Requests.First.Locator("pre")).ToContainTextAsync("502 from the gateway");
    }

    [Fact]
    public async Task The_clock_is_moved_and_a_token_runs_down_and_expires()
    {
        await using var fake = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(fake, Looks.Desk);
        await Expect(visit.Button("To next expiry")).ToBeDisabledAsync();
        var token = await fake.AskAsync(Fake.Key, "my-build/1.0");
        await Expect(visit.Tokens.First).ToContainTextAsync("59 min left");

        await visit.Button("+5 min").ClickAsync();
        await Expect(visit.Tokens.First).ToContainTextAsync("54 min left");
        await Expect(visit.Page.GetByText("5 min ahead")).ToBeVisibleAsync();
        await visit.Button("To next expiry").ClickAsync();
        await Expect(visit.Tokens.First).ToContainTextAsync("expired");
        await Expect(visit.Region("Tokens")).ToContainTextAsync("0 of 1 alive");

        await visit.Page.GetByLabel("Paste a token").FillAsync(token!);
        await Expect(visit.Region("Token debugger")).ToContainTextAsync("Not valid");
        await Expect(visit.Region("Token debugger")).ToContainTextAsync("It expired");
        await visit.Button("Back to now").ClickAsync();
        await Expect(visit.Tokens.First).ToContainTextAsync("left");
        await visit.Button("Check").ClickAsync();
        await Expect(visit.Region("Token debugger").GetByText("Valid", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_debugger_tells_good_from_changed_from_no_token_at_all()
    {
        await using var fake = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(fake, Looks.Desk);
        await fake.AskAsync(Fake.Key, "my-build/1.0");
        var region = visit.Region("Token debugger");

        await visit.Tokens.First.Locator("summary").ClickAsync();
        await Expect(visit.Tokens.First).ToContainTextAsync("iam-ServiceId-");
        await visit.Button("Debug").ClickAsync();
        await Expect(region.GetByText("Valid", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(region).ToContainTextAsync("Its identity exists: yes");

        var paste = visit.Page.GetByLabel("Paste a token");
        var parts = (await paste.InputValueAsync()).Split('.');
        await paste.FillAsync($"{parts[0]}.{parts[1]}.{parts[2][..^6]}");
        await Expect(region).ToContainTextAsync("it was changed after key 202601010000 signed it");
        await Expect(region).ToContainTextAsync("Signed by a key of this fake: no");
        await Expect(region).ToContainTextAsync("Claims, not verified");

        await paste.FillAsync(Fake.Key);
        await Expect(region).ToContainTextAsync("This is an API key of service-1, not a token");
        await visit.Button("Clear").ClickAsync();
        await Expect(region).Not.ToContainTextAsync("Not valid");
    }

    [Fact]
    public async Task A_secret_is_shown_and_copied_when_asked_for()
    {
        await using var fake = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(fake, Looks.Desk);
        await Expect(visit.Page.GetByText(Fake.Key)).ToHaveCountAsync(0);

        await visit.Button("Show API key of service-1").ClickAsync();
        await Expect(visit.Page.GetByText(Fake.Key)).ToBeVisibleAsync();
        await visit.Button("Show API key of service-1").ClickAsync();
        await Expect(visit.Page.GetByText(Fake.Key)).ToHaveCountAsync(0);

        await visit.Button("Copy API key of service-1").ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "API key of service-1 copied" })).ToHaveCountAsync(1);
        Assert.Equal(Fake.Key, await ClipboardAsync(visit));
    }

    [Fact]
    public async Task Code_for_a_credential_is_there_in_each_language_and_the_copy_has_the_secret()
    {
        await using var fake = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(fake, Looks.Desk);
        await visit.Button("Use it: API key of service-1").ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);

        foreach (var (language, expected) in new[]
        {
            ("Shell", "export IBMCLOUD_API_KEY="), ("curl", "curl -sS "), ("C#", "new HttpRequestMessage"), ("Cake", "#addin nuget:?package=Cake.IbmIam"), ("MSBuild", "<IbmIamToken>"),
        })
        {
            await dialog.GetByRole(AriaRole.Radio, new() { Name = language, Exact = true }).CheckAsync();
            await Expect(dialog.Locator("pre")).ToContainTextAsync(expected);
            await Expect(dialog.Locator("pre")).Not.ToContainTextAsync(Fake.Key);
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Copy with the secret" }).ClickAsync();
            await Expect(dialog.GetByText("Copied", new() { Exact = true })).ToBeVisibleAsync();
            var copied = await ClipboardAsync(visit);
            Assert.Contains(Fake.Key, copied, StringComparison.Ordinal);
            Assert.Contains(fake.Url, copied, StringComparison.Ordinal);
            await Expect(dialog.GetByText("Copied", new() { Exact = true })).ToHaveCountAsync(0);
        }
    }

    [Theory]
    [InlineData("API key of service-1", "Token by API key for service-1")]
    [InlineData("API key of user@example.com", "Token by API key for user@example.com")]
    [InlineData("Password of user@example.com", "Token by password for user@example.com")]
    [InlineData("Compute-resource token of compute-resource-1", "Token by compute-resource token for de")]
    [InlineData("Passcode of user@example.com", "Token by passcode for user@example.com")]
    public async Task The_curl_line_that_is_copied_gets_a_token(string credential, string request)
    {
        await using var fake = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(fake, Looks.Desk);
        if (credential.StartsWith("Passcode", StringComparison.Ordinal))
        {
            await visit.Button("New passcode").ClickAsync();
            await visit.Region("One-time passcode").GetByRole(AriaRole.Button, new() { Name = "Use it" }).ClickAsync();
        }
        else
        {
            await visit.Button("Use it: " + credential).ClickAsync();
        }

        await visit.Page.GetByRole(AriaRole.Radio, new() { Name = "curl", Exact = true }).CheckAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Copy with the secret" }).ClickAsync();
        await Expect(visit.Page.GetByText("Copied", new() { Exact = true })).ToBeVisibleAsync();

        var answer = await Shell.RunAsync(await ClipboardAsync(visit));

        Assert.Contains("\"access_token\":\"eyJ", answer, StringComparison.Ordinal);
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Requests.First).ToContainTextAsync(request);
        await Expect(visit.Requests.First.Locator(".client")).ToHaveTextAsync("curl");
    }

    [Fact]
    public async Task On_HTTPS_the_code_trusts_the_authority_in_the_file()
    {
        await using var fake = await Fake.StartAsync(0, "--https", "--ca-file", Path.Combine(_folder, "ca.pem"));
        await using var visit = await chromium.OpenAsync(fake, Looks.Desk);
        await visit.Button("Use it: API key of service-1").ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        foreach (var (language, expected) in new[] { ("Shell", "export SSL_CERT_FILE=ca.pem"), ("C#", "run it with SSL_CERT_FILE=ca.pem"), ("Cake", "// export SSL_CERT_FILE=ca.pem"), ("MSBuild", "<!-- export SSL_CERT_FILE=ca.pem -->") })
        {
            await dialog.GetByRole(AriaRole.Radio, new() { Name = language, Exact = true }).CheckAsync();
            await Expect(dialog.Locator("pre")).ToContainTextAsync(expected);
        }

        await dialog.GetByRole(AriaRole.Radio, new() { Name = "curl", Exact = true }).CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Copy with the secret" }).ClickAsync();
        await Expect(dialog.GetByText("Copied", new() { Exact = true })).ToBeVisibleAsync();

        Assert.Contains("\"access_token\":\"eyJ", await Shell.RunAsync($"cd '{_folder}'\n{await ClipboardAsync(visit)}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_passcode_is_made_and_keys_are_rotated()
    {
        await using var fake = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(fake, Looks.Desk);

        await visit.Button("New passcode").ClickAsync();
        var code = await visit.Region("One-time passcode").Locator(".passcode code").TextContentAsync();
        Assert.Matches("^[0-9a-zA-Z]{10}$", code!);
        await visit.Button("Rotate").ClickAsync();
        await Expect(visit.Region("Signing keys").Locator("li")).ToHaveCountAsync(2);
        await Expect(visit.Region("Signing keys").Locator("li").First).ToContainTextAsync("signs");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<string> ClipboardAsync(Visit visit) => visit.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
}
