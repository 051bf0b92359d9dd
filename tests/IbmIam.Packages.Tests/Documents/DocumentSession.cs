using System.Text;
using System.Text.RegularExpressions;

namespace IbmIam.Packages.Tests.Documents;

/// <summary>
/// A document worked through from top to bottom in one shell and one folder, as a reader would: blocks marked <c>file=NAME</c>
/// are written, those marked <c>run</c> are run, those marked <c>output</c> are compared with what the run before them said.
/// In a sample's README the folder is a copy of the sample.
/// </summary>
internal sealed partial class DocumentSession : IDisposable
{
    private const string Marker = "::block ";

    private readonly string _document;
    private readonly Sandbox _sandbox;

    public DocumentSession(Packages packages, string document, bool emptyHome)
    {
        _document = document;
        _sandbox = new Sandbox(packages, publicPackages: true);
        if (emptyHome)
        {
            _sandbox.WithEmptyHome();
        }

        if (document.StartsWith("samples/", StringComparison.Ordinal))
        {
            _sandbox.CopyFrom(Path.GetDirectoryName(document)!);
        }
    }

    public async Task RunAsync(string toolFolder)
    {
        var blocks = Markdown.Blocks(_document);
        // Home's tools come first: a document that installs the tool means its own.
        _sandbox.Environment["PATH"] = string.Join(
            Path.PathSeparator, Path.Combine(_sandbox.Environment["DOTNET_CLI_HOME"]!, ".dotnet/tools"), toolFolder, Environment.GetEnvironmentVariable("PATH"));

        var said = (await _sandbox.ShellAsync(Script(blocks))).ShouldSucceed().Output;

        foreach (var (index, block) in blocks.Index().Where(b => b.Item.Has("output")))
        {
            var run = blocks.Index().Last(b => b.Index < index && b.Item.Has("run")).Index;
            Compare(block, Said(said, run));
        }
    }

    public void Dispose() => _sandbox.Dispose();

    private string Script(IReadOnlyList<MarkdownBlock> blocks)
    {
        var script = new StringBuilder();
        foreach (var (index, block) in blocks.Index())
        {
            if (block.Mark("file") is { } file)
            {
                var copy = _sandbox.Write($".session/{index}", block.Text);
                script.Append("mkdir -p \"$(dirname '").Append(file).Append("')\"; cp '").Append(copy).Append("' '").Append(file).Append("'\n");
            }
            else if (block.Has("run"))
            {
                script.Append("echo '").Append(Marker).Append(index).Append("'\n").Append(block.Text);
            }
        }

        return script.ToString();
    }

    private static string[] Said(string output, int block)
    {
        var begin = output.IndexOf($"{Marker}{block}{Environment.NewLine}", StringComparison.Ordinal);
        var end = output.IndexOf(Marker, begin + 1, StringComparison.Ordinal);
        return [.. output[begin..(end < 0 ? output.Length : end)].Split('\n').Skip(1).Select(l => l.TrimEnd()).Where(l => l.Length > 0)];
    }

    /// <summary>Line by line; <c>…</c> stands for anything within a line, alone on a line for any lines.</summary>
    private void Compare(MarkdownBlock expected, string[] said)
    {
        var pattern = string.Concat(expected.Text.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0)
            .Select(l => l == "…" ? "(.*\n)*?" : Regex.Escape(l).Replace("…", ".*?", StringComparison.Ordinal) + "\n"));
        Assert.True(
            Regex.IsMatch(string.Concat(said.Select(l => l + "\n")), $"^{pattern}$"),
            $"{_document}({expected.Line}) shows another output than its commands gave:\n{string.Join('\n', said)}");
    }
}
