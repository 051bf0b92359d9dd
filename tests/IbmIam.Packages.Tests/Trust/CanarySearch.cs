using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Build.Logging.StructuredLogger;

namespace IbmIam.Packages.Tests.Trust;

/// <summary>A secret that was found.</summary>
/// <param name="Kind">A credential or a token.</param>
/// <param name="Place">The kind of place, which the threat model may allow.</param>
/// <param name="Detail">Which secret, in which form, where exactly.</param>
internal sealed record Finding(string Kind, string Place, string Detail);

/// <summary>Looks for canaries, and for anything that looks like a token of IAM's, in whatever a run leaves.</summary>
internal sealed partial class CanarySearch(IReadOnlyList<Canary> canaries)
{
    private readonly SearchValues<string> _forms = SearchValues.Create(
        [.. canaries.SelectMany(c => c.Forms.Select(f => f.Text))], StringComparison.Ordinal);

    /// <summary>The canaries in a text, and else a token that was not planted.</summary>
    public IReadOnlyList<Finding> InText(string place, string where, string text)
    {
        var planted = Planted(place, where, text);
        return planted.Count == 0 && WebToken().IsMatch(text) ? [new Finding(Canary.Token, place, $"a token that was not planted, in {where}")] : planted;
    }

    /// <summary>The canaries alone, for a text that others may write too.</summary>
    public IReadOnlyList<Finding> Planted(string place, string where, string text) => !text.AsSpan().ContainsAny(_forms) ? [] :
    [
        .. canaries.SelectMany(canary => canary.Forms.Where(f => text.Contains(f.Text, StringComparison.Ordinal)).Take(1)
            .Select(f => new Finding(canary.Kind, place, $"{canary.Name}, {f.Form}, in {where}"))),
    ];

    /// <summary>Every file below a folder; <paramref name="place"/> tells what kind of place a path is.</summary>
    public IReadOnlyList<Finding> InFiles(string folder, Func<string, string> place)
    {
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        return
        [
            .. Directory.EnumerateFileSystemEntries(folder, "*", all).SelectMany(e => InText(place(e), "the name " + e, e)),
            .. Directory.EnumerateFiles(folder, "*", all).Where(IsPlain).SelectMany(f => InText(place(f), f, Read(f))),
        ];
    }

    /// <summary>A binary log unpacked: its strings, its tree, and the project files that it carries.</summary>
    public IReadOnlyList<Finding> InBinaryLog(string path)
    {
        var build = BinaryLog.ReadBuild(path);
        var found = build.StringTable.Instances.SelectMany(text => InText("binary log", "a string", text)).ToList();
        build.VisitAllChildren<BaseNode>(node => found.AddRange(InText("binary log", "node " + node.GetType().Name, node.ToString() ?? "")));
        found.AddRange((build.SourceFiles ?? []).SelectMany(file => InText("binary log", "file " + file.FullPath, file.Text)));
        return found;
    }

    private static string Read(string path)
    {
        try
        {
            return Encoding.Latin1.GetString(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Other builds use the same home and package cache, and delete files of theirs.
            return "";
        }
    }

    // A named pipe or a socket would never end.
    private static bool IsPlain(string path) => new FileInfo(path) is { Exists: true, LinkTarget: null } file
        && (OperatingSystem.IsWindows() || (file.Attributes & (FileAttributes.Device | FileAttributes.ReparsePoint)) == 0)
        && file.Length > 0;

    [GeneratedRegex(@"eyJ[\w-]{10,}\.eyJ[\w-]{20,}")]
    private static partial Regex WebToken();
}
