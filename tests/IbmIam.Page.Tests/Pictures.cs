using System.Reflection;
using static Microsoft.Playwright.Assertions;

namespace IbmIam.Page.Tests;

/// <summary>The pictures of the documents, taken of the page and of a build themselves: into artifacts, and into docs where IBMIAM_PICTURES asks.</summary>
public sealed class Pictures(Chromium chromium)
{
    [Theory]
    [InlineData("page", 1360, 860, false)]
    [InlineData("page-dark", 1360, 860, true)]
    [InlineData("page-phone", 360, 760, false)]
    public async Task The_page_is_drawn(string name, int width, int height, bool dark)
    {
        await using var fake = await Fake.StartAsync();
        await Story.TellAsync(fake);
        await using var visit = await chromium.OpenAsync(fake, new Looks(width, height, dark, Scale: width > 400 ? 1.5f : 2));
        await Expect(visit.Requests).ToHaveCountAsync(Story.Requests);
        await Expect(visit.Faults).ToHaveCountAsync(1);
        if (dark)
        {
            await visit.Requests.Nth(3).Locator("summary").ClickAsync();
            await visit.Page.Mouse.MoveAsync(0, 0);
        }

        await SaveAsync(name, await visit.Page.ScreenshotAsync());
    }

    [Fact]
    public async Task A_builds_console_is_drawn()
    {
        await using var fake = await Fake.StartAsync();
        using var console = new Console(fake, Root);
        await console.PrepareAsync();

        var first = await console.RunAsync("dotnet build --no-restore");
        var second = await console.RunAsync("dotnet build --no-restore");
        var wrong = await console.RunAsync("IBMCLOUD_API_KEY=mistyped dotnet build --no-restore");

        Assert.Contains("from IAM", first, StringComparison.Ordinal);
        Assert.Contains("from cache", second, StringComparison.Ordinal);
        Assert.Contains("IBMIAM3001", wrong, StringComparison.Ordinal);
        await SaveAsync("console", await chromium.DrawAsync(console.ToHtml()));
    }

    private static string Root => typeof(Pictures).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;

    private static async Task SaveAsync(string name, byte[] picture)
    {
        var folder = Environment.GetEnvironmentVariable("IBMIAM_PICTURES") == "docs" ? "docs/images" : "artifacts/pictures";
        Directory.CreateDirectory(Path.Combine(Root, folder));
        await File.WriteAllBytesAsync(Path.Combine(Root, folder, name + ".png"), picture, TestContext.Current.CancellationToken);
        Assert.True(picture.Length > 20_000, $"The picture {name} has {picture.Length} bytes: there is nothing on it.");
    }
}
