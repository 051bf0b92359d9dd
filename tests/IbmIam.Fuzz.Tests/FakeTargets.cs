using System.Text;
using System.Text.Json;
using IbmIam.Testing;
using IbmIam.Testing.Configuration;
using IbmIam.Testing.Http;
using Microsoft.Extensions.Time.Testing;

namespace IbmIam.Fuzz.Tests;

/// <summary>The fake without a server: any configuration is taken or told what is wrong with it, and any requests, one after another, get IAM's answers.</summary>
internal static class FakeTargets
{
    private const string Form = "application/x-www-form-urlencoded";

    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public static void Configuration(byte[] bytes)
    {
        using var iam = Start(new FakeIamOptions());
        try
        {
            var document = ConfigDocument.Parse("fuzz", bytes);
            ConfigReader.ReadOptions(iam.Options, document);
            ConfigReader.Apply(iam, document, atStart: true);
        }
        catch (ConfigException told)
        {
            Assert.StartsWith("fuzz", told.Message, StringComparison.Ordinal);
        }

        iam.Faults.Clear();
        var grant = $"grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey={iam.Default.ApiKey}";
        Assert.InRange(Answer(iam, new FakeRequest { Method = "POST", Path = "/identity/token", Headers = Headers($"Content-Type: {Form}"), Body = Encoding.UTF8.GetBytes(grant) }).Status, 200, 499);
    }

    /// <summary>
    /// Requests as HTTP writes them, parted by a line <c>===</c>. <c>{token}</c> and <c>{refresh}</c> are the tokens that the last answer with
    /// one gave, so that a chance change can't lose a signature.
    /// </summary>
    public static void Requests(byte[] bytes)
    {
        using var iam = Start(new FakeIamOptions { Page = true, AdminApi = true, KeyProtect = true, RequestLogCapacity = 50 });
        iam.Guard.Add("/guarded/**", FakeService.KeyProtect);
        var (token, refresh) = (iam.MintToken(iam.Default, new FakeTokenForm()), iam.AddRefreshToken(iam.DefaultUser, "bx"));
        foreach (var text in Encoding.UTF8.GetString(bytes).Split("\n===\n").Take(8))
        {
            var before = iam.Requests.Total;
            var response = Answer(iam, Parse(text.Replace("{token}", token, StringComparison.Ordinal).Replace("{refresh}", refresh, StringComparison.Ordinal)));
            var planned = iam.Requests.Total != before && iam.Requests is [.., { Fault: not null }];
            Assert.True(response.Status is >= 200 and < 500 || planned, $"{response.Status} to {text}");
            if (response.ContentType == FakeResponse.Json && !planned && !response.Body.IsEmpty)
            {
                using var body = JsonDocument.Parse(response.Body);
                (token, refresh) = (Text(body, "access_token") ?? token, Text(body, "refresh_token") ?? refresh);
            }
        }

        Assert.DoesNotContain(iam.Default.ApiKey, iam.Requests.ToString(), StringComparison.Ordinal);
    }

    private static FakeIam Start(FakeIamOptions options)
    {
        options.Time = new FakeTimeProvider(Noon);
        return new FakeIam(options);
    }

    /// <summary>As the hosts answer: a route of the fake's, a guarded path, or neither.</summary>
    private static FakeResponse Answer(FakeIam iam, FakeRequest request)
    {
        if (iam.Match(request.Method, request.Path) is not { } route)
        {
            return iam.Refusal(request, Uri.UnescapeDataString(request.Path), out _) ?? iam.Unmatched(request);
        }

        // A hold that the input asked for would keep the next request, as it should: its client leaves.
        using var leave = new CancellationTokenSource();
        var answering = iam.AnswerAsync(request, route, leave.Token);
        if (!answering.IsCompleted)
        {
            leave.Cancel();
            Assert.ThrowsAny<OperationCanceledException>(() => answering.GetAwaiter().GetResult());
            return FakeResponse.Empty(204);
        }

        return answering.GetAwaiter().GetResult();
    }

    private static FakeRequest Parse(string text)
    {
        var parts = text.Split("\n\n", 2);
        var lines = parts[0].Split('\n');
        var first = lines[0].Split(' ', 2);
        var target = first[^1].Split('?', 2);
        return new FakeRequest
        {
            Method = first.Length > 1 ? first[0] : "GET",
            Path = target[0],
            Query = target.Length > 1 ? "?" + target[1] : "",
            Headers = Headers(lines[1..]),
            Body = Encoding.UTF8.GetBytes(parts.Length > 1 ? parts[1] : ""),
        };
    }

    private static Headers Headers(params string[] lines) => new(
    [
        .. lines.Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2).Select(pair => KeyValuePair.Create(pair[0], pair[1].Trim()))
            .DistinctBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase),
    ]);

    private static string? Text(JsonDocument body, string name) =>
        body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 20 } text ? text : null;
}
