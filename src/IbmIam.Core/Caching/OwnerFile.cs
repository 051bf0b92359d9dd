namespace IbmIam.Caching;

/// <summary>Files that hold a token or key: accessible only to their owner from their creation on.</summary>
internal static class OwnerFile
{
    public const UnixFileMode Rights = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a new file. An existing one would keep the rights it has, and could be a link to elsewhere.</summary>
    public static FileStream Create(string path) => Open(path, FileMode.CreateNew);

    /// <summary>Opens a file that nobody else has open, or makes it.</summary>
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
