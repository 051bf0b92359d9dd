namespace IbmIam.Diagnostics;

/// <summary>The edit distance between a typo and what was meant. The MSBuild tasks compile this file as well.</summary>
internal static class EditDistance
{
    // What somebody sends may be of any length, and the work grows with both.
    private const int Limit = 200;

    /// <summary>How many letters to add, to take away or to replace, whatever their case; of what was given, the first 200 count.</summary>
    public static int Of(string given, string known)
    {
        given = given[..Math.Min(given.Length, Limit)].ToUpperInvariant();
        known = known.ToUpperInvariant();
        var row = Enumerable.Range(0, known.Length + 1).ToArray();
        for (var i = 1; i <= given.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= known.Length; j++)
            {
                var change = diagonal + (given[i - 1] == known[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
