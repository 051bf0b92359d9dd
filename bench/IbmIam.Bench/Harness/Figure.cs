using System.Text.Json.Serialization;

namespace IbmIam.Bench.Harness;

/// <summary>
/// The median of all rounds, and the spread that a run states: where the median of one more pass is to be expected, nineteen
/// times in twenty (Student's prediction interval around the mean of the passes' medians; it ends at zero where none is below).
/// One pass alone states none.
/// </summary>
internal sealed record Figure(double Median, double Low, double High, int Count, string Unit)
{
    /// <summary>What 95 % of Student's distribution lies within, by degrees of freedom from 1: one less than there are passes.</summary>
    private static readonly double[] Student = [12.706, 4.303, 3.182, 2.776, 2.571];

    /// <summary>The rounds of each pass. Runs before 2026-11-28 kept none, and the quartiles of one pass as low and high.</summary>
    public IReadOnlyList<double[]> Passes { get; init; } = [];

    [JsonIgnore]
    public IEnumerable<double> Rounds => Passes.SelectMany(pass => pass);

    public static Figure Of(string unit, params IReadOnlyList<double[]> passes)
    {
        double[] all = [.. passes.SelectMany(pass => pass)];
        double[] medians = [.. passes.Select(MedianOf)];
        var (median, mean) = (MedianOf(all), medians.Average());
        var reach = medians.Length == 1 ? 0 : HalfWidth(medians, mean);
        var (low, high) = medians.Length == 1 ? (median, median) : (mean - reach, mean + reach);
        return new Figure(median, low < 0 && all.Min() >= 0 ? 0 : low, high, all.Length, unit) { Passes = passes };
    }

    /// <summary>With the rounds of a later pass as well.</summary>
    public Figure With(Figure later) => Of(Unit, [.. Passes, .. later.Passes]);

    public static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static double HalfWidth(double[] values, double mean)
    {
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        return Student[Math.Min(values.Length - 1, Student.Length) - 1] * deviation * Math.Sqrt(1 + (1d / values.Length));
    }
}
