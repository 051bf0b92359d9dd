using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace IbmIam.Packages.Tests.Documents;

/// <summary>Pipeline files, this project's own and the samples, read by a YAML parser and held to what keeps secrets safe.</summary>
public sealed partial class Pipelines
{
    private static readonly string[] _folders = [".github", "samples/pipelines"];

    public static TheoryData<string> Files => [.. _folders
        .SelectMany(f => Directory.EnumerateFiles(Path.Combine(Packages.RepositoryRoot, f), "*.y*ml", SearchOption.AllDirectories))
        .Select(f => Path.GetRelativePath(Packages.RepositoryRoot, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Workflows => [".github/workflows/ci.yml", "samples/pipelines/github-actions.yml"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Are_YAML(string file)
    {
        Assert.All(Documents(file), document => Assert.IsType<YamlMappingNode>(document));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Of_GitHub_may_only_read_and_pin_every_action_by_its_commit(string file)
    {
        var workflow = Documents(file).Single();
        var steps = Children(workflow["jobs"]).SelectMany(job => (YamlSequenceNode)job["steps"]).ToArray();
        var uses = steps.Where(s => Has(s, "uses")).Select(s => Text(s["uses"])).ToArray();

        Assert.Equal("{ { contents, read } }", workflow["permissions"].ToString());
        Assert.NotEmpty(uses);
        Assert.All(uses, action => Assert.Matches("^[a-z-]+/[a-z-]+@[0-9a-f]{40}$", action));
        Assert.All(steps.Where(s => Has(s, "uses") && Text(s["uses"]).StartsWith("actions/checkout", StringComparison.Ordinal)),
            checkout => Assert.Equal("false", Text(checkout["with"]["persist-credentials"])));
        Assert.All(steps, step => Assert.True(Has(step, "uses") != Has(step, "run")));
    }

    [Fact]
    public void Of_the_project_call_the_build_script_on_three_systems()
    {
        var job = Documents(".github/workflows/ci.yml").Single()["jobs"]["test"];
        var runs = ((YamlSequenceNode)job["steps"]).Where(s => Has(s, "run")).Select(s => Text(s["run"]));

        Assert.Equal(["./build.sh --target Demo", "./build.sh --target Test"], runs);
        Assert.Equal(["ubuntu", "windows", "macos"], ((YamlSequenceNode)job["strategy"]["matrix"]["os"]).Select(os => Text(os).Split('-')[0]));
    }

    [Theory]
    [InlineData("samples/pipelines/github-actions.yml", "${{ secrets.IBMCLOUD_API_KEY }}")]
    [InlineData("samples/pipelines/azure-pipelines.yml", "$(IBMCLOUD_API_KEY)")]
    public void Of_the_samples_give_the_key_to_the_one_step_that_deploys(string file, string secret)
    {
        var document = Documents(file).Single();
        var steps = (YamlSequenceNode)(Has(document, "jobs") ? document["jobs"]["deploy"]["steps"] : document["steps"]);
        var withKey = Assert.Single(steps, s => Has(s, "env"));

        Assert.Equal(secret, Text(withKey["env"]["IBMCLOUD_API_KEY"]));
        Assert.Contains("--target:Deploy", Text(withKey[Has(withKey, "run") ? "run" : "script"]), StringComparison.Ordinal);
        Assert.Single(Markdown.Read(file).Split('\n'), l => l.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public void Of_Tekton_know_the_places_that_the_core_looks_at()
    {
        var tasks = Documents("samples/pipelines/tekton.yaml");
        var core = Markdown.Read("src/IbmIam.Core/Credentials/DiscoveredSources.cs") + Markdown.Read("src/IbmIam.Core/Credentials/TrustedProfile.cs");
        var step = ((YamlSequenceNode)tasks[1]["spec"]["steps"]).Single();
        var mount = Text(((YamlSequenceNode)step["volumeMounts"]).Single()["mountPath"]);

        Assert.All(tasks, task => Assert.Equal(("tekton.dev/v1", "Task"), (Text(task["apiVersion"]), Text(task["kind"]))));
        Assert.Contains($"\"{mount}/sa-token\"", core, StringComparison.Ordinal);
        Assert.Contains($"\"{Text(((YamlSequenceNode)step["env"]).Single()["name"])}\"", core, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_issue_forms_ask_for_no_secret()
    {
        var forms = Files.Select(f => f.Data).Where(f => f.Contains("ISSUE_TEMPLATE", StringComparison.Ordinal) && !f.EndsWith("config.yml", StringComparison.Ordinal)).ToArray();

        Assert.Equal(2, forms.Length);
        Assert.All(forms, form => Assert.Matches(NoSecrets(), Markdown.Read(form)));
        Assert.All(forms, form => Assert.IsType<YamlSequenceNode>(Documents(form).Single()["body"]));
    }

    private static YamlNode[] Documents(string file)
    {
        var yaml = new YamlStream();
        using var reader = new StringReader(Markdown.Read(file));
        yaml.Load(reader);
        return [.. yaml.Documents.Select(d => d.RootNode)];
    }

    private static IEnumerable<YamlNode> Children(YamlNode node) => ((YamlMappingNode)node).Children.Values;

    private static bool Has(YamlNode node, string key) => ((YamlMappingNode)node).Children.ContainsKey(new YamlScalarNode(key));

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    [GeneratedRegex(@"Paste no API key.*token", RegexOptions.Singleline)]
    private static partial Regex NoSecrets();
}
