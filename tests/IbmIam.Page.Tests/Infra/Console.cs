using System.Globalization;
using System.Net;
using System.Text;

namespace IbmIam.Page.Tests;

/// <summary>What a person sees of the packed package in a shell: commands as typed, and what they print.</summary>
internal sealed class Console : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ibmiam-console-").FullName;
    private readonly StringBuilder _shown = new();
    private readonly string _set;

    public Console(Fake fake, string root)
    {
        var feed = Environment.GetEnvironmentVariable("IBMIAM_TEST_FEED") ?? Path.Combine(root, "artifacts/packages");
        Assert.True(Directory.Exists(feed), $"No packages in {feed}: run ./build.sh --target Pack first.");
        foreach (var file in new[] { "Deploy.csproj", "Library.cs" })
        {
            File.Copy(Path.Combine(root, "samples/msbuild", file), Path.Combine(_folder, file));
        }

        File.Copy(Path.Combine(root, "global.json"), Path.Combine(_folder, "global.json"));
        _set = $"""
            cd '{_folder}'
            export IBMCLOUD_IAM_API_ENDPOINT='{fake.Url}' IBMCLOUD_API_KEY='{Fake.Key}' KEY_PROTECT_URL='{fake.Url}' KEY_PROTECT_INSTANCE=instance
            export RestoreSources='{feed}' NUGET_PACKAGES='{_folder}/packages' IBMIAM_CACHE_DIR='{_folder}/cache' DOTNET_NOLOGO=1 MSBUILDTERMINALLOGGER=off
            unset CI GITHUB_ACTIONS TF_BUILD MSBUILD_LOGGING_ARGS
            """;
    }

    /// <summary>Restores, which no picture needs.</summary>
    public Task PrepareAsync() => Shell.RunAsync($"{_set}\ndotnet restore 2>&1");

    /// <summary>Runs a command; what it prints is shown, and given.</summary>
    public async Task<string> RunAsync(string command)
    {
        var printed = (await Shell.RunAsync($"{_set}\n{command} 2>&1")).Replace(_folder, "~/app", StringComparison.Ordinal).TrimEnd();
        _shown.Append(CultureInfo.InvariantCulture, $"<b>~/app$ {WebUtility.HtmlEncode(command)}</b>\n{WebUtility.HtmlEncode(printed)}\n\n");
        return printed;
    }

    public string ToHtml() => $$"""
        <!doctype html><meta charset="utf-8"><style>
          body { margin: 0; background: #0d1117; color: #c9d1d9; }
          pre { margin: 0; padding: 22px 26px 6px; width: max-content; font: 13px/1.55 "JetBrains Mono", "DejaVu Sans Mono", monospace; white-space: pre-wrap; max-width: 1000px; }
          b { color: #7ee787; font-weight: 600; }
        </style><pre>{{_shown}}</pre>
        """;

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
