using System.Text.RegularExpressions;

namespace IbmIam.Packages.Tests;

/// <summary>A fenced block of a document, for tests that run it as written.</summary>
/// <param name="Language">The word after the fence: <c>xml</c>, <c>csharp</c>, <c>sh</c>.</param>
/// <param name="Text">What stands between the fences.</param>
public sealed record MarkdownBlock(string Language, string Text);

public static partial class Markdown
{
    /// <summary>The fenced blocks of a document of this repository, in order.</summary>
    public static IReadOnlyList<MarkdownBlock> Blocks(string document) =>
        [.. Fence().Matches(File.ReadAllText(Path.Combine(Packages.RepositoryRoot, document)))
            .Select(m => new MarkdownBlock(m.Groups["language"].Value, m.Groups["text"].Value))];

    [GeneratedRegex(@"^```(?<language>\w*)[^\n]*\n(?<text>.*?)^```\s*$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();
}
