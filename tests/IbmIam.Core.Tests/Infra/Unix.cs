namespace IbmIam.Core.Tests.Infra;

/// <summary>File rights, in the numbers that <c>chmod</c> takes, read as octal. Windows has none of them.</summary>
internal static class Unix
{
    public static UnixFileMode Mode(string path) =>
        OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : System.IO.File.GetUnixFileMode(path);

    /// <summary>Makes a named pipe, the owner's alone.</summary>
    public static void MakePipe(string path)
    {
        using var make = System.Diagnostics.Process.Start("mkfifo", ["-m", "600", path]);
        make.WaitForExit();
    }

    /// <summary>Gives a file a second name.</summary>
    public static void Link(string path, string name)
    {
        using var link = System.Diagnostics.Process.Start("ln", [path, name]);
        link.WaitForExit();
    }

    /// <summary>Lets those go who wait for someone to write to a pipe. Opened both ways it waits for nobody itself.</summary>
    public static void Release(string pipe) => new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite).Dispose();

    public static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(path, mode);
        }
    }
}
