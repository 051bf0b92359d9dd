using static Microsoft.Playwright.Assertions;

namespace IbmIam.Page.Tests;

/// <summary>A fake that ends and starts again at the same address. Alone: another test's fake could have its port meanwhile.</summary>
[Collection(nameof(Returning))]
[CollectionDefinition(nameof(Returning), DisableParallelization = true)]
public sealed class Returning(Chromium chromium)
{
    [Fact]
    public async Task The_page_comes_back_when_the_fake_does()
    {
        await using var first = await Fake.StartAsync();
        await using var visit = await chromium.OpenAsync(first, Looks.Desk);
        await first.AskAsync(Fake.Key, "one/1");
        await Expect(visit.Requests).ToHaveCountAsync(1);

        await first.StopAsync();
        await Expect(visit.Page.GetByText("Not connected")).ToBeVisibleAsync();
        await using var second = await Fake.StartAsync(new Uri(first.Url).Port);

        await Expect(visit.Page.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(visit.Requests).ToHaveCountAsync(0);
    }
}
