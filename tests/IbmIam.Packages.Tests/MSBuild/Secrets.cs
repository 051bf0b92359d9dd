using System.Text.RegularExpressions;
using Microsoft.Build.Logging.StructuredLogger;

namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>What must not stand in a log: one API key, and whatever looks like one of IAM's tokens.</summary>
internal sealed partial class Secrets(params string[] keys)
{
    /// <summary>The places in a console's text.</summary>
    public IEnumerable<string> InText(string where, string text) =>
        keys.Where(k => text.Contains(k, StringComparison.Ordinal)).Select(_ => where + ": the API key")
            .Concat(Token().IsMatch(text) ? [where + ": a token"] : []);

    /// <summary>The places in a binary log: its strings, its tree, and the project files that it carries.</summary>
    public IReadOnlyList<string> InBinaryLog(string path)
    {
        var build = BinaryLog.ReadBuild(path);
        var found = new List<string>();
        foreach (var text in build.StringTable.Instances)
        {
            found.AddRange(InText("string", text));
        }

        build.VisitAllChildren<BaseNode>(node => found.AddRange(InText("node " + node.GetType().Name, node.ToString() ?? "")));
        foreach (var file in build.SourceFiles ?? [])
        {
            found.AddRange(InText("file " + file.FullPath, file.Text));
        }

        return found;
    }

    /// <summary>The files below a folder that hold a secret.</summary>
    public IReadOnlyList<string> InFiles(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .SelectMany(f => InText(f, System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(f)))),
    ];

    // A JWT, as access tokens are.
    [GeneratedRegex(@"eyJ[\w-]{10,}\.eyJ[\w-]{20,}")]
    private static partial Regex Token();
}
