using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace IbmIam.Page.Tests;

/// <summary>The real <c>ibm-iam-fake</c>, in a process of its own.</summary>
internal sealed class Fake : IAsyncDisposable
{
    public const string Key = "deployer.fake.key";
    public const string CrToken = "fake.compute.resource.token";

    private const string Announcement = "ibm-iam-fake listening on ";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private Fake(Process process) => _process = process;

    public string Url { get; private set; } = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<Fake> StartAsync(int port = 0, params string[] more)
    {
        var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../IbmIam.Testing.Server/release/IbmIam.Testing.Server.dll"));
        string[] arguments =
        [
            program, "--port", $"{port}", "--api-key", Key, "--cr-token", CrToken, "--profile", "Profile-1=deployer", "--key-protect", "--quiet", .. more,
        ];
        var fake = new Fake(Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!);
        try
        {
            var line = await fake._process.StandardOutput.ReadLineAsync(Cancelled).AsTask().WaitAsync(Deadline, Cancelled) ?? "";
            Assert.StartsWith(Announcement, line, StringComparison.Ordinal);
            fake.Url = line[Announcement.Length..];
            return fake;
        }
        catch
        {
            await fake.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks for a token as a build does; null when the connection broke.</summary>
    public Task<string?> AskAsync(string key, string agent) => AskAsync("urn:ibm:params:oauth:grant-type:apikey", key, agent);

    public Task<string?> AskGrantAsync(string grant) => AskAsync(grant, Key, "my-build/1.0");

    private async Task<string?> AskAsync(string grant, string key, string agent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url + "/identity/token");
        request.Headers.UserAgent.ParseAdd(agent);
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = grant,
            ["apikey"] = key,
        });
        try
        {
            using var answer = await _http.SendAsync(request, Cancelled);
            var body = await answer.Content.ReadAsStringAsync(Cancelled);
            return answer.IsSuccessStatusCode ? JsonNode.Parse(body)!["access_token"]!.GetValue<string>() : body;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public async Task ConfigureAsync(JsonObject change)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(Url + "/__fake/config"), change, Cancelled);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<JsonObject> StateAsync() => (await _http.GetFromJsonAsync<JsonObject>(new Uri(Url + "/__fake/state"), Cancelled))!;

    public async Task StopAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        _http.Dispose();
    }
}
