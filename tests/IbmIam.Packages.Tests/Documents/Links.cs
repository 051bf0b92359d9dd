using System.Text.RegularExpressions;

namespace IbmIam.Packages.Tests.Documents;

/// <summary>A link within this repository leads to a file that is there, and to a heading that is in it.</summary>
public sealed partial class Links
{
    [Fact]
    public void All_lead_somewhere()
    {
        var broken = Document.All.SelectMany(
            d => Link().Matches(Markdown.Prose(d)).Select(m => m.Groups["to"].Value)
                .Where(to => !to.Contains("://", StringComparison.Ordinal) && !to.StartsWith("mailto:", StringComparison.Ordinal) && !Leads(d, to))
                .Select(to => $"{d}: {to}"));

        Assert.Empty(broken);
    }

    private static bool Leads(string document, string to)
    {
        var parts = to.Split('#');
        var file = parts[0].Length == 0
            ? Path.Combine(Packages.RepositoryRoot, document)
            : Path.GetFullPath(Path.Combine(Packages.RepositoryRoot, Path.GetDirectoryName(document)!, parts[0]));
        return parts.Length == 1 ? File.Exists(file) || Directory.Exists(file) : File.Exists(file) && Anchors(file).Contains(parts[1]);
    }

    private static HashSet<string> Anchors(string file) =>
        [.. Heading().Matches(File.ReadAllText(file)).Select(m => NotInAnchor().Replace(m.Groups["title"].Value.Trim(), "").Replace(' ', '-').ToLowerInvariant())];

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<title>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
