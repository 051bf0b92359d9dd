using System.Globalization;

namespace IbmIam.Bench.Harness;

/// <summary>The limit of a row's ratio, or of its figure if it has no ratio; <c>≤ 1.05 ×</c> as text.</summary>
internal sealed record Aim(string Relation, double Limit, string Unit)
{
    private const string Most = "≤";
    private const string Least = "≥";
    private const string Each = "exactly";

    public static Aim AtMost(double most, string unit = "×") => new(Most, most, unit);

    public static Aim AtLeast(double least, string unit = "×") => new(Least, least, unit);

    /// <summary>For each round, not the median: a single exchange too many is a miss. Less than 0.1 byte per call counts as none.</summary>
    public static Aim Exactly(double value, string unit) => new(Each, value, unit);

    public static Aim Parse(string words) => words.Split(' ', 3) is [var relation, var limit, var unit]
        ? new Aim(relation, double.Parse(limit, CultureInfo.InvariantCulture), unit)
        : throw new FormatException($"An aim is a relation, a figure and a unit, not {words}");

    public bool IsMet(Figure figure) => Relation switch
    {
        Most => figure.Median <= Limit,
        Least => figure.Median >= Limit,
        _ => figure.Rounds.DefaultIfEmpty(figure.Median).All(round => Math.Abs(round - Limit) < 0.1),
    };

    public override string ToString() => $"{Relation} {Limit.ToString("0.###", CultureInfo.InvariantCulture)} {Unit}";
}
