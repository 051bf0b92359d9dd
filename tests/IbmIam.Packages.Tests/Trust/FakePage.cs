using System.Text;
using System.Text.Json.Nodes;

namespace IbmIam.Packages.Tests.Trust;

/// <summary>All that the fake's page loads and is told, as a browser gets it.</summary>
internal static class FakePage
{
    public static async Task<IReadOnlyList<(string Path, string Text)>> ReadAsync(string url)
    {
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        List<(string, string)> parts = [("/__fake/events", await FirstEventAsync(client))];
        foreach (var path in new[] { "/", "/__fake/page/app.mjs", "/__fake/requests", "/__fake/state" })
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Stop);
            var headers = answer.EnsureSuccessStatusCode().Headers.ToString();
            parts.Add((path, headers + Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync(Stop))));
        }

        return parts;
    }

    // The first event holds all that happened and all that is there.
    private static async Task<string> FirstEventAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri("/__fake/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Stop);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Stop));
        var first = (await reader.ReadLineAsync(Stop))!;
        Assert.True(JsonNode.Parse(first["data: ".Length..])!["whole"]!.GetValue<bool>());
        return first;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
