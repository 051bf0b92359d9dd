using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(IbmIam.Page.Tests.Chromium))]

namespace IbmIam.Page.Tests;

/// <summary>The machine's own Chromium, headless, started once for the suite. It asks the network for nothing.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const float Deadline = 30_000;

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe", "chromium.exe"];

    private static readonly string[] Flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Deadline);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Find(), Args = Flags, Timeout = 4 * Deadline });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>A visit with a profile of its own; it fails the test when the page complains in the console.</summary>
    internal async Task<Visit> OpenAsync(Fake fake, Looks looks)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = looks.Width, Height = looks.Height },
            ColorScheme = looks.Dark ? ColorScheme.Dark : ColorScheme.Light,
            DeviceScaleFactor = looks.Scale,
            ReducedMotion = ReducedMotion.Reduce,
            Permissions = ["clipboard-read", "clipboard-write"],
            IgnoreHTTPSErrors = true,
        });
        context.SetDefaultTimeout(Deadline);
        var page = await context.NewPageAsync();
        var visit = new Visit(page);
        await page.GotoAsync(fake.Url);
        await Assertions.Expect(page.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();
        return visit;
    }

    /// <summary>Draws the first <c>pre</c> of a document of our own.</summary>
    internal async Task<byte[]> DrawAsync(string html)
    {
        await using var context = await _browser!.NewContextAsync(new() { DeviceScaleFactor = 1.5f });
        var page = await context.NewPageAsync();
        await page.SetContentAsync(html);
        return await page.Locator("pre").ScreenshotAsync();
    }

    private static string Find() => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"None of {string.Join(", ", Names)} is on the PATH: install Chromium, such as by apt-get install chromium.");
}

/// <summary>How a person looks at the page.</summary>
public sealed record Looks(int Width, int Height, bool Dark = false, float Scale = 1)
{
    public static readonly Looks Desk = new(1440, 900);
    public static readonly Looks Night = new(1440, 900, Dark: true);
    public static readonly Looks Phone = new(360, 740);
}
