namespace IbmIam.Packages.Tests.Documents;

/// <summary>
/// Every block of every document is tried. A block says how by words after its language, which no reader sees:
/// <c>run</c>, <c>file=NAME</c> and <c>output</c> make the document a session that is worked through here;
/// <c>test=Class</c> names a test that takes the block and runs it in a way of its own.
/// </summary>
public sealed class Blocks(Packages packages)
{
    public static TheoryData<string> Sessions => [.. Document.Sessions];

    [Fact]
    public void Each_says_how_it_is_tried()
    {
        var untried = Document.All.SelectMany(
            d => Markdown.Blocks(d).Where(b => !(b.Has("run") || b.Has("output") || b.Mark("file") is not null || b.Mark("test") is not null))
                .Select(b => $"{d}({b.Line}): ```{b.Language} has none of the marks run, output, file=NAME, test=Class"));

        Assert.Empty(untried);
    }

    [Fact]
    public void Each_test_that_a_block_names_reads_its_document()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Packages.RepositoryRoot, "tests"), "*.cs", SearchOption.AllDirectories)
            .ToLookup(f => Path.GetFileNameWithoutExtension(f), File.ReadAllText);
        var wrong = Document.All.SelectMany(
            d => Markdown.Blocks(d).Where(b => b.Mark("test") is { } test && !sources[test].Any(s => s.Contains($"\"{d}\"", StringComparison.Ordinal)))
                .Select(b => $"{d}({b.Line}): no tests/**/{b.Mark("test")}.cs that names \"{d}\""));

        Assert.Empty(wrong);
    }

    [Fact]
    public void Each_output_follows_a_run_and_each_session_is_in_shell()
    {
        var wrong = Document.All.SelectMany(d => Markdown.Blocks(d).Index()
            .Where(b => (b.Item.Has("run") && b.Item.Language != "sh")
                || (b.Item.Has("output") && !Markdown.Blocks(d).Take(b.Index).Any(before => before.Has("run"))))
            .Select(b => $"{d}({b.Item.Line})"));

        Assert.Empty(wrong);
    }

    [Fact]
    public void None_is_hidden_from_these_tests()
    {
        // An indented fence, one of tildes or one that is never closed would be a block that nothing sees.
        var hidden = Document.All.Where(
            d => Markdown.Prose(d).Split('\n').Any(l => l.TrimStart() is var t && (t.StartsWith("```", StringComparison.Ordinal) || t.StartsWith("~~~", StringComparison.Ordinal))));

        Assert.Empty(hidden);
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public async Task A_document_runs_as_written(string document)
    {
        using var session = new DocumentSession(packages, document, emptyHome: document.StartsWith("src/", StringComparison.Ordinal));

        await session.RunAsync(await packages.ToolFolderAsync());
    }
}
