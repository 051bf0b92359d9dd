using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IbmIam.Page.Tests;

/// <summary>Light and dark, on a phone, by keyboard, by screen reader.</summary>
public sealed class ForEveryone(Chromium chromium)
{
    public static TheoryData<string> All => new(["Desk", "Night", "Phone"]);

    [Theory]
    [MemberData(nameof(All))]
    public async Task Axe_finds_nothing(string name)
    {
        await using var fake = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(fake, Of(name));
        await AssertCleanAsync(visit, "empty");

        await Story.TellAsync(fake);
        await Story.OpenEverythingAsync(visit);
        await AssertCleanAsync(visit, "everything open");
        await AssertNoScrollAsync(visit);

        await visit.Button("Use it: API key of service-1").ClickAsync();
        await AssertCleanAsync(visit, "dialog");
        await AssertNoScrollAsync(visit);
    }

    [Fact]
    public async Task Nothing_scrolls_sideways_at_any_width()
    {
        await using var fake = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(fake, Looks.Phone);
        await Story.TellAsync(fake);
        await Story.OpenEverythingAsync(visit);

        foreach (var width in new[] { 320, 360, 480, 561, 819, 820, 1000, 1239, 1240, 1920 })
        {
            await visit.Page.SetViewportSizeAsync(width, 700);
            await AssertNoScrollAsync(visit);
        }
    }

    [Fact]
    public async Task The_keyboard_alone_issues_a_token_opens_its_request_and_closes_a_dialog()
    {
        await using var fake = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(fake, Looks.Desk);
        var keys = visit.Page.Keyboard;

        await keys.PressAsync("Tab");
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to the requests" })).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await TabToAsync(visit, visit.Button("Issue a token by the API key of default"));
        await keys.PressAsync("Enter");
        await Expect(visit.Requests).ToHaveCountAsync(1);

        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToBeVisibleAsync();
        await TabToAsync(visit, dialog.GetByRole(AriaRole.Radio, new() { Name = "Shell" }));
        await keys.PressAsync("ArrowRight");
        await Expect(dialog.GetByRole(AriaRole.Radio, new() { Name = "curl" })).ToBeCheckedAsync();
        await keys.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(visit.Button("Use it: API key of default")).ToBeFocusedAsync();

        await TabToAsync(visit, visit.Requests.First.Locator("summary"));
        await keys.PressAsync("Enter");
        await Expect(visit.Requests.First.Locator(".detail")).ToBeVisibleAsync();
        Assert.NotEqual("none", await visit.Requests.First.Locator("summary").EvaluateAsync<string>("element => getComputedStyle(element).outlineStyle"));
    }

    [Fact]
    public async Task Nothing_moves_for_who_wants_it_still()
    {
        await using var fake = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(fake, Looks.Desk);
        await fake.AskAsync(Fake.Key, "my-build/1.0");
        await Expect(visit.Requests).ToHaveCountAsync(1);

        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("() => document.getAnimations().length"));
    }

    private static Looks Of(string name) => name switch { "Desk" => Looks.Desk, "Night" => Looks.Night, _ => Looks.Phone };

    /// <summary>Tabs until the element has the focus; the page is no trap, so that is within one round.</summary>
    private static async Task TabToAsync(Visit visit, ILocator element)
    {
        for (var presses = 0; presses < 120; presses++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            if (await element.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }
        }

        Assert.Fail($"The Tab key never came to {element}.");
    }

    private static async Task AssertCleanAsync(Visit visit, string state)
    {
        AxeResult result = await visit.Page.RunAxe();
        Assert.True(result.Violations.Length == 0, $"{state}: " + string.Join("\n", result.Violations.Select(v =>
            $"{v.Id}: {v.Help}\n  {string.Join("\n  ", v.Nodes.Select(node => $"{node.Html} {string.Join("; ", node.Any.Select(check => check.Message))}"))}")));
    }

    private static async Task AssertNoScrollAsync(Visit visit)
    {
        var tooWide = await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(tooWide <= 0, $"The page is {tooWide} px wider than the screen.");
    }
}
