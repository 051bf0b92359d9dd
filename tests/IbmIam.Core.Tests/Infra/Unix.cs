namespace IbmIam.Core.Tests.Infra;

/// <summary>File rights, in the numbers that <c>chmod</c> takes, read as octal. Windows has none of them.</summary>
internal static class Unix
{
    public static UnixFileMode Mode(string path) =>
        OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : System.IO.File.GetUnixFileMode(path);

    public static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(path, mode);
        }
    }
}
