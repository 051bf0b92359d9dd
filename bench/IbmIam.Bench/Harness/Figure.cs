namespace IbmIam.Bench.Harness;

/// <summary>
/// The median of some rounds, and the spread it states: where one more round is to be expected, nineteen times in twenty
/// (Student's prediction interval; it ends at zero where no round is below).
/// </summary>
internal sealed record Figure(double Median, double Low, double High, int Count, string Unit)
{
    /// <summary>The rounds themselves; none in a run that is kept for later ones to be compared with.</summary>
    public IReadOnlyList<double> Rounds { get; init; } = [];

    /// <summary>What 95 % of Student's distribution lies within, by degrees of freedom from 1 to 20; later ones hardly differ.</summary>
    private static readonly double[] Student = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086];

    public static Figure Of(string unit, IEnumerable<double> rounds)
    {
        double[] all = [.. rounds];
        var (median, mean) = (MedianOf(all), all.Average());
        var reach = all.Length == 1 ? 0 : Reach(all, mean);
        var low = mean - reach < 0 && all.Min() >= 0 ? 0 : mean - reach;
        return new Figure(median, Math.Min(low, median), Math.Max(mean + reach, median), all.Length, unit) { Rounds = all };
    }

    /// <summary>With the rounds of a later pass as well.</summary>
    public Figure With(Figure later) => Of(Unit, Rounds.Concat(later.Rounds));

    public Figure WithoutRounds() => this with { Rounds = [] };

    public static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static double Reach(double[] rounds, double mean)
    {
        var deviation = Math.Sqrt(rounds.Sum(round => (round - mean) * (round - mean)) / (rounds.Length - 1));
        return Student[Math.Min(rounds.Length - 1, Student.Length) - 1] * deviation * Math.Sqrt(1 + (1d / rounds.Length));
    }
}
