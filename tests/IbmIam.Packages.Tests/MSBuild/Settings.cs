using System.IO.Compression;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>One setting has one name everywhere: in Core, as a parameter of both tasks, as a property, and in the documentation.</summary>
public sealed partial class Settings(Packages packages) : IDisposable
{
    private readonly TempFolder _folder = new("ibmiam-settings");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_setting_of_Core_is_a_parameter_of_both_tasks()
    {
        var (type, tasks) = Load();
        var settings = Names(type);

        Assert.NotEmpty(settings);
        Assert.All(tasks, task => Assert.Empty(settings.Except(task.GetProperties().Where(p => p.SetMethod is { IsPublic: true }).Select(p => p.Name))));
    }

    [Fact]
    public void The_target_hands_each_setting_on_from_its_property()
    {
        var settings = Names(Load().Settings);
        var call = XDocument.Load(Path.Combine(_folder.Path, "build/IbmIam.MSBuild.targets")).Descendants("IbmIamToken").Single();

        Assert.All(settings, setting => Assert.Equal($"$({Property(setting)})", call.Attribute(setting)?.Value));
    }

    [Fact]
    public void The_documentation_tells_each_setting_once()
    {
        var settings = Names(Load().Settings);
        var rows = File.ReadLines(Path.Combine(Packages.RepositoryRoot, "docs/msbuild.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).ToArray();

        Assert.All(settings, setting => Assert.Single(rows, row => row.StartsWith($"| `{setting}` | `{Property(setting)}` |", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_documentation_tells_the_defaults_of_the_code()
    {
        var (type, tasks) = Load();
        var settings = Activator.CreateInstance(type)!;
        var token = Activator.CreateInstance(tasks[0])!;
        var told = Markdown.Rows("docs/msbuild.md", "| parameter | property |").ToDictionary(row => row[0].Trim('`'), row => row[4]);
        var toldOfToken = Markdown.Rows("docs/msbuild.md", "| parameter of `<IbmIamToken />` |").Where(row => row[0].Length > 0).ToDictionary(row => row[0], row => row[3]);

        // Where the setting itself holds nothing, the core decides, or IAM.
        var decided = new Dictionary<string, string> { ["CrTokenFile"] = "the well-known paths", ["Scope"] = "IAM's", ["TransactionId"] = "a new one each time" };
        string[] literal = ["IamUrl", "VpcUrl", "VpcVersion"];

        Assert.All(
            type.GetProperties().ExceptBy(literal, p => p.Name),
            p => Assert.Equal(Default(p.GetValue(settings)) ?? decided.GetValueOrDefault(p.Name, ""), told[p.Name]));
        Assert.All(
            tasks[0].GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(p => p.SetMethod is { IsPublic: true }),
            p => Assert.Equal(Default(p.GetValue(token)), toldOfToken[$"`{p.Name}`"]));
        var sources = Sources("IbmIam.Core");
        Assert.All(literal, name => Assert.Contains($"= \"{told[name].Trim('`')}\";", sources, StringComparison.Ordinal));
    }

    [Fact]
    public void The_documentation_tells_the_variables_that_the_code_reads()
    {
        // What is set for the CLI is not read.
        string[] set = ["IBMCLOUD_COLOR", "IBMCLOUD_VERSION_CHECK"];
        var read = Variable().Matches(Sources("IbmIam.Core")).Select(m => m.Value.Trim('"')).Except(set).Order(StringComparer.Ordinal);
        var told = Markdown.Rows("docs/msbuild.md", "| parameter | property |").SelectMany(row => row[3].Split(',')).Select(cell => cell[(cell.IndexOf('`', StringComparison.Ordinal) + 1)..].Trim('`', ' '))
            .Where(name => Variable().IsMatch($"\"{name}\"")).Order(StringComparer.Ordinal);

        Listed.Same("docs/msbuild.md, the variables in the table of parameters,", read, told);
    }

    [Fact]
    public void The_documentation_names_each_parameter_and_output_of_the_tasks()
    {
        var (_, tasks) = Load();
        var page = File.ReadAllText(Documentation);

        // For the package's own targets alone.
        string[] internals = ["TokenItem"];
        Assert.All(tasks.SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)).Where(p => !internals.Contains(p.Name)),
            p => Assert.Contains($"`{p.Name}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_code_of_the_tasks_is_explained_and_every_explanation_has_its_code()
    {
        var told = Code().Matches(Sources("IbmIam.MSBuild")).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);
        var explained = File.ReadLines(Path.Combine(Packages.RepositoryRoot, "docs/errors.md"))
            .Where(l => l.StartsWith("| IBMIAM6", StringComparison.Ordinal) || l.StartsWith("| IBMIAM200", StringComparison.Ordinal)).Select(l => l[2..12]).Order(StringComparer.Ordinal);

        Assert.Equal(explained, told);
    }

    [Fact]
    public void The_task_classes_have_no_namespace_that_a_dotted_name_could_call()
    {
        var (_, tasks) = Load();

        Assert.All(tasks, task => Assert.Null(task.Namespace));
    }

    [Fact]
    public void The_package_holds_the_tasks_the_targets_and_nothing_else()
    {
        using var nupkg = ZipFile.OpenRead(packages.Nupkg("IbmIam.MSBuild"));
        string[] ours = [.. nupkg.Entries.Select(e => e.FullName).Where(n => n is not "[Content_Types].xml" && !n.StartsWith("_rels/", StringComparison.Ordinal) && !n.StartsWith("package/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

        Assert.Equal(
            [
                "IbmIam.MSBuild.nuspec", "README.md", "build/IbmIam.MSBuild.props", "build/IbmIam.MSBuild.targets",
                "buildMultiTargeting/IbmIam.MSBuild.props", "buildMultiTargeting/IbmIam.MSBuild.targets",
                "icon.png", "sbom.cdx.json",
                "tasks/net10.0/IbmIam.Core.dll", "tasks/net10.0/IbmIam.Core.pdb", "tasks/net10.0/IbmIam.MSBuild.dll",
            ],
            ours);
    }

    private static string[] Names(Type settings) => [.. settings.GetProperties().Select(p => p.Name)];

    private static string Documentation => Path.Combine(Packages.RepositoryRoot, "docs/msbuild.md");

    private static string? Default(object? value) => value switch
    {
        null => null,
        TimeSpan span => $"`{span.TotalSeconds:0}`",
        _ => $"`{value.ToString()!.ToLowerInvariant()}`",
    };

    private static string Sources(string project) => string.Concat(Directory.GetFiles(Path.Combine(Packages.RepositoryRoot, "src", project), "*.*", SearchOption.AllDirectories)
        .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".targets", StringComparison.Ordinal)).Select(File.ReadAllText));

    [GeneratedRegex("\"(IBMCLOUD|IC|BM|BLUEMIX|IBMIAM|IBM|VCAP|XDG)_[A-Z_]+\"")]
    private static partial Regex Variable();

    [GeneratedRegex(@"IBMIAM\d{4}")]
    private static partial Regex Code();

    private static string Property(string setting) => (setting.StartsWith("Iam", StringComparison.Ordinal) ? "Ibm" : "IbmIam") + setting;

    private (Type Settings, Type[] Tasks) Load()
    {
        ZipFile.ExtractToDirectory(packages.Nupkg("IbmIam.MSBuild"), _folder.Path, overwriteFiles: true);
        var context = new AssemblyLoadContext("packed", isCollectible: true);
        context.Resolving += (_, name) => Load(context, name.Name!);
        var core = Load(context, "IbmIam.Core")!;
        var tasks = Load(context, "IbmIam.MSBuild")!;
        return (
            core.GetType("IbmIam.IamSettings", throwOnError: true)!,
            [tasks.GetType("IbmIamToken", throwOnError: true)!, tasks.GetType("IbmIamRequest", throwOnError: true)!]);
    }

    private Assembly? Load(AssemblyLoadContext context, string name)
    {
        var path = Path.Combine(_folder.Path, "tasks/net10.0", name + ".dll");
        if (!File.Exists(path))
        {
            return null;
        }

        using var bytes = new MemoryStream(File.ReadAllBytes(path));
        return context.LoadFromStream(bytes);
    }
}
