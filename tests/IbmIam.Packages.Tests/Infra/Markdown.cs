using System.Text.RegularExpressions;

namespace IbmIam.Packages.Tests;

/// <summary>A fenced block of a document, for tests that run it as written.</summary>
/// <param name="Language">The first word after the fence: <c>xml</c>, <c>csharp</c>, <c>sh</c>.</param>
/// <param name="Text">What stands between the fences.</param>
public sealed record MarkdownBlock(string Language, string Text)
{
    /// <summary>The other words after the fence, which no reader sees: what is done with the block.</summary>
    public IReadOnlyList<string> Marks { get; init; } = [];

    /// <summary>The line of the fence, from 1.</summary>
    public int Line { get; init; }

    public bool Has(string mark) => Marks.Contains(mark, StringComparer.Ordinal);

    /// <summary>What stands behind <c>name=</c>; null where there is no such mark.</summary>
    public string? Mark(string name) => Marks.FirstOrDefault(m => m.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
}

public static partial class Markdown
{
    /// <summary>The fenced blocks of a document of this repository, in order.</summary>
    public static IReadOnlyList<MarkdownBlock> Blocks(string document)
    {
        var text = Read(document);
        return [.. Fence().Matches(text).Select(m => new MarkdownBlock(m.Groups["language"].Value, m.Groups["text"].Value)
        {
            Marks = m.Groups["marks"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Line = 1 + text.AsSpan(0, m.Index).Count('\n'),
        })];
    }

    public static string Read(string document) => File.ReadAllText(Path.Combine(Packages.RepositoryRoot, document));

    /// <summary>A document without its fenced blocks.</summary>
    public static string Prose(string document) => Fence().Replace(Read(document), "");

    /// <summary>The rows of the table whose head begins so, as cells.</summary>
    public static IEnumerable<string[]> Rows(string document, string head) => File.ReadLines(Path.Combine(Packages.RepositoryRoot, document))
        .SkipWhile(l => !l.StartsWith(head, StringComparison.Ordinal)).Skip(2).TakeWhile(l => l.StartsWith('|'))
        .Select(l => l.Split('|', StringSplitOptions.TrimEntries)[1..^1]);

    [GeneratedRegex(@"^```(?<language>\w*)(?<marks>[^\n]*)\n(?<text>.*?)^```\s*?$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();
}
