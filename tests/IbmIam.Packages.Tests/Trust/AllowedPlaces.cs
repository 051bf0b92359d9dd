using System.Text.RegularExpressions;

namespace IbmIam.Packages.Tests.Trust;

/// <summary>The places where a secret may stand, as the threat model lists them: its table is the list that the harness obeys.</summary>
internal static partial class AllowedPlaces
{
    public const string Document = "docs/threat-model.md";

    /// <summary>Place and kind of secret, for each row of the table.</summary>
    public static IReadOnlySet<(string Place, string Kind)> Read() =>
        Row().Matches(Section()).SelectMany(row => new[] { Canary.Credential, Canary.Token }
            .Where(kind => row.Groups["kinds"].Value.Contains(kind, StringComparison.Ordinal))
            .Select(kind => (row.Groups["place"].Value, kind))).ToHashSet();

    /// <summary>Fails with every finding in a place that the threat model does not allow.</summary>
    public static void Check(IEnumerable<Finding> findings)
    {
        var allowed = Read();
        var leaks = findings.Where(f => !allowed.Contains((f.Place, f.Kind))).Select(f => $"{f.Kind} in {f.Place}: {f.Detail}").Distinct().ToArray();
        Assert.True(leaks.Length == 0, string.Join(Environment.NewLine, leaks));
    }

    private static string Section()
    {
        var text = File.ReadAllText(Path.Combine(Packages.RepositoryRoot, Document));
        var start = text.IndexOf("## Where a secret may stand", StringComparison.Ordinal);
        return text[start..text.IndexOf("\n## ", start + 3, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"^\| `(?<place>[a-z-]+)` \| (?<kinds>[^|]+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
