namespace IbmIam.Caching;

/// <summary>The user's folder of encrypted token files: its path, and whether it is safe to use.</summary>
internal static class CacheFolder
{
    public const UnixFileMode OwnerFolder = OwnerFile.Rights | UnixFileMode.UserExecute;
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode Others = OthersWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// Returns the folder's path, and whether this program chose it and may therefore fix its permissions; null when no
    /// location is known.
    /// </summary>
    public static (string Path, bool IsOwn)? Find(IamHost host)
    {
        if (host.Variable("IBMIAM_CACHE_DIR") is { Length: > 0 } given)
        {
            // With a trailing slash, the path of a symbolic link would refer to its target.
            return (Path.IsPathFullyQualified(given) ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(given)) : given, false);
        }

        var caches = host.Variable("XDG_CACHE_HOME") is { } xdg && Path.IsPathFullyQualified(xdg) ? xdg
            : OperatingSystem.IsWindows() ? host.Variable("LOCALAPPDATA")
            : host.Variable("HOME") is not { Length: > 0 } home ? null
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches") : Path.Combine(home, ".cache");
        return caches is { Length: > 0 } && Path.IsPathFullyQualified(caches) ? (Path.Combine(caches, "ibmiam"), true) : null;
    }

    /// <summary>Creates the folder, or fixes its permissions if this program chose it. Returns why it can't be used, or null.</summary>
    public static string? Prepare(string path, bool isOwn)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            // It would be a different folder for each project, and each project would request its own token.
            return $"IBMIAM_CACHE_DIR is {path}, which is not a full path";
        }

        var folder = new DirectoryInfo(path);
        if (folder.LinkTarget is not null)
        {
            return $"the folder {path} is a symbolic link";
        }

        if (OperatingSystem.IsWindows())
        {
            // Who can write to it is not checked: each file has its own access control list.
            folder.Create();
            return null;
        }

        if (!folder.Exists)
        {
            Directory.CreateDirectory(path, OwnerFolder);
            return null;
        }

        if (isOwn && (folder.UnixFileMode & Others) != 0)
        {
            folder.UnixFileMode = OwnerFolder;
        }

        // The permissions of a folder that the user chose are left alone, because it may hold other files.
        return (folder.UnixFileMode & OthersWrite) != 0 ? $"others can write to the folder {path}" : null;
    }

    /// <summary>
    /// Whether a path is a regular file, accessible only to its owner, and no larger than an entry can be. A pipe or device,
    /// which might be read forever, has no length.
    /// </summary>
    public static bool IsSafe(FileInfo file, int longest) =>
        file is { Exists: true, LinkTarget: null, Length: > 0 } && file.Length <= longest && OwnerFile.IsPrivate(file);
}
