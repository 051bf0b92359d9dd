using System.Text.Json;
using IbmIam.Bench.Harness;
using IbmIam.Testing;

namespace IbmIam.Bench.Tables;

/// <summary>Exchanges one after another on an open connection, compared with a bare POST and a parse of the same answer.</summary>
internal static class ColdExchange
{
    private const int Rounds = 2;
    private const int Exchanges = 200;

    public static async Task MeasureAsync(Run run)
    {
        using var iam = FakeIamServer.Start();
        using var http = new HttpClient();
        var url = new Uri(iam.Url + "/identity/token");
        var form = new Dictionary<string, string> { ["grant_type"] = "urn:ibm:params:oauth:grant-type:apikey", ["apikey"] = iam.ApiKey };
        var client = CachedToken.Client(iam, TokenCacheMode.None);
        var folder = run.Fresh();
        var took = await run.InTurnWarmAsync(Rounds, "µs", [
            Subject("IamClient", async _ => await client.GetTokenAsync(CancellationToken.None)),
            Subject("HttpClient", _ => PostAsync(http, url, form)),
            Subject("IamClient with cache file", async i => await Stored(iam, Path.Combine(folder, "cache"), i).GetTokenAsync(CancellationToken.None)),
        ]);
        run.Compare("exchange", ("IamClient", took["IamClient"]), ("HttpClient and a parse", took["HttpClient"]), Aim.AtMost(1.3));
        run.Report("lock and write of the cache file, new client each time", "IamClient", took["IamClient with cache file"].Minus(took["IamClient"]));
    }

    private static Subject Subject(string name, Func<int, Task> exchangeAsync) => new(name, async () =>
        1000 / (double)Exchanges * await Clock.MillisecondsAsync(async () =>
        {
            for (var i = 0; i < Exchanges; i++)
            {
                await exchangeAsync(i);
            }
        }));

    private static async Task PostAsync(HttpClient http, Uri url, Dictionary<string, string> form)
    {
        using var content = new FormUrlEncodedContent(form);
        using var answer = await http.PostAsync(url, content);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        if (json.RootElement.GetProperty("access_token").GetString()!.Length == 0)
        {
            throw new InvalidOperationException("There is no token.");
        }
    }

    /// <summary>Each number is a scope, and so a token and a file, of its own.</summary>
    private static IamClient Stored(FakeIamServer iam, string folder, int number)
    {
        if (number == 0 && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return new IamClient(
            new IamSettings { IamUrl = iam.Url, ApiKey = Secret.From(iam.ApiKey), TokenCache = TokenCacheMode.User, Scope = $"ibm openid s{number}" },
            new IamHost { Variable = name => name == "IBMIAM_CACHE_DIR" ? folder : null, Memory = new TokenMemory() });
    }
}
