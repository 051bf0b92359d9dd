#nullable enable
// The main use case, end to end, on this machine only: the packed addin and the packed task get a token from the
// packed fake IAM and list keys at its Key Protect endpoint, which checks the token.
using System.Diagnostics;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

sealed record DemoExchange(string? Grant, string? Identity, int Status);

sealed record DemoStep(string Who, string Source, DemoExchange[] Exchanges, string[] Keys, TimeSpan Took);

sealed class Demo(ICakeContext cake, DirectoryPath artifacts, DirectoryPath packages, string version)
{
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    readonly DirectoryPath _folder = artifacts.Combine("demo");
    readonly StringBuilder _printed = new();
    readonly string[] _apiKeys = [$"demo-cake-{Guid.NewGuid():N}", $"demo-msbuild-{Guid.NewGuid():N}"];

    public async Task<string> RunAsync()
    {
        var started = DateTime.UtcNow;
        cake.CleanDirectory(_folder);
        Run("dotnet", ["tool", "install", "IbmIam.Testing.Server", "--version", version,
            "--tool-path", _folder.Combine("tools").FullPath, "--source", packages.FullPath], null);
        using var fake = StartFake();
        try
        {
            var url = await UrlOf(fake);
            DemoStep[] steps =
            [
                await Step("Cake script", url, _apiKeys[0], "samples/cake", ["cake", "deploy.cake"]),
                await Step("MSBuild project", url, _apiKeys[1], "samples/msbuild", ["build", "Deploy.csproj", "--nologo", "-t:Rebuild"]),
            ];
            return Report(steps, Check(steps, started));
        }
        finally
        {
            fake.Kill();
        }
    }

    Process StartFake()
    {
        var start = new ProcessStartInfo(_folder.CombineWithFilePath(OperatingSystem.IsWindows() ? "tools/ibm-iam-fake.exe" : "tools/ibm-iam-fake").FullPath)
        {
            RedirectStandardOutput = true,
        };
        foreach (var argument in new[] { "--key-protect", "--quiet", "--api-key", _apiKeys[0], "--api-key", _apiKeys[1] })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    static async Task<string> UrlOf(Process fake)
    {
        const string Ready = "ibm-iam-fake listening on ";
        var line = await fake.StandardOutput.ReadLineAsync().WaitAsync(Deadline);
        return line is not null && line.StartsWith(Ready, StringComparison.Ordinal)
            ? line[Ready.Length..].TrimEnd('/')
            : throw new CakeException($"The fake IAM did not start; it said: {line}");
    }

    async Task<DemoStep> Step(string who, string url, string apiKey, string folder, string[] command)
    {
        var keys = cake.MakeAbsolute(cake.File(folder + "/bin/keys.json")).FullPath;
        if (cake.FileExists(keys))
        {
            cake.DeleteFile(keys);
        }

        var before = (await Exchanges(url)).Length;
        var watch = Stopwatch.StartNew();
        Run("dotnet", command, folder, new Dictionary<string, string>
        {
            ["IBMCLOUD_IAM_API_ENDPOINT"] = url,
            ["IBMCLOUD_API_KEY"] = apiKey,
            ["KEY_PROTECT_URL"] = url,
            ["KEY_PROTECT_INSTANCE"] = Guid.NewGuid().ToString(),
            ["IBMIAM_CACHE_DIR"] = _folder.Combine("token-cache").FullPath,
            // Only the packed packages, with a separate package cache.
            ["CAKE_NUGET_SOURCE"] = packages.FullPath,
            ["RestoreSources"] = packages.FullPath,
            ["NUGET_PACKAGES"] = _folder.Combine("packages").FullPath,
            ["CAKE_PATHS_TOOLS"] = _folder.Combine("cake").FullPath,
            ["CAKE_SETTINGS_SKIPPACKAGEVERSIONCHECK"] = "true",
        });
        watch.Stop();
        var exchanges = (await Exchanges(url))[before..];
        using var answer = JsonDocument.Parse(System.IO.File.ReadAllText(keys));
        return new DemoStep(
            who,
            $"{folder}/{command[1]}",
            exchanges,
            [.. answer.RootElement.GetProperty("resources").EnumerateArray().Select(k => k.GetProperty("name").GetString()!)],
            watch.Elapsed);
    }

    void Run(string tool, string[] arguments, string? folder, Dictionary<string, string>? environment = null)
    {
        var command = new ProcessArgumentBuilder();
        foreach (var argument in arguments)
        {
            command.AppendQuoted(argument);
        }

        var exitCode = cake.StartProcess(tool, new ProcessSettings
        {
            Arguments = command,
            WorkingDirectory = folder ?? ".",
            EnvironmentVariables = environment ?? [],
            Timeout = (int)Deadline.TotalMilliseconds,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }, out var output, out var errors);
        var printed = string.Join('\n', output.Concat(errors));
        _printed.AppendLine(printed);
        if (exitCode != 0)
        {
            cake.Log.Error("{0}", printed);
            throw new CakeException($"{tool} {string.Join(' ', arguments)} ended with {exitCode}.");
        }
    }

    static async Task<DemoExchange[]> Exchanges(string url)
    {
        using var http = new HttpClient { Timeout = Deadline };
        using var log = JsonDocument.Parse(await http.GetStringAsync(url + "/__fake/requests"));
        return [.. log.RootElement.GetProperty("requests").EnumerateArray()
            .Where(r => r.GetProperty("path").GetString() == "/identity/token")
            .Select(r => new DemoExchange(
                r.GetProperty("grant").GetString(), r.GetProperty("identity").GetString(), r.GetProperty("status").GetInt32()))];
    }

    static string Report(DemoStep[] steps, int files)
    {
        var report = new StringBuilder("Two builds each got a token from a fake IAM on this machine, and listed keys with it.\n\n");
        foreach (var (who, source, exchanges, keys, took) in steps)
        {
            report.AppendLine($"  {who,-18}{source}, {took.TotalSeconds:0.0} s")
                .AppendLine($"    token           access token (Bearer) for {exchanges[0].Identity}")
                .AppendLine($"    exchanges       {exchanges.Length}, by the {exchanges[0].Grant} grant")
                .AppendLine($"    keys            {string.Join(", ", keys)}")
                .AppendLine();
        }

        return report
            .Append($"  In {steps.Sum(step => step.Took.TotalSeconds):0.0} s. No API key and no token stands in what they printed, or in the {files} files that were written.")
            .ToString();
    }

    // Checks what the report promises; returns the number of files written.
    int Check(DemoStep[] steps, DateTime started)
    {
        foreach (var step in steps.Where(s => s.Exchanges is not [{ Status: 200 }] || s.Keys.Length == 0))
        {
            throw new CakeException($"{step.Who}: expected one exchange and some keys, saw {step.Exchanges.Length} and {step.Keys.Length}.");
        }

        var secrets = new Regex($"{_apiKeys[0]}|{_apiKeys[1]}|eyJ[A-Za-z0-9_-]{{20,}}\\.eyJ[A-Za-z0-9_-]{{100,}}\\.[A-Za-z0-9_-]{{100,}}");
        var written = new[] { artifacts.FullPath, "samples" }
            .SelectMany(folder => System.IO.Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(file => System.IO.File.GetLastWriteTimeUtc(file) >= started)
            .ToArray();
        if (secrets.IsMatch(_printed.ToString()))
        {
            throw new CakeException("A build printed an API key or a token.");
        }

        var leaks = written.Where(file => secrets.IsMatch(Encoding.Latin1.GetString(System.IO.File.ReadAllBytes(file)))).ToArray();
        if (leaks.Length > 0)
        {
            throw new CakeException($"An API key or a token stands in {string.Join(", ", leaks)}.");
        }

        return written.Length;
    }
}
