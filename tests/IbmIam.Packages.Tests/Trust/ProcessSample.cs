using System.Globalization;
using System.Text;

namespace IbmIam.Packages.Tests.Trust;

/// <summary>What every process of this machine shows of itself at this moment: its command line to all, its environment to its owner.</summary>
internal static class ProcessSample
{
    /// <summary>The canaries in what processes show.</summary>
    /// <param name="search">What to look for.</param>
    /// <param name="root">The process that the test started: it and what it started have a kind of place of their own.</param>
    public static IReadOnlyList<Finding> Take(CanarySearch search, int root)
    {
        Needs.Linux();
        var found = new List<Finding>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => int.TryParse(Path.GetFileName(f), out _)))
        {
            var id = int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);
            var command = Read(folder, "cmdline");
            found.AddRange(search.Planted("command line", $"process {id}", command));
            found.AddRange(search.Planted("", $"process {id} {command.Replace('\0', ' ')}", Read(folder, "environ")).Select(f => f with { Place = Place(f, id, root, command) }));
        }

        return found;
    }

    private static string Place(Finding finding, int id, int root, string command) =>
        command.Contains("VBCSCompiler", StringComparison.Ordinal) ? "compiler-server"
        : !Below(id, root) ? "environment of a stranger"
        : finding.Kind == Canary.Credential || finding.Detail.StartsWith("ready", StringComparison.Ordinal) ? "your-environment"
        : "child-environment";

    private static bool Below(int id, int root)
    {
        for (var at = id; at > 1; at = Parent(at))
        {
            if (at == root)
            {
                return true;
            }
        }

        return false;
    }

    // After the command's name, which may hold blanks and brackets: state, parent.
    private static int Parent(int id)
    {
        var stat = Read($"/proc/{id}", "stat");
        var after = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return after.Length > 1 ? int.Parse(after[1], CultureInfo.InvariantCulture) : 0;
    }

    private static string Read(string folder, string file)
    {
        try
        {
            return Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(folder, file)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or is another user's.
            return "";
        }
    }
}
