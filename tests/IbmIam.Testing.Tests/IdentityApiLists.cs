using System.Buffers.Text;
using System.Text;
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
    public async Task What_was_made_last_is_first_in_reverse_within_one_minute_too()
    {
        foreach (var name in (string[])["b", "a", "c"])
        {
            _fake.Iam.Clock.Advance(TimeSpan.FromSeconds(1));
            _fake.Iam.AddServiceId(name);
        }

        Assert.Equal("c a b default", Names((await AskAsync($"/v1/serviceids?account_id={_fake.Iam.AccountId}&sort=created_at&order=desc")).Json));
        Assert.Equal("c a b default", Names((await AskAsync($"/v1/serviceids?account_id={_fake.Iam.AccountId}&order=desc")).Json));
    }

    [Fact]
    public async Task Those_made_at_one_instant_keep_their_places_while_others_go()
    {
        var made = Enumerable.Range(0, 50).Select(at => _fake.Iam.AddServiceId($"s{at:00}")).ToList();
        var path = $"/v1/serviceids?account_id={_fake.Iam.AccountId}&pagesize=10";
        var pages = await PagesAsync(path, "next");

        var gone = made.Single(one => one.Name == Names(pages[^1]).Split(' ')[0]);
        await _fake.AskAsync("DELETE", "/v1/serviceids/" + gone.Id, bearer: _token);

        Assert.Equal(pages.Take(5).Select(Names), (await PagesAsync(path, "next")).Take(5).Select(Names));
    }

    [Fact]
    public async Task The_page_before_the_second_is_the_first_whatever_their_sizes()
    {
        var third = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"3?account_id={_fake.Iam.AccountId}&pagesize=5"));

        var link = (await AskAsync("/v1/serviceids?pagetoken=" + third)).Json.Text("previous");

        Assert.StartsWith("0?", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(link.Split("pagetoken=")[1])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_keeps_the_whole_query()
    {
        var name = new string('x', 45);
        _fake.Iam.AddServiceId(name);

        var pages = await PagesAsync($"/v1/serviceids?account_id={_fake.Iam.AccountId}&name={name}", "first", most: 2);

        Assert.Equal([name, name], pages.Select(Names));
    }

    [Fact]
    public async Task The_fakes_page_shows_no_link_for_it_holds_what_the_query_holds()
    {
        using var fake = new PagedFake();
        const string Key = "my.own.secret.value.of.32.characters!";
        var bearer = ("Authorization", "Bearer " + fake.Iam.MintToken(fake.Iam.Default, new FakeTokenForm()));

        var list = PagedFake.Read(fake.Ask("GET", "/v1/apikeys?scope=account&pagesize=1&apikey=" + Key, "", bearer).Body);
        var told = (await fake.FirstEventAsync()).ToJsonString();

        foreach (var link in (string[])["first", "next"])
        {
            Assert.DoesNotContain(list.Text(link).Split("pagetoken=")[1], told, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Key, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_lists_its_own_keys()
    {
        var user = _fake.Iam.DefaultUser;

        var list = await _fake.AskAsync("GET", "/v1/apikeys?iam_id=" + user.IamId, bearer: _fake.Iam.MintToken(user));

        Assert.Equal(user.IamId, (string?)Assert.Single(list.Json["apikeys"]!.AsArray())!["iam_id"]);
    }

    public void Dispose() => _fake.Dispose();

    private static string Names(JsonObject page) => string.Join(' ', page["serviceids"]!.AsArray().Select(one => $"{one!["name"]}"));

    private async Task<List<JsonObject>> PagesAsync(string path, string link, int most = 10) => await PagesAsync((await AskAsync(path)).Json, link, most);

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
