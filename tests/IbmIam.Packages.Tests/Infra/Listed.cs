namespace IbmIam.Packages.Tests;

/// <summary>Compares what a document lists with what the code has.</summary>
internal static class Listed
{
    /// <summary>Fails with the names that the place lacks, those that it invents, then by order and number.</summary>
    public static void Same(string place, IEnumerable<string> code, IEnumerable<string> listed)
    {
        string[] wanted = [.. code], there = [.. listed];
        All(place, wanted, there);
        var invented = string.Join(", ", there.Except(wanted));
        Assert.True(invented.Length == 0, $"{place} names what the code does not have: {invented}");
        Assert.Equal(wanted, there);
    }

    /// <summary>Fails with the names that the place lacks.</summary>
    public static void All(string place, IEnumerable<string> code, IEnumerable<string> listed)
    {
        var lacking = string.Join(", ", code.Except(listed));
        Assert.True(lacking.Length == 0, $"{place} lacks: {lacking}");
    }
}
