using System.Reflection;
using IbmIam.Diagnostics;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace IbmIam.MSBuild.Hosting;

/// <summary>The properties that this package reads: <c>IbmIam</c> followed by the name of a parameter (for <c>IamUrl</c>, <c>IbmIamUrl</c>).</summary>
internal static class PackageProperties
{
    private const string Prefix = "IbmIam";

    // Read only by the target.
    private const string OfTheTarget = nameof(IbmIamSetEnvironment);

    // Set by the target itself, so not a property.
    private const string OfTheProject = nameof(IbmIamTask.ProjectDirectory);

    // Users often keep the versions of our packages in properties with these names.
    private static string[] VersionsOfPackages => [Prefix + "Version", Prefix + "MSBuildVersion", Prefix + "TestingVersion", Prefix + "TestingServerVersion"];

    // The maximum edit distance of a typo; two swapped letters count twice.
    private const int MaxTypoDistance = 2;

    /// <summary>Returns the global properties (<c>-p:</c>) with our prefix. MSBuild shows tasks no other properties, so a typo in a project file goes unnoticed.</summary>
    public static Dictionary<string, string> Given(IBuildEngine engine)
    {
        var given = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

        // MSBuild has provided them since 16.5; an engine made for a test may not.
        if (engine is IBuildEngine6 newer)
        {
            foreach (var property in newer.GetGlobalProperties())
            {
                if (property.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                {
                    given[property.Key] = property.Value;
                }
            }
        }

        return given;
    }

    /// <summary>Returns a message for each of the properties that nothing reads.</summary>
    public static IEnumerable<string> Unknown(Dictionary<string, string> given) => given.Count == 0 ? []
        : given.Keys.Except(Known(), StringComparer.OrdinalIgnoreCase).Except(VersionsOfPackages, StringComparer.OrdinalIgnoreCase).Select(Explain);

    /// <summary>The parameters that have a property.</summary>
    public static PropertyInfo[] Parameters() => Array.FindAll(
        typeof(IbmIamToken).GetProperties(),
        parameter => parameter.SetMethod is { IsPublic: true } && parameter.DeclaringType != typeof(Task) && parameter.Name != OfTheProject);

    /// <summary>Returns the name of a parameter's property.</summary>
    public static string Property(string parameter) => (parameter.StartsWith("Iam", StringComparison.Ordinal) ? "Ibm" : Prefix) + parameter;

    private static string Explain(string name) =>
        $"{name} is not a known property{(ClosestMatch(name) is { } meant ? $": did you mean {meant}?" : ".")}";

    /// <summary>Returns the only known property that starts or ends with the given text, or is a typo away; null for none or several.</summary>
    private static string? ClosestMatch(string name)
    {
        var part = name[Prefix.Length..];
        string[] known = [.. Known()];
        string[][] likely =
        [
            [.. known.Where(property => property.StartsWith(name, StringComparison.OrdinalIgnoreCase))],
            [.. known.Where(property => property.EndsWith(part, StringComparison.OrdinalIgnoreCase))],
            [.. known.Where(property => EditDistance.Of(name, property) <= Math.Min(MaxTypoDistance, part.Length / 3))],
        ];
        return likely.FirstOrDefault(properties => properties.Length > 0) is [var only] ? only : null;
    }

    private static IEnumerable<string> Known() => Parameters().Select(parameter => Property(parameter.Name)).Append(OfTheTarget);
}
