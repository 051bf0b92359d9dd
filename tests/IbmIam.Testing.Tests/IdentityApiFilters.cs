using static IbmIam.Testing.Tests.Documents;

namespace IbmIam.Testing.Tests;

/// <summary>The parameter <c>filter</c> of IAM's lists.</summary>
public sealed class IdentityApiFilters : IDisposable
{
    private const string Valid = "conditions like name co \"Foo\" and description sw \"Bar\": name or description; sw, ew, co, sw_ci, ew_ci or co_ci; a quoted text; and, or, ()";

    private readonly FrozenFake _fake = new();
    private readonly string _token;

    public IdentityApiFilters() => _token = _fake.Iam.MintToken();

    [Theory]
    [InlineData("name sw \"tmp-\"", "tmp-a tmp-b")]
    [InlineData("name sw \"mp-\"", "")]
    [InlineData("name sw \"TMP-\"", "TMP-c")]
    [InlineData("name ew \"-A\"", "")]
    [InlineData("name ew \"-a\"", "tmp-a")]
    [InlineData("name co \"p-\"", "tmp-a tmp-b")]
    [InlineData("name co \"\"", "tmp-a tmp-b TMP-c say \"\\\"")]
    [InlineData("name sw_ci \"tmp-\"", "tmp-a tmp-b TMP-c")]
    [InlineData("name ew_ci \"-C\"", "TMP-c")]
    [InlineData("name co_ci \"P-\"", "tmp-a tmp-b TMP-c")]
    [InlineData("description co \"of tmp-b\"", "tmp-b")]
    [InlineData("name co \"tmp\" and description ew \"a\"", "tmp-a")]
    [InlineData("name ew \"a\" or name ew \"b\" and name sw \"TMP\"", "tmp-a")]
    [InlineData("(name ew \"a\" or name ew \"c\") and name sw \"TMP\"", "TMP-c")]
    [InlineData("name sw \"TMP\" and (name ew \"a\" or (name ew \"c\"))", "TMP-c")]
    [InlineData("  NAME SW \"tmp-a\"\tOR name Ew \"-b\" ", "tmp-a tmp-b")]
    [InlineData("name co \"\\\"\" and name ew \"\\\\\\\"\"", "say \"\\\"")]
    public async Task A_list_holds_what_fits(string filter, string names)
    {
        foreach (var name in (string[])["tmp-a", "tmp-b", "TMP-c", "say \"\\\""])
        {
            await AskAsync("POST", "/v1/serviceids", new System.Text.Json.Nodes.JsonObject { ["name"] = name, ["description"] = "of " + name, ["account_id"] = _fake.Iam.AccountId }.ToJsonString());
            _fake.Iam.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        // The fake's own service ID has no description.
        var list = (await AskAsync("GET", $"/v1/serviceids?account_id={_fake.Iam.AccountId}&filter=" + Uri.EscapeDataString($"({filter}) and description sw \"of\""))).Json;

        Assert.Equal(names, string.Join(' ', list["serviceids"]!.AsArray().Select(one => $"{one!["name"]}")));
    }

    [Theory]
    [InlineData("apikeys", "scope=account&")]
    [InlineData("profiles", "account_id=fa4e0000fa4e4000a000fa4e00000001&")]
    [InlineData("serviceids", "account_id=fa4e0000fa4e4000a000fa4e00000001&")]
    public async Task Every_list_is_filtered_and_so_are_its_pages(string kind, string query)
    {
        for (var at = 0; at < 3; at++)
        {
            await AskAsync("POST", "/v1/" + kind, $$"""{ "name": "tmp-{{at}}", "iam_id": "iam-{{_fake.Iam.DefaultServiceId.Id}}", "account_id": "{{_fake.Iam.AccountId}}" }""");
            _fake.Iam.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var first = (await AskAsync("GET", $"/v1/{kind}?{query}pagesize=2&filter=name%20sw%20%22tmp-%22")).Json;
        var second = (await AskAsync("GET", first.Text("next")[_fake.Iam.Url.Length..])).Json;

        Assert.Equal(["tmp-0", "tmp-1"], first[kind]!.AsArray().Select(one => $"{one!["name"]}"));
        Assert.Equal(["tmp-2"], second[kind]!.AsArray().Select(one => $"{one!["name"]}"));
        Assert.False(second.ContainsKey("next"));
    }

    [Theory]
    [InlineData("name")]
    [InlineData("name sw")]
    [InlineData("name sw tmp")]
    [InlineData("name sw \"tmp")]
    [InlineData("name sw 'tmp'")]
    [InlineData("name sw \"a\\n\"")]
    [InlineData("name eq \"tmp\"")]
    [InlineData("iam_id sw \"tmp\"")]
    [InlineData("not (name sw \"tmp\")")]
    [InlineData("name sw \"a\" and")]
    [InlineData("name sw \"a\" or")]
    [InlineData("name sw \"a\" name sw \"b\"")]
    [InlineData("name sw \"a\"and name sw \"b\"")]
    [InlineData("(name sw \"a\"")]
    [InlineData("name sw \"a\")")]
    [InlineData("()")]
    [InlineData(" ")]
    public async Task Another_filter_is_refused(string filter)
    {
        var answer = await AskAsync("GET", "/v1/apikeys?filter=" + Uri.EscapeDataString(filter));

        Assert.Equal(Invalid("filter", filter, Valid), answer.Refusal());
    }

    [Theory]
    [InlineData(16, 1000, 200)]
    [InlineData(17, 1000, 400)]
    [InlineData(16, 1001, 400)]
    [InlineData(450, 1000, 400)]
    public async Task A_filter_has_a_longest_and_a_deepest(int depth, int length, int status)
    {
        var filter = new string('(', depth) + "name sw \"\"" + new string(')', depth);

        Assert.Equal(status, (await AskAsync("GET", "/v1/apikeys?filter=" + Uri.EscapeDataString(filter.PadRight(length)))).Status);
    }

    public void Dispose() => _fake.Dispose();

    private Task<Answer> AskAsync(string method, string path, string? body = null) => _fake.AskAsync(method, path, body, _token);
}
