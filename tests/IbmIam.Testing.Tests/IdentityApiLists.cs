using System.Text.Json.Nodes;

namespace IbmIam.Testing.Tests;

/// <summary>Lists of IAM's Identity API, page by page.</summary>
public sealed class IdentityApiLists : IDisposable
{
    private readonly FrozenFake _fake = new();
    private readonly string _token;

    public IdentityApiLists() => _token = _fake.Iam.MintToken();

    [Theory]
    [InlineData("", new[] { 20, 20, 6 })]
    [InlineData("&pagesize=23", new[] { 23, 23 })]
    [InlineData("&pagesize=100", new[] { 46 })]
    public async Task Pages_follow_each_other_and_hold_everyone_once(string size, int[] sizes)
    {
        Enumerable.Range(0, 45).ToList().ForEach(at => _fake.Iam.AddServiceId($"s{at:00}"));

        var pages = await PagesAsync($"/v1/serviceids?account_id={_fake.Iam.AccountId}{size}", "next");

        Assert.Equal(sizes, pages.Select(page => page["serviceids"]!.AsArray().Count));
        Assert.Equal(46, pages.SelectMany(page => page["serviceids"]!.AsArray()).Select(one => $"{one!["id"]}").Distinct().Count());
        Assert.Equal(sizes.Index().Select(page => sizes.Take(page.Index).Sum()), pages.Select(page => page["offset"]!.GetValue<int>()));
        Assert.Equal(pages[0].Text("first"), pages[^1].Text("first"));
        Assert.Equal(sizes.Length, (await PagesAsync(pages[^1], "previous")).Count);
        Assert.Equal(Names(pages[0]), Names((await PagesAsync(pages[^1], "first", most: 2))[1]));
    }

    [Theory]
    [InlineData("name", "asc", "a b c default")]
    [InlineData("name", "desc", "default c b a")]
    [InlineData("created_at", "desc", "c a b default")]
    public async Task A_list_is_sorted_as_asked(string by, string order, string names)
    {
        foreach (var name in (string[])["b", "a", "c"])
        {
            _fake.Iam.Clock.Advance(TimeSpan.FromMinutes(1));
            _fake.Iam.AddServiceId(name);
        }

        var pages = await PagesAsync($"/v1/serviceids?account_id={_fake.Iam.AccountId}&sort={by}&order={order}&pagesize=3", "next");

        Assert.Equal(names, string.Join(' ', pages.Select(Names)));
    }

    [Fact]
    public async Task A_key_that_a_query_holds_is_in_no_link()
    {
        var list = (await AskAsync("/v1/apikeys?scope=account&pagesize=1&x=" + _fake.Iam.ApiKey)).Json;

        foreach (var link in (string[])["first", "next"])
        {
            var token = list.Text(link).Split("pagetoken=")[1];
            Assert.DoesNotContain(_fake.Iam.ApiKey, System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token)), StringComparison.Ordinal);
        }
    }

    public void Dispose() => _fake.Dispose();

    private static string Names(JsonObject page) => string.Join(' ', page["serviceids"]!.AsArray().Select(one => $"{one!["name"]}"));

    private async Task<List<JsonObject>> PagesAsync(string path, string link) => await PagesAsync((await AskAsync(path)).Json, link);

    private async Task<List<JsonObject>> PagesAsync(JsonObject page, string link, int most = 10)
    {
        var pages = new List<JsonObject> { page };
        while (pages.Count < most && pages[^1].ContainsKey(link))
        {
            pages.Add((await AskAsync(pages[^1].Text(link)[_fake.Iam.Url.Length..])).Json);
        }

        return pages;
    }

    private Task<Answer> AskAsync(string path) => _fake.AskAsync("GET", path, bearer: _token);
}
