using System.IO.Compression;
using System.Reflection;
using System.Runtime.Loader;
using System.Xml.Linq;

namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>One setting has one name everywhere: in Core, as a parameter of both tasks, as a property, and in the documentation.</summary>
public sealed class Settings(Packages packages) : IDisposable
{
    private readonly TempFolder _folder = new("ibmiam-settings");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_setting_of_Core_is_a_parameter_of_both_tasks()
    {
        var (settings, tasks) = Load();

        Assert.NotEmpty(settings);
        Assert.All(tasks, task => Assert.Empty(settings.Except(task.GetProperties().Where(p => p.SetMethod is { IsPublic: true }).Select(p => p.Name))));
    }

    [Fact]
    public void The_target_hands_each_setting_on_from_its_property()
    {
        var (settings, _) = Load();
        var call = XDocument.Load(Path.Combine(_folder.Path, "build/IbmIam.MSBuild.targets")).Descendants("IbmIamToken").Single();

        Assert.All(settings, setting => Assert.Equal($"$({Property(setting)})", call.Attribute(setting)?.Value));
    }

    [Fact]
    public void The_documentation_tells_each_setting_once()
    {
        var (settings, _) = Load();
        var rows = File.ReadLines(Path.Combine(Packages.RepositoryRoot, "docs/msbuild.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).ToArray();

        Assert.All(settings, setting => Assert.Single(rows, row => row.StartsWith($"| `{setting}` | `{Property(setting)}` |", StringComparison.Ordinal)));
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
                "tasks/net10.0/IbmIam.Core.dll", "tasks/net10.0/IbmIam.MSBuild.dll",
            ],
            ours);
    }

    private static string Property(string setting) => (setting.StartsWith("Iam", StringComparison.Ordinal) ? "Ibm" : "IbmIam") + setting;

    private (string[] Settings, Type[] Tasks) Load()
    {
        ZipFile.ExtractToDirectory(packages.Nupkg("IbmIam.MSBuild"), _folder.Path, overwriteFiles: true);
        var context = new AssemblyLoadContext("packed", isCollectible: true);
        context.Resolving += (_, name) => Load(context, name.Name!);
        var core = Load(context, "IbmIam.Core")!;
        var tasks = Load(context, "IbmIam.MSBuild")!;
        return (
            [.. core.GetType("IbmIam.IamSettings", throwOnError: true)!.GetProperties().Select(p => p.Name)],
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
