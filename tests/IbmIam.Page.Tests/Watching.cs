using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IbmIam.Page.Tests;

/// <summary>What someone sees who watches a build ask.</summary>
public sealed class Watching(Chromium chromium)
{
    [Fact]
    public async Task An_empty_page_says_how_to_point_a_build_here()
    {
        await using var fake = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(fake, Looks.Desk);

        await Expect(visit.Region("Requests")).ToContainTextAsync("Nothing has asked for a token yet.");
        await Expect(visit.Region("Requests")).ToContainTextAsync($"export IBMCLOUD_IAM_API_ENDPOINT={fake.Url}");
    }

    [Fact]
    public async Task A_request_shows_up_as_it_comes_with_its_form_masked_and_its_answer()
    {
        await using var fake = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(fake, Looks.Desk);

        await fake.AskAsync(Fake.Key, "my-build/1.0");

        await Expect(visit.Requests).ToHaveCountAsync(1);
        await Expect(visit.Requests.First).ToContainTextAsync("Token by API key for service-1");
        await Expect(visit.Requests.First).ToContainTextAsync("200");
        await Expect(visit.Requests.First).ToContainTextAsync("Token for 1 h");
        await Expect(visit.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Token by API key for service-1: 200, Token for 1 h" })).ToHaveCountAsync(1);

        await visit.Requests.First.Locator("summary").ClickAsync();
        var detail = visit.Requests.First.Locator(".detail");
        await Expect(detail).ToContainTextAsync("POST /identity/token");
        await Expect(detail).ToContainTextAsync("apikey****");
        await Expect(detail).ToContainTextAsync("\"access_token\": \"****\"");
        await Expect(detail).ToContainTextAsync("my-build/1.0");
        Assert.DoesNotContain(Fake.Key, await visit.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_says_why_and_what_is_nearest()
    {
        await using var fake = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(fake, Looks.Desk);

        await fake.AskAsync(Fake.Key + " ", "my-build/1.0");

        await Expect(visit.Requests.First).ToContainTextAsync("BXNIM0415E Provided API key could not be found.");
        await Expect(visit.Requests.First).ToContainTextAsync("white space around it");
        await Expect(visit.Region("Requests")).ToContainTextAsync("1 refused");
    }

    [Fact]
    public async Task What_a_client_or_a_test_made_up_does_not_stop_the_page()
    {
        await using var fake = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(fake, Looks.Desk);
        JsonNode?[] times = [null, "soon", 1e18, new JsonObject()];
        foreach (var time in times)
        {
            await fake.ConfigureAsync(new JsonObject { ["nextTokenClaims"] = new JsonObject { ["exp"] = time?.DeepClone(), ["iat"] = time, ["grant_type"] = 1, ["name"] = new JsonArray() } });
            await fake.AskAsync(Fake.Key, "my-build/1.0");
        }

        await fake.AskGrantAsync("constructor");

        await Expect(visit.Requests).ToHaveCountAsync(5);
        await Expect(visit.Requests.First).ToContainTextAsync("Token by constructor");
        await Expect(visit.Tokens).ToHaveCountAsync(4);
        await visit.Tokens.Last.Locator("summary").ClickAsync();
        await Expect(visit.Tokens.Last).ToContainTextAsync("no expiry time");
    }

    [Fact]
    public async Task The_log_is_filtered_by_identity_grant_and_outcome()
    {
        await using var fake = await Fake.StartAsync();
        await fake.AskAsync(Fake.Key, "one/1");
        await fake.AskAsync("fake.api.key.of.the.default.service.id", "two/1");
        await fake.AskAsync("no.such.key", "three/1");
        await using var visit = await chromium.OpenAsync(fake, Looks.Desk);
        await Expect(visit.Requests).ToHaveCountAsync(3);

        await visit.Page.GetByLabel("Identity").SelectOptionAsync("service-1");
        await Expect(visit.Requests).ToHaveCountAsync(1);
        await Expect(visit.Requests.First.Locator(".client")).ToHaveTextAsync("one");

        await visit.Page.GetByLabel("Identity").SelectOptionAsync("All");
        await visit.Page.GetByLabel("Outcome").SelectOptionAsync("Refused");
        await Expect(visit.Requests).ToHaveCountAsync(1);
        await Expect(visit.Requests.First.Locator(".client")).ToHaveTextAsync("three");

        await visit.Page.GetByLabel("Grant").SelectOptionAsync("API key");
        await visit.Page.GetByLabel("Outcome").SelectOptionAsync("Hit a fault");
        await Expect(visit.Region("Requests")).ToContainTextAsync("None of the 3 requests matches the filter.");

        await visit.Button("Clear log").ClickAsync();
        await Expect(visit.Region("Requests")).ToContainTextAsync("Nothing has asked for a token yet.");
        await Expect(visit.Tokens).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_queued_429_is_met_by_a_client_that_tries_again()
    {
        await using var fake = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(fake, Looks.Desk);

        await visit.Button("429").ClickAsync();
        await Expect(visit.Faults).ToHaveTextAsync(["429 with Retry-After for the next token request"]);
        var client = new IamClient(
            new IamSettings { IamUrl = fake.Url, ApiKeyVariable = "KEY", TokenCache = TokenCacheMode.None },
            new IamHost { Variable = name => name == "KEY" ? Fake.Key : null, Memory = new TokenMemory() });
        var token = await client.GetTokenAsync(TestContext.Current.CancellationToken);

        Assert.Equal("Bearer", token.TokenType);
        await Expect(visit.Requests).ToHaveCountAsync(2);
        await Expect(visit.Requests.Last).ToContainTextAsync("Fault: rate-limit, try again after 2 s");
        await Expect(visit.Requests.First).ToContainTextAsync("Token for 1 h");
        await Expect(visit.Requests.First.Locator(".gap")).ToContainTextAsync("s later");
        await Expect(visit.Faults).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Faults_of_every_kind_are_queued_by_the_form_and_taken_back()
    {
        await using var fake = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(fake, Looks.Desk);
        await visit.Region("Faults").GetByText("Another fault").ClickAsync();
        var kind = visit.Region("Faults").GetByRole(AriaRole.Combobox).First;
        var labels = await kind.Locator("option").AllTextContentsAsync();

        foreach (var label in labels)
        {
            await kind.SelectOptionAsync(label);
            await visit.Button("Queue the fault").ClickAsync();
            await Expect(visit.Faults.Last).ToHaveTextAsync($"{label} for the next token request");
        }

        Assert.Equal(14, (await fake.StateAsync())["unusedFaults"]!.AsArray().Count);
        await visit.Button("Take all back").ClickAsync();
        await Expect(visit.Faults).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_page_of_another_origin_changes_nothing_here()
    {
        await using var fake = await Fake.StartAsync();
        await using var other = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(other, Looks.Desk);

        // The other page's own policy would stop these too: without it, the fake alone is asked.
        var page = await visit.Page.Context.NewPageAsync();
        await page.RouteAsync("http://elsewhere.example/", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<title>x</title>" }));
        await page.GotoAsync("http://elsewhere.example/");
        await page.EvaluateAsync("""
            async url => {
              for (const [method, path] of [['POST', '/__fake/config'], ['POST', '/__fake/holds'], ['POST', '/__fake/passcodes']])
                await fetch(url + path, { method, mode: 'no-cors', body: '{}' }).catch(() => {});
            }
            """, fake.Url);
        var read = await page.EvaluateAsync<string>("url => fetch(url + '/__fake/state').then(answer => answer.text(), () => 'unread')", fake.Url);

        Assert.Equal("unread", read);
        Assert.Empty((await fake.StateAsync())["unusedFaults"]!.AsArray());
    }

    [Fact]
    public async Task A_change_made_elsewhere_is_seen()
    {
        await using var fake = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(fake, Looks.Desk);

        await fake.ConfigureAsync(new JsonObject { ["serviceIds"] = new JsonArray(new JsonObject { ["name"] = "latecomer" }), ["advance"] = 7200 });

        await Expect(visit.Region("Identities").GetByRole(AriaRole.Heading, new() { Name = "latecomer" })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("2 h ahead")).ToBeVisibleAsync();
    }
}
