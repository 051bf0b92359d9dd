namespace IbmIam.Core.Tests.Infra;

/// <summary>File rights, pipes and links, none of which Windows has: there a test that asks for one is skipped.</summary>
internal static class Unix
{
    public static UnixFileMode Mode(string path)
    {
        Needs.Unix();
#pragma warning disable CA1416 // Windows has been left.
        return System.IO.File.GetUnixFileMode(path);
#pragma warning restore CA1416
    }

    /// <summary>Makes a named pipe, the owner's alone.</summary>
    public static void MakePipe(string path)
    {
        Needs.Unix();
        using var make = System.Diagnostics.Process.Start("mkfifo", ["-m", "600", path]);
        make.WaitForExit();
    }

    /// <summary>Gives a file a second name.</summary>
    public static void Link(string path, string name)
    {
        Needs.Unix();
        using var link = System.Diagnostics.Process.Start("ln", [path, name]);
        link.WaitForExit();
    }

    /// <summary>Lets those go who wait for someone to write to a pipe. Opened both ways it waits for nobody itself.</summary>
    public static void Release(string pipe) => new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite).Dispose();

    public static void SetMode(string path, UnixFileMode mode)
    {
        Needs.Unix();
#pragma warning disable CA1416 // Windows has been left.
        System.IO.File.SetUnixFileMode(path, mode);
#pragma warning restore CA1416
    }
}
