using System.Text.RegularExpressions;

namespace IbmIam.Packages.Tests.Trust;

/// <summary>What the security documents promise is held by the tests that they name.</summary>
public sealed partial class Promises
{
    private static readonly string[] _documents = ["SECURITY.md", AllowedPlaces.Document];

    [Fact]
    public void Every_named_test_is_there()
    {
        var tests = Tests();
        var named = _documents.SelectMany(d => TestName().Matches(Read(d)).Select(m => m.Groups["test"].Value)).Distinct().ToArray();

        Assert.True(named.Length > 30, $"{named.Length} tests are named");
        Assert.Empty(named.Except(tests));
    }

    [Fact]
    public void Every_row_names_a_test()
    {
        // What is worth stealing is no promise.
        var rows = _documents.SelectMany(Tables).Where(table => !table[0].StartsWith("| asset |", StringComparison.Ordinal)).SelectMany(table => table.Skip(2)).ToArray();

        Assert.True(rows.Length > 25, $"{rows.Length} rows");
        Assert.All(rows, row => Assert.Matches(TestName(), row));
    }

    private static string Read(string document) => File.ReadAllText(Path.Combine(Packages.RepositoryRoot, document));

    /// <summary>The tables of a document, each with its head and the line below it.</summary>
    private static IEnumerable<string[]> Tables(string document) =>
        Read(document).Split("\n\n").Select(part => part.Split('\n').Where(line => line.StartsWith('|')).ToArray()).Where(table => table.Length > 0);

    /// <summary>Class and method of every test in the sources of the suites.</summary>
    private static HashSet<string> Tests() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Packages.RepositoryRoot, "tests"), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText)
            .SelectMany(source => TestMethod().Matches(source).Select(m => $"{ClassName().Match(source).Groups["name"].Value}.{m.Groups["name"].Value}")),
    ];

    [GeneratedRegex(@"`(?<test>[A-Z]\w+\.[A-Z]\w*_\w+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex TestName();

    [GeneratedRegex(@"^public sealed (partial )?class (?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex ClassName();

    [GeneratedRegex(@"^    \[(Fact|Theory)\b[^\n]*\n(    \[[^\n]*\n)*    public (async Task|void) (?<name>\w+)\(", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex TestMethod();
}
