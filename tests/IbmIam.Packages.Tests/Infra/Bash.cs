namespace IbmIam.Packages.Tests;

/// <summary>The shell that runs documents: on Windows the one of Git, not the one in the system's folder, which is WSL's.</summary>
internal static class Bash
{
    /// <summary>Its path; the test is skipped where there is none.</summary>
    public static string Needed()
    {
        var windows = OperatingSystem.IsWindows();
        var found = Find(
            Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator),
            windows ? "bash.exe" : "bash",
            windows ? Environment.GetFolderPath(Environment.SpecialFolder.Windows) : null,
            File.Exists);
        Assert.SkipWhen(found is null, "Needs bash on the path.");
        return found!;
    }

    /// <summary>The first in these folders that does not lie below the system's own.</summary>
    public static string? Find(IEnumerable<string> folders, string name, string? system, Func<string, bool> exists) => folders
        .Where(folder => folder.Length > 0 && (system is null || !(Plain(folder) + "/").StartsWith(Plain(system) + "/", StringComparison.OrdinalIgnoreCase)))
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(exists);

    private static string Plain(string folder) => folder.Trim('"').Replace('\\', '/').TrimEnd('/');
}
