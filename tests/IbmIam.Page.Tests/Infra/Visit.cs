using Microsoft.Playwright;

namespace IbmIam.Page.Tests;

/// <summary>One person at the page, who speaks of its parts as the page does.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly List<string> _complaints = [];

    public Visit(IPage page)
    {
        Page = page;
        page.Console += (_, message) => Complain(message.Type is "error" or "warning" ? message.Text : null);
        page.PageError += (_, error) => Complain(error);
    }

    public IPage Page { get; }

    public ILocator Requests => Page.GetByRole(AriaRole.List, new() { Name = "Requests, newest first" }).Locator("> li");

    public ILocator Tokens => Page.GetByRole(AriaRole.Region, new() { Name = "Tokens" }).Locator("li");

    public ILocator Faults => Page.GetByRole(AriaRole.List, new() { Name = "Waiting faults" }).Locator("li");

    public ILocator Region(string name) => Page.GetByRole(AriaRole.Region, new() { Name = name });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>A broken answer and a server that is gone are the browser's to tell of; the page has said nothing wrong.</summary>
    public async ValueTask DisposeAsync()
    {
        await Page.Context.DisposeAsync();
        lock (_complaints)
        {
            Assert.All(_complaints, text => Assert.Contains("Failed to load resource", text, StringComparison.Ordinal));
        }
    }

    private void Complain(string? text)
    {
        if (text is not null)
        {
            lock (_complaints)
            {
                _complaints.Add(text);
            }
        }
    }
}
