namespace IbmIam.Packages.Tests.Documents;

/// <summary>What the contributors' page says is so.</summary>
public sealed class Contributing
{
    private const string Page = "CONTRIBUTING.md";

    private static readonly string[] _hosts = ["src/Cake.IbmIam", "src/IbmIam.MSBuild"];

    [Fact]
    public void The_diff_of_a_grant_is_in_the_code_line_by_line()
    {
        Assert.All(Diff(), part => Assert.Empty(part.Lines.Except(Lines(part.File))));
    }

    [Fact]
    public void The_diff_of_a_grant_leaves_out_no_line_of_the_files_it_names()
    {
        var client = Diff().Where(p => p.File.StartsWith("src/", StringComparison.Ordinal) && !p.File.Contains("Testing", StringComparison.Ordinal)).ToArray();

        Assert.True(client.Length >= 12);
        Assert.All(client, part => Assert.Empty(Lines(part.File).Where(l => l.Contains("Passcode", StringComparison.Ordinal)).Except(part.Lines)));
    }

    [Fact]
    public void The_diff_of_a_grant_leaves_out_no_file_of_the_hosts()
    {
        var named = Diff().Select(p => p.File).ToHashSet();
        var hosts = _hosts
            .SelectMany(f => Directory.EnumerateFiles(Path.Combine(Packages.RepositoryRoot, f), "*", SearchOption.AllDirectories))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && Path.GetExtension(f) is ".cs" or ".targets" or ".txt" && File.ReadAllText(f).Contains("Passcode", StringComparison.Ordinal))
            .Select(f => Path.GetRelativePath(Packages.RepositoryRoot, f).Replace('\\', '/'));

        Assert.Empty(hosts.Except(named));
    }

    [Fact]
    public void The_commands_name_targets_and_projects_that_are_there()
    {
        var words = Markdown.Blocks(Page).Where(b => b.Language == "sh").SelectMany(b => b.Text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)).ToArray();
        var script = Markdown.Read("build.cake") + Markdown.Read("build/bench.cake") + Markdown.Read("build/fuzz.cake");
        var targets = words.Index().Where(w => w.Item == "--target").Select(w => words[w.Index + 1])
            .Concat(Markdown.Prose(Page).Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal) && !l.Contains('/', StringComparison.Ordinal)).Select(l => l.Split('`')[1]))
            .Distinct().ToArray();

        Assert.Equal(["Demo", "Test", "Pack", "Proof", "Fuzz", "Mutation", "Bench"], targets);
        Assert.All(targets, target => Assert.Contains($"Task(\"{target}\")", script, StringComparison.Ordinal));
        Assert.All(words.Where(w => w.StartsWith("tests/", StringComparison.Ordinal)), w => Assert.True(Directory.Exists(Path.Combine(Packages.RepositoryRoot, w)), w));
        Assert.All(
            words.Where(w => w.EndsWith(".dll", StringComparison.Ordinal)).Select(w => Path.GetFileNameWithoutExtension(w)),
            suite => Assert.True(File.Exists(Path.Combine(Packages.RepositoryRoot, "tests", suite, suite + ".csproj")), suite));
    }

    [Fact]
    public void Files_of_src_stay_under_250_lines() =>
        Assert.DoesNotContain(
            Directory.EnumerateFiles(Path.Combine(Packages.RepositoryRoot, "src"), "*.cs", SearchOption.AllDirectories),
            f => !f.Contains("/obj/", StringComparison.Ordinal) && File.ReadLines(f).Count() >= 250);

    private static (string File, string[] Lines)[] Diff() =>
        [.. Markdown.Blocks(Page).Single(b => b.Language == "diff").Text.Split("+++ ", StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(part => (part[0], part[1..].Select(l => l[1..].TrimEnd()).Where(l => l.Length > 0).ToArray()))];

    private static string[] Lines(string file) => [.. Markdown.Read(file).Split('\n').Select(l => l.TrimEnd())];
}
