using System.ComponentModel;
using System.Diagnostics;

namespace IbmIam.Packages.Tests.Documents;

/// <summary>The documents of this repository.</summary>
internal static class Document
{
    private static readonly string[] _notOurs = ["artifacts", "bin", "obj", "tools", "node_modules", "TestResults", "StrykerOutput", ".git"];

    /// <summary>Every Markdown file, as its path from the root, with forward slashes.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Find(new DirectoryInfo(Packages.RepositoryRoot)).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Those that a reader can work through with a shell. One that needs a tool which is not here (<c>needs=node</c>) is left
    /// out, which the build script says; on continuous integration it is not left out, and fails.
    /// </summary>
    public static IEnumerable<string> Sessions => All.Where(
        d => Markdown.Blocks(d) is var blocks && blocks.Any(b => b.Has("run"))
            && (Environment.GetEnvironmentVariable("CI") == "true" || blocks.All(b => b.Mark("needs") is not { } tool || Runs(tool))));

    // On Windows, a file of that name on the path may be one that only offers to install the tool.
    internal static bool Runs(string tool)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(tool, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEnd() + said.Result;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static IEnumerable<string> Find(DirectoryInfo folder) =>
        folder.EnumerateFiles("*.md").Select(f => Path.GetRelativePath(Packages.RepositoryRoot, f.FullName).Replace('\\', '/'))
            .Concat(folder.EnumerateDirectories().Where(d => !_notOurs.Contains(d.Name, StringComparer.Ordinal)).SelectMany(Find));
}
