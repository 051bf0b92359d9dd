namespace IbmIam.Caching;

/// <summary>Creates files for secrets, on Unix accessible only to their owner from creation. On Windows, the folder's permissions apply.</summary>
internal static class OwnerFile
{
    public const UnixFileMode Rights = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates a new file. An existing one is an error: it would keep its permissions, and may be a symbolic link.</summary>
    public static FileStream Create(string path) => Open(path, FileMode.CreateNew);

    /// <summary>Opens a file for exclusive use, or creates it.</summary>
    public static FileStream OpenAlone(string path) => Open(path, FileMode.OpenOrCreate);

    private static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Rights;
        }

        return new FileStream(path, options);
    }
}
