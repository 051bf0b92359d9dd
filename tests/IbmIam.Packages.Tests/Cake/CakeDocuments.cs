using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace IbmIam.Packages.Tests;

/// <summary>What the addin's README and its page tell people to write, run as written.</summary>
public sealed partial class CakeDocuments(Packages packages)
{
    private const string Readme = "src/Cake.IbmIam/README.md";
    private const string Page = "docs/cake.md";

    [Fact]
    public async Task The_deployment_script_deploys()
    {
        await using var script = Script(Scripts(Readme).Single(b => b.StartsWith(CakeScript.Addin, StringComparison.Ordinal))[CakeScript.Addin.Length..]);

        var run = (await script.RunAsync()).ShouldSucceed();

        Assert.Matches("Key Protect answers, [1-9]", run.Output);
        Assert.Contains("deployed with a token", run.Output, StringComparison.Ordinal);
        Assert.Single(script.Iam.Requests.Tokens);
    }

    [Fact]
    public async Task Every_other_block_runs_in_a_script()
    {
        var blocks = Scripts(Readme).Concat(Scripts(Page)).Where(b => b.StartsWith("Task(", StringComparison.Ordinal)).ToArray();
        var tasks = TaskName().Matches(string.Concat(blocks)).Select(m => m.Groups["name"].Value).ToArray();
        await using var script = Script(string.Concat(blocks) + $"""

            Task("All").IsDependentOn("{string.Join("\").IsDependentOn(\"", tasks)}");
            RunTarget("All");
            """);
        await CakeTools.WriteDeployAsync(script);

        var run = (await script.RunAsync()).ShouldSucceed();

        Assert.Equal(["With-Settings", "Deploy-Project", "Sign", "Regions", "Long", "Optional"], tasks);
        Assert.Matches("deploy: IBM_ACCESS_TOKEN [0-9A-F]{64}", run.Output);
        Assert.Contains("eu-de: 60 minutes left", run.Output, StringComparison.Ordinal);
        Assert.Contains("No deployment from here: IBMIAM1", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_based_program_is_a_script_with_two_lines_in_place_of_addin()
    {
        // The Cake SDK is a package that these tests do without: a script host runs what stands below its two lines.
        var lines = Scripts(Page).Single(b => b.StartsWith("#:sdk", StringComparison.Ordinal)).Split('\n');
        await using var script = Script(string.Join('\n', lines[2..]));

        var run = (await script.RunAsync()).ShouldSucceed();

        Assert.Equal(["#:sdk Cake.Sdk@7.0.0", "#:package Cake.IbmIam@*"], lines[..2]);
        Assert.Contains($"Deploying as {script.Iam.DefaultServiceId.Id} (default)", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_names_every_setting()
    {
        using var nupkg = ZipFile.OpenRead(packages.Nupkg("Cake.IbmIam"));
        using var xml = nupkg.GetEntry("lib/net10.0/Cake.IbmIam.xml")!.Open();
        const string prefix = "P:Cake.IbmIam.IbmIamSettings.";
        var settings = XDocument.Load(xml).Descendants("member").Select(m => m.Attribute("name")!.Value)
            .Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Select(n => n[prefix.Length..]).ToArray();
        var page = File.ReadAllText(Path.Combine(Packages.RepositoryRoot, Page));

        Assert.NotEmpty(settings);
        Assert.All(settings, setting => Assert.Contains($"`{setting}`", page, StringComparison.Ordinal));
    }

    private CakeScript Script(string text)
    {
        // The documents' scripts run sh.
        Needs.Unix();
        var script = new CakeScript(packages, text, o => o.KeyProtect = true);
        var key = script.Iam.AddServiceId("deployer").ApiKey;
        script.Sandbox.Environment["KEY_PROTECT_URL"] = script.Iam.Url;
        script.Sandbox.Environment["KEY_PROTECT_INSTANCE"] = "11111111-2222-3333-4444-555555555555";
        script.Sandbox.Environment["DEPLOY_API_KEY"] = key;
        script.Sandbox.Write("secrets/apikey.json", $$"""{"apikey":"{{key}}"}""");
        script.Sandbox.Write("deploy.sh", "test -n \"$IBM_ACCESS_TOKEN\" && echo deployed with a token\n");
        return script;
    }

    private static IEnumerable<string> Scripts(string document) =>
        Markdown.Blocks(document).Where(b => b.Language == "csharp").Select(b => b.Text);

    [GeneratedRegex("Task\\(\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex TaskName();
}
