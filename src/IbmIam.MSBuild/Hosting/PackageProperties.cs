using IbmIam.Diagnostics;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace IbmIam.MSBuild.Hosting;

/// <summary>The properties that this package reads: <c>IbmIam</c> and the name of a parameter; <c>IamUrl</c> is <c>IbmIamUrl</c>.</summary>
internal static class PackageProperties
{
    private const string Prefix = "IbmIam";

    // What the target alone decides by.
    private const string OfTheTarget = nameof(IbmIamSetEnvironment);

    // What the target knows of the project.
    private const string OfTheProject = nameof(IbmIamTask.ProjectDirectory);

    // Where users keep the version of our packages in a property of their own, it is called so.
    private static string[] VersionsOfPackages => [Prefix + "Version", Prefix + "MSBuildVersion", Prefix + "TestingVersion", Prefix + "TestingServerVersion"];

    // Letters; two that changed places count twice. More make another word.
    private const int Slip = 2;

    /// <summary>
    /// What was given to the whole build (<c>-p:</c>) under a name of ours that nothing reads. MSBuild tells tasks of no
    /// other properties: a typo in a project file goes unnoticed.
    /// </summary>
    public static IEnumerable<string> Unknown(IBuildEngine engine)
    {
        // MSBuild has told them since 16.5; an engine that a test made may not.
        var given = (engine as IBuildEngine6)?.GetGlobalProperties().Keys.Where(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)).ToArray();
        return given is not { Length: > 0 } ? [] : given.Except(Known(), StringComparer.OrdinalIgnoreCase).Except(VersionsOfPackages, StringComparer.OrdinalIgnoreCase).Select(Explain);
    }

    private static string Explain(string name) =>
        $"{name} is not a known property{(Meant(name) is { } meant ? $": did you mean {meant}?" : ".")}";

    /// <summary>The one property that begins or ends like what was given, or is a typo away; null where none is or several are.</summary>
    private static string? Meant(string name)
    {
        var part = name[Prefix.Length..];
        string[] known = [.. Known()];
        string[][] likely =
        [
            [.. known.Where(property => property.StartsWith(name, StringComparison.OrdinalIgnoreCase))],
            [.. known.Where(property => property.EndsWith(part, StringComparison.OrdinalIgnoreCase))],
            [.. known.Where(property => EditDistance.Of(name, property) <= Math.Min(Slip, part.Length / 3))],
        ];
        return likely.FirstOrDefault(properties => properties.Length > 0) is [var only] ? only : null;
    }

    private static IEnumerable<string> Known() => typeof(IbmIamToken).GetProperties()
        .Where(parameter => parameter.SetMethod is { IsPublic: true } && parameter.DeclaringType != typeof(Task) && parameter.Name != OfTheProject)
        .Select(parameter => (parameter.Name.StartsWith("Iam", StringComparison.Ordinal) ? "Ibm" : Prefix) + parameter.Name)
        .Append(OfTheTarget);
}
