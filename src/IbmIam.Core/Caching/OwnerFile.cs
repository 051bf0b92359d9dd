namespace IbmIam.Caching;

/// <summary>Creates files for secrets, accessible only to their owner from creation: by mode on Unix, by access control list on Windows.</summary>
internal static class OwnerFile
{
    public const UnixFileMode Rights = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerRights = Rights | UnixFileMode.UserExecute;

    /// <summary>Creates a new file. An existing one is an error: it would keep its permissions, and may be a symbolic link.</summary>
    public static FileStream Create(string path) => Open(path, FileMode.CreateNew);

    /// <summary>Opens a file for exclusive use, or creates it.</summary>
    public static FileStream OpenAlone(string path) => Open(path, FileMode.OpenOrCreate);

    /// <summary>Whether no other user can read or write the file.</summary>
    public static bool IsPrivate(FileInfo file) => OperatingSystem.IsWindows() ? OwnerAcl.IsPrivate(file) : (file.UnixFileMode & ~OwnerRights) == 0;

    private static FileStream Open(string path, FileMode mode) => OperatingSystem.IsWindows()
        ? OwnerAcl.Open(path, mode)
        : new FileStream(path, new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = Rights });
}
