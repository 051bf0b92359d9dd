using System.Globalization;
using System.Security.Cryptography;
using IbmIam.Bench.Harness;
using IbmIam.Bench.Rivals;
using IbmIam.Testing;

namespace IbmIam.Bench;

/// <summary>Measures what can be measured only once in a process, prints the milliseconds and ends.</summary>
internal static class Once
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var took = arguments switch
        {
            ["read-sealed", var url, var key, var folder] => await Clock.MillisecondsAsync(async () => await SealedClient(url, key, folder).GetTokenAsync(CancellationToken.None)),
            ["read-plain", var file] => await Clock.MillisecondsAsync(() => File.ReadAllBytesAsync(file)),
            ["open-crypto"] => Clock.Milliseconds(() => SHA256.HashData([])),
            ["start-fake"] => await Clock.MillisecondsAsync(StartFakeAsync),
            ["start-wiremock"] => await Clock.MillisecondsAsync(StartWireMockAsync),
            _ => throw new ArgumentException(string.Join(' ', arguments)),
        };
        Console.WriteLine(took.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    public static IamClient SealedClient(string url, string key, string folder) => new(
        new IamSettings { IamUrl = url, ApiKey = Secret.From(key) },
        new IamHost { Variable = name => name == "IBMIAM_CACHE_DIR" ? folder : null, Memory = new TokenMemory() });

    public static async Task StartFakeAsync()
    {
        using var iam = FakeIamServer.Start();
        await TokenAsync(iam.Url, iam.ApiKey);
    }

    public static async Task StartWireMockAsync()
    {
        using var rival = SigningWireMock.Start();
        await TokenAsync(rival.Url, "any");
    }

    private static async Task TokenAsync(string url, string key)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "urn:ibm:params:oauth:grant-type:apikey", ["apikey"] = key });
        using var answer = await http.PostAsync(new Uri(url + "/identity/token"), form);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    }
}
