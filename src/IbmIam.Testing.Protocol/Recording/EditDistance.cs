namespace IbmIam.Diagnostics;

/// <summary>The edit distance between a typo and what was meant. The MSBuild tasks compile this file as well.</summary>
internal static class EditDistance
{
    // The input may have any length, and the cost grows with the product of both lengths.
    private const int Limit = 200;

    /// <summary>Gets the number of characters to insert, delete or replace, ignoring case. Only the first 200 characters of the input count.</summary>
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
