using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace IbmIam.Packages.Tests.Documents;

/// <summary>The page that holds names side by side, compared with the code in both directions: none missing, none invented.</summary>
public sealed partial class Names
{
    private const string Page = "docs/names.md";

    private const string Becomes = "what becomes of the token";

    private static readonly string[] _outputs = ["TokenFile", "AuthorizationHeaderFile"];

    // What the core sets for the CLI that it starts.
    private static readonly string[] _given = ["IBMCLOUD_COLOR", "IBMCLOUD_VERSION_CHECK"];

    private static readonly string[] _startOnly = ["--config", "--ready-file", "--ca-file", "--listen-any", "--quiet"];

    [Fact]
    public void Every_setting_has_its_row()
    {
        var settings = Members("IbmIam.Core", "IamSettings");

        Listed.Same($"{Page}, column 'Cake setting',", settings, Column("Cake setting", 0).Where(settings.Contains));
        Listed.Same($"{Page}, column 'MSBuild parameter',", settings, Column("Cake setting", 2).Where(settings.Contains));
        Listed.Same($"{Page}, column 'MSBuild property',", settings.Select(s => s == "IamUrl" ? "IbmIamUrl" : "IbmIam" + s), Column("Cake setting", 3).Where(n => n.StartsWith("IbmIam", StringComparison.Ordinal)));
    }

    [Fact]
    public void Cake_knows_every_setting_and_its_fluent_form()
    {
        var host = Members("Cake.IbmIam", "IbmIamSettings");
        var fluent = Api("Cake.IbmIam").Select(l => Fluent().Match(l)).Where(m => m.Success).Select(m => m.Groups["name"].Value).Distinct();

        Assert.Superset(Column("Cake setting", 0).ToHashSet(), host.ToHashSet());
        Assert.Superset(Column("Cake setting", 1).Select(n => n.Split('(')[0]).ToHashSet(), fluent.ToHashSet());
        Listed.All(Page, host, Words());
        Listed.Same($"{Page}, column 'Cake',", host.Except(Members("IbmIam.Core", "IamSettings")).Order(), Column(Becomes, 1).Where(n => !n.EndsWith("(…)", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void MSBuild_knows_every_parameter_and_property()
    {
        var targets = XDocument.Load(Path.Combine(Packages.RepositoryRoot, "src/IbmIam.MSBuild/build/IbmIam.MSBuild.targets"));
        var handedOn = targets.Descendants("IbmIamToken").Single().Attributes()
            .Where(a => a.Value.StartsWith("$(IbmIam", StringComparison.Ordinal)).ToDictionary(a => a.Name.LocalName, a => a.Value[2..^1]);

        Assert.Superset(Column("Cake setting", 2).ToHashSet(), handedOn.Keys.ToHashSet());
        Listed.Same($"{Page}, column 'MSBuild property',", handedOn.Values.Order(), Column("Cake setting", 3).Concat(Column(Becomes, 3)).Order());
        Listed.Same($"{Page}, column 'MSBuild parameter',", handedOn.Keys.Except(Members("IbmIam.Core", "IamSettings")).Order(), Column(Becomes, 2).Except(_outputs).Order());
        Assert.Superset(_outputs.Select(n => $"IbmIamToken.{n}.get -> string?").ToHashSet(), Api("IbmIam.MSBuild").ToHashSet());
    }

    [Fact]
    public void Every_variable_is_one_that_the_core_reads()
    {
        var core = string.Concat(Directory.EnumerateFiles(Path.Combine(Packages.RepositoryRoot, "src/IbmIam.Core"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText));
        var read = Variable().Matches(core).Select(m => m.Groups["name"].Value).ToHashSet();

        Listed.All(Page, read.Except(_given), Words());
        Assert.Superset(Column("Cake setting", 4).Where(v => OnlyVariable().IsMatch(v)).ToHashSet(), read);
    }

    [Fact]
    public void Every_option_of_the_fake_has_its_row()
    {
        using var schema = JsonDocument.Parse(Markdown.Read("src/IbmIam.Testing.Server/ibm-iam-fake.schema.json"));
        var keys = schema.RootElement.GetProperty("properties").EnumerateObject().Select(p => p.Name).Where(n => n != "$schema");
        var options = Option().Matches(Markdown.Read("src/IbmIam.Testing.Server/CommandLine.cs")).Select(m => m.Groups["name"].Value);

        Listed.Same($"{Page}, column 'JSON',", keys.Order(), Column("FakeIamServer", 3).Order());
        Assert.Equal(options.Except(_startOnly).Order(), Column("FakeIamServer", 2).Order());
        Assert.Equal(Members("IbmIam.Testing.Protocol", "FakeIamOptions").Except(["Time", "Report", "AdminApi"]).Order(), Column("FakeIamServer", 1).Order());
        Assert.Superset(Column("FakeIamServer", 0).Select(n => n.Split('.')[0]).ToHashSet(), Members("IbmIam.Testing", "FakeIamServer").ToHashSet());
    }

    [Fact]
    public void Every_call_of_the_admin_API_is_one_of_its_routes()
    {
        var routes = Route().Matches(Markdown.Read("src/IbmIam.Testing.Protocol/Routes.cs")).Select(m => $"{m.Groups["method"].Value} {m.Groups["path"].Value}").ToHashSet();

        Assert.Superset(Column("| C# | admin", 1).ToHashSet(), routes);
    }

    /// <summary>The names in one column of the table whose head holds these words.</summary>
    private static string[] Column(string head, int index) =>
        [.. Markdown.Read(Page).Split('\n').SkipWhile(l => !(l.StartsWith('|') && l.Contains(head, StringComparison.Ordinal))).Skip(2)
            .TakeWhile(l => l.StartsWith('|')).SelectMany(row => Name().Matches(row.Split('|')[index + 1]).Select(m => m.Groups["name"].Value))];

    private static HashSet<string> Words() => [.. Name().Matches(Markdown.Read(Page)).Select(m => m.Groups["name"].Value)];

    /// <summary>The public API of a project, released or not.</summary>
    internal static IEnumerable<string> Api(string project) => File.ReadLines(Path.Combine(Packages.RepositoryRoot, "src", project, "PublicAPI.Unshipped.txt"))
        .Concat(File.ReadLines(Path.Combine(Packages.RepositoryRoot, "src", project, "PublicAPI.Shipped.txt")));

    /// <summary>The public members of a type, in the order of the source where it has that many settings.</summary>
    private static string[] Members(string project, string type)
    {
        var names = Api(project).Select(l => Regex.Match(l, $@"\.{type}\.(?<name>\w+)(\.get)? ?[-(]", RegexOptions.ExplicitCapture))
            .Where(m => m.Success).Select(m => m.Groups["name"].Value).Where(n => n != type).Distinct().ToArray();
        var source = Path.Combine(Packages.RepositoryRoot, "src", project, type + ".cs");
        var text = File.ReadAllText(source);
        return [.. names.OrderBy(n => text.IndexOf($" {n} {{", StringComparison.Ordinal))];
    }

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    [GeneratedRegex(@"IbmIamSettingsExtensions\.(?<name>\w+)\(", RegexOptions.ExplicitCapture)]
    private static partial Regex Fluent();

    [GeneratedRegex("\"(?<name>(IBMCLOUD|IBMIAM|IBM|IC|BM|BLUEMIX|VCAP)_[A-Z_]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();

    [GeneratedRegex("^[A-Z_]+$")]
    private static partial Regex OnlyVariable();

    [GeneratedRegex("new\\(\"(?<name>--[a-z-]+)\"\\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Option();

    [GeneratedRegex("Admin\\(\"(?<method>\\w+)\", \"(?<path>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Route();
}
