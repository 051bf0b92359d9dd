using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Tests;

/// <summary>What the page is told as it happens: all at first, then what is new.</summary>
public sealed class PageEvents : IDisposable
{
    private readonly PagedFake _fake = new();

    [Fact]
    public async Task An_event_tells_the_time_the_total_the_entries_and_the_state_when_it_changed()
    {
        await using var reader = new PagedFake.SlowReader(_fake);
        var first = await reader.NextAsync();
        _fake.Ask("GET", "/identity/keys");
        var second = await reader.NextAsync();
        _fake.Iam.Clock.Advance(TimeSpan.FromSeconds(1));
        _fake.Iam.Page!.AddMinted("x");
        var third = await reader.NextAsync();

        Assert.Equal(["now", "total", "whole", "entries", "state"], first.Select(field => field.Key));
        Assert.Equal("1767323045678 0 true []", Said(first));
        Assert.Equal(["now", "total", "whole", "entries"], second.Select(field => field.Key));
        Assert.Equal("1767323045678 1 false [1]", Said(second));
        Assert.Equal(["now", "total", "whole", "entries", "state"], third.Select(field => field.Key));
        Assert.Equal("1767323046678 1 false [2]", Said(third));
        third["entries"]![0]!.AsObject().Is("""{ "number": 2, "request": null, "answer": null, "token": null }""");
        Assert.Equal(1, third["state"]!["clockOffset"]!.GetValue<double>());
    }

    [Fact]
    public async Task The_newest_five_hundred_are_told_to_who_opens_the_page_and_a_hundred_of_a_burst()
    {
        Mint(501);
        await using var reader = new PagedFake.SlowReader(_fake);
        var first = Numbers(await reader.NextAsync());
        Mint(101);
        var second = Numbers(await reader.NextAsync());

        Assert.Equal((500, 2, 501), (first.Length, first[0], first[^1]));
        Assert.Equal((100, 503, 602), (second.Length, second[0], second[^1]));
    }

    [Fact]
    public async Task Who_comes_after_a_clearing_or_sees_one_is_told_all_there_is()
    {
        _fake.Iam.Requests.Clear();
        await using var reader = new PagedFake.SlowReader(_fake);
        var first = await reader.NextAsync();
        _fake.Iam.Requests.Clear();
        var second = await reader.NextAsync();
        Mint(1);
        var third = await reader.NextAsync();

        Assert.Equal(("1767323045678 0 true []", "1767323045678 0 true []", "1767323045678 0 false [1]"), (Said(first), Said(second), Said(third)));
    }

    [Fact]
    public void Whoever_follows_is_told_of_each_change_at_once()
    {
        var told = 0;
        _fake.Iam.Page!.Changed += () => told++;

        _fake.Ask("GET", "/identity/keys");
        _fake.Iam.MintToken(_fake.Iam.Default, new FakeTokenForm());
        _fake.Iam.Requests.Clear();

        Assert.Equal(3, told);
    }

    [Theory]
    [InlineData(7935, 16_384, "{}", true)]
    [InlineData(7936, 16_384, "{\"state\":\"This request is too long to be kept here.\"}", true)]
    [InlineData(0, 16_385, "{}", false)]
    public async Task Sixteen_kibibytes_of_a_request_and_of_an_answer_are_kept(int query, int answer, string form, bool body)
    {
        var request = new FakeIamRequest { At = default, Method = "GET", Path = "/", Status = 200, Query = new string('q', query) };
        var json = $$"""{"x":"{{new string('a', answer - 8)}}"}""";
        _fake.Iam.Page!.Add(request, FakeResponse.Text(json, contentType: FakeResponse.Json));

        var told = await _fake.LastEntryAsync();

        Assert.Equal((form, answer, body), (told["request"]!["form"]!.ToJsonString(), told["answer"]!["bytes"]!.GetValue<int>(), told["answer"]!["body"] is not null));
        Assert.Equal(form == "{}" && query > 0 ? 1 : 0, told["request"]!["query"]!.AsObject().Count);
    }

    [Fact]
    public void Events_are_a_stream_that_nobody_stores()
    {
        var events = _fake.Ask("GET", "/__fake/events");

        Assert.Equal((200, "text/event-stream"), (events.Status, events.ContentType));
        Assert.Equal([("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")], events.Headers);
    }

    public void Dispose() => _fake.Dispose();

    private void Mint(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _fake.Iam.Page!.AddMinted("x");
        }
    }

    private static string Said(JsonObject told) =>
        $"{told["now"]} {told["total"]} {told["whole"]!.ToJsonString()} [{string.Join(", ", Numbers(told))}]";

    private static int[] Numbers(JsonObject told) => [.. told["entries"]!.AsArray().Select(entry => entry!["number"]!.GetValue<int>())];
}
