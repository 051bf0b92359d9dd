using System.Text.RegularExpressions;

namespace IbmIam.Packages.Tests.Documents;

/// <summary>The pictures and tables of the architecture page name what is in the code.</summary>
public sealed partial class Architecture
{
    private const string Page = "docs/architecture.md";

    private static readonly HashSet<string> _types = [.. Directory
        .EnumerateFiles(Path.Combine(Packages.RepositoryRoot, "src"), "*.cs", SearchOption.AllDirectories).Select(f => Path.GetFileNameWithoutExtension(f).Split('.')[0])];

    [Fact]
    public void Each_box_of_a_picture_without_a_caption_is_a_type()
    {
        var pictures = Markdown.Blocks(Page);
        var boxes = pictures.SelectMany(p => Box().Matches(p.Text)).Select(m => m.Groups["name"].Value).Distinct().Except(["IAM"]).ToArray();

        Assert.Equal(2, pictures.Count);
        Assert.InRange(boxes.Length, 15, 40);
        Assert.Empty(boxes.Except(_types));
    }

    [Fact]
    public void Each_line_of_a_picture_is_an_arrow_that_mermaid_reads()
    {
        var lines = Markdown.Blocks(Page).SelectMany(p => p.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Where(l => l != "flowchart LR");

        Assert.All(lines, line => Assert.Matches(@"^  \w+(\[""[^""]+""\])? (-- ""[^""]+"" )?--> \w+(\[""[^""]+""\]|\(\(""[^""]+""\)\))?$", line));
    }

    [Fact]
    public void Each_folder_of_the_table_is_there_and_each_type_of_the_tables_too()
    {
        var names = Code().Matches(Markdown.Prose(Page)).Select(m => m.Groups["name"].Value).ToArray();
        var folders = names.Where(n => n.Contains('/', StringComparison.Ordinal) && !n.Contains('*', StringComparison.Ordinal)).Where(n => !n.EndsWith('/'));
        var types = names.Where(n => Regex.IsMatch(n, "^[A-Z][a-z]+[A-Z][A-Za-z]+$"));

        Assert.All(folders, folder => Assert.True(Directory.Exists(Path.Combine(Packages.RepositoryRoot, folder)), folder));
        Assert.Empty(types.Except(_types));
    }

    [GeneratedRegex(@"(^  |--> )(?<name>\w+)(?![\w\[])", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Box();

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Code();
}
