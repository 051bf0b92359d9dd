using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace IbmIam.Packages.Tests;

/// <summary>The example of every alias, taken from the packed XML documents and run as written.</summary>
public sealed partial class CakeAliasExamples(Packages packages)
{
    [Fact]
    public async Task Every_alias_has_an_example()
    {
        var aliases = (await MembersAsync()).Where(m => m.Attribute("name")!.Value.StartsWith("M:Cake.IbmIam.IbmIamAliases.", StringComparison.Ordinal)).ToArray();

        Assert.Equal(24, aliases.Length);
        Assert.All(aliases, alias => Assert.Contains("Task(\"", alias.Element("example")?.Element("code")?.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_example_runs_as_written()
    {
        Needs.Unix();
        var examples = (await MembersAsync()).Select(m => m.Element("example")?.Element("code")?.Value).OfType<string>().ToArray();
        var tasks = examples.Select(e => TaskName().Match(e).Groups["name"].Value).ToArray();
        await using var script = new CakeScript(
            packages,
            string.Join("\n", examples) + $"""

            Task("All").IsDependentOn("{string.Join("\").IsDependentOn(\"", tasks)}");
            RunTarget("All");
            """,
            o => o.KeyProtect = true);
        await PrepareAsync(script);

        var run = (await script.RunAsync()).ShouldSucceed();

        Assert.All(tasks, task => Assert.Matches($@"{task}\s+\d\d:\d\d:\d\d\S*\s+Succeeded", run.Output));
        Assert.Contains("Key Protect says OK", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"[1-9]\d* characters of keys", run.Output);
        Assert.Contains("deploy.sh ended with 0", run.Output, StringComparison.Ordinal);
        Assert.Contains("artifacts/token.json is there: True", run.Output, StringComparison.Ordinal);
        var children = run.Output.Split('\n').Where(l => l.EndsWith(" is a JWT", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(["IBM_ACCESS_TOKEN is a JWT", .. Enumerable.Repeat("TOKEN is a JWT", 4)], children);
        Assert.Matches("deploy: IBM_ACCESS_TOKEN [0-9A-F]{64}", run.Output);
        Assert.DoesNotContain("eyJ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(script.Iam.ApiKey, run.Output, StringComparison.Ordinal);
        // Four keys and one that keeps to the process; clearing the cache may add one for each. Never one for each alias.
        Assert.InRange(script.Iam.Requests.Tokens.Count, 3, 8);
    }

    private static async Task PrepareAsync(CakeScript script)
    {
        var deployer = script.Iam.AddServiceId("deployer");
        var environment = script.Sandbox.Environment;
        environment["DEPLOY_API_KEY"] = deployer.ApiKey;
        environment["AUDIT_API_KEY"] = script.Iam.AddServiceId("auditor").ApiKey;
        environment["KEY_PROTECT_URL"] = script.Iam.Url;
        environment["KEY_PROTECT_INSTANCE"] = "11111111-2222-3333-4444-555555555555";
        script.Sandbox.Write("secrets/apikey.json", $$"""{"name":"deployer","apikey":"{{deployer.ApiKey}}"}""");
        script.Sandbox.Write("deploy.sh", """
            case "$IBM_ACCESS_TOKEN" in *.*.*) echo "IBM_ACCESS_TOKEN is a JWT";; esac
            case "$TOKEN" in *.*.*) echo "TOKEN is a JWT";; esac

            """);
        await CakeTools.WriteDeployAsync(script);
    }

    private async Task<XElement[]> MembersAsync()
    {
        await using var nupkg = await ZipFile.OpenReadAsync(packages.Nupkg("Cake.IbmIam"), TestContext.Current.CancellationToken);
        await using var xml = await nupkg.GetEntry("lib/net10.0/Cake.IbmIam.xml")!.OpenAsync(TestContext.Current.CancellationToken);
        return [.. (await XDocument.LoadAsync(xml, LoadOptions.PreserveWhitespace, TestContext.Current.CancellationToken)).Descendants("member")];
    }

    [GeneratedRegex("^\\s*Task\\(\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex TaskName();
}
