using System.Globalization;
using System.Text.RegularExpressions;

namespace IbmIam.Packages.Tests;

/// <summary>What the tests of category Proof have in common: how much of a grid is run, and where its figures go.</summary>
public static class Proof
{
    private static readonly Lock _gate = new();

    // The first runs a few cells of each grid, to see that it works: IBMIAM_PROOF_SHARE=20 takes each twentieth.
    private static int Share =>
        int.TryParse(Environment.GetEnvironmentVariable("IBMIAM_PROOF_SHARE"), CultureInfo.InvariantCulture, out var share) && share > 1 ? share : 1;

    /// <summary>The cells of a grid that this run takes: all, or each n-th.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> grid) => [.. grid.Where((_, at) => at % Share == Share / 2)];

    /// <summary>Does the work for each cell, so many at a time, each worker with a place of its own.</summary>
    public static async Task RunAsync<TCell, TPlace>(IReadOnlyList<TCell> cells, IReadOnlyList<TPlace> places, Func<TPlace, TCell, Task> work)
    {
        var left = new System.Collections.Concurrent.ConcurrentQueue<TCell>(cells);
        await Task.WhenAll(places.Select(place => Task.Run(async () =>
        {
            while (left.TryDequeue(out var cell))
            {
                await work(place, cell);
            }
        })));
    }

    /// <summary>Puts figures into their section of docs/quality.md; those of a part of a grid go nowhere.</summary>
    public static void Report(string section, string text)
    {
        if (Share > 1)
        {
            return;
        }

        var path = Path.Combine(Packages.RepositoryRoot, "docs", "quality.md");
        lock (_gate)
        {
            var page = File.Exists(path) ? File.ReadAllText(path) : "# Quality\n\nFigures that `./build.sh --target Proof` writes.\n";
            var old = new Regex($@"^## {Regex.Escape(section)}\n.*?(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline);
            var fresh = $"## {section}\n\n{text.Trim()}\n\n";
            page = old.IsMatch(page) ? old.Replace(page, _ => fresh) : page.TrimEnd() + "\n\n" + fresh;
            File.WriteAllText(path, page.TrimEnd() + "\n");
        }
    }
}
