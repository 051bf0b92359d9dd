namespace IbmIam.Bench.Harness;

/// <summary>A median with its quartiles.</summary>
internal sealed record Figure(double Median, double Low, double High, int Count, string Unit);

/// <summary>Measurements of one thing, in the order of the rounds.</summary>
internal sealed class Series(string unit)
{
    private readonly List<double> _values = [];

    public string Unit => unit;

    public void Add(double value) => _values.Add(value);

    public Figure ToFigure()
    {
        var sorted = _values.Order().ToArray();
        return new Figure(At(sorted, 0.5), At(sorted, 0.25), At(sorted, 0.75), sorted.Length, unit);
    }

    /// <summary>Round by round: what disturbs a round disturbs both sides of it.</summary>
    public Series Over(Series other) => Pair(other, "×", (ours, theirs) => ours / theirs);

    public Series Minus(Series other) => Pair(other, unit, (ours, theirs) => ours - theirs);

    public Series Times(double factor, string as_)
    {
        var scaled = new Series(as_);
        _values.ForEach(value => scaled.Add(value * factor));
        return scaled;
    }

    public static Series Of(string unit, params IEnumerable<double> values)
    {
        var series = new Series(unit);
        foreach (var value in values)
        {
            series.Add(value);
        }

        return series;
    }

    private Series Pair(Series other, string as_, Func<double, double, double> combine) =>
        Of(as_, _values.Zip(other._values, combine));

    private static double At(double[] sorted, double part)
    {
        var place = (sorted.Length - 1) * part;
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
