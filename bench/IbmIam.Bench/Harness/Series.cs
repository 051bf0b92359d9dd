namespace IbmIam.Bench.Harness;

/// <summary>The measurements of one subject, in the order of the rounds.</summary>
internal sealed class Series(string unit)
{
    private readonly List<double> _values = [];

    public void Add(double value) => _values.Add(value);

    public Figure ToFigure() => Figure.Of(unit, [.. _values]);

    /// <summary>Divides round by round, since a disturbance affects both sides of a round.</summary>
    public Series Over(Series other) => Pair(other, "×", (ours, theirs) => ours / theirs);

    public Series Minus(Series other) => Pair(other, unit, (ours, theirs) => ours - theirs);

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
}
