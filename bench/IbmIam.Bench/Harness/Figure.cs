using System.Text.Json.Serialization;

namespace IbmIam.Bench.Harness;

/// <summary>
/// The median of all rounds, and its spread: the range in which the median of one more pass is expected 95 % of the time
/// (Student's prediction interval around the mean of the passes' medians, cut at zero if no round is below zero). A single pass
/// has none.
/// </summary>
internal sealed record Figure(double Median, double Low, double High, int Count, string Unit)
{
    /// <summary>Student's factor for 95 %, two-sided, from one degree of freedom (two passes) to five.</summary>
    private static readonly double[] Student = [12.706, 4.303, 3.182, 2.776, 2.571];

    /// <summary>The rounds of each pass. Results from before 2026-11-28 lack them, and their low and high are quartiles of one pass.</summary>
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

    /// <summary>This figure with a later pass added.</summary>
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
