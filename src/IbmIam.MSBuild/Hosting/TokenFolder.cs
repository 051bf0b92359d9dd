using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using IbmIam.Caching;

namespace IbmIam.MSBuild.Hosting;

/// <summary>
/// A folder for token files that only its owner can enter, in memory-backed XDG_RUNTIME_DIR where there is one, else
/// in the temporary folder. Gone when the build ends; one that a killed build left is swept by the next.
/// </summary>
internal sealed class TokenFolder : IDisposable
{
    private const string Prefix = "ibmiam-token-";
    private const string LockName = ".lock";

    private const int Attempts = 5;

    // A build that just began may not have made its lock yet.
    private static readonly TimeSpan _youngest = TimeSpan.FromMinutes(1);

    private readonly FileStream _lock;

    public TokenFolder()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Folder = OperatingSystem.IsWindows() ? Directory.CreateTempSubdirectory(Prefix).FullName : CreateOwn();
                _lock = new FileStream(Path.Combine(Folder, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
                return;
            }
            catch (IOException) when (attempt < Attempts)
            {
                // A build that sweeps came between making the lock and holding it, and takes the folder away.
            }
            catch (Exception why) when (why is IOException or UnauthorizedAccessException)
            {
                throw new TaskProblemException(TaskProblem.TokenFileNotWritten(Root, why));
            }
        }
    }

    private static string Root =>
        Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && Directory.Exists(runtime) ? runtime : Path.GetTempPath();

    private string Folder { get; }

    /// <summary>Removes what builds left that are no more.</summary>
    public static void Sweep()
    {
        try
        {
            foreach (var folder in new DirectoryInfo(Root).EnumerateDirectories(Prefix + "*").Where(f => f.LinkTarget is null))
            {
                Sweep(folder);
            }
        }
        catch (Exception why) when (why is IOException or UnauthorizedAccessException)
        {
            // No folder to look into: nothing was left there either.
        }
    }

    /// <summary>Writes a text to an owner-only file, whole or not at all; the same text goes to the same file.</summary>
    /// <returns>The file's path.</returns>
    public string Write(string kind, string text)
    {
        var path = Path.Combine(Folder, $"{kind}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8))}");
        var draft = $"{path}.{Guid.NewGuid():N}";
        try
        {
            using (var file = OwnerFile.Create(draft))
            {
                file.Write(Encoding.UTF8.GetBytes(text));
            }

            File.Move(draft, path, overwrite: true);
            return path;
        }
        catch (Exception why) when (why is IOException or UnauthorizedAccessException)
        {
            throw new TaskProblemException(TaskProblem.TokenFileNotWritten(Root, why));
        }
    }

    public void Dispose()
    {
        _lock.Dispose();
        Delete(Folder);
    }

    [UnsupportedOSPlatform("windows")]
    private static string CreateOwn() => Directory.CreateDirectory(
        Path.Combine(Root, Prefix + Guid.NewGuid().ToString("N")), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

    // A folder whose lock can be had belongs to a build that is no more.
    private static void Sweep(DirectoryInfo folder)
    {
        try
        {
            using (new FileStream(Path.Combine(folder.FullName, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
                // While it is held: on Unix a build may just be about to hold it.
                Delete(folder.FullName);
            }

            // Windows deletes no file that is open.
            Delete(folder.FullName);
        }
        catch (FileNotFoundException)
        {
            if (folder.LastWriteTimeUtc < TimeProvider.System.GetUtcNow().UtcDateTime - _youngest)
            {
                Delete(folder.FullName);
            }
        }
        catch (Exception why) when (why is IOException or UnauthorizedAccessException)
        {
            // In use, not ours, or gone meanwhile.
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception why) when (why is IOException or UnauthorizedAccessException)
        {
            // Something still reads a file: the next build sweeps it.
        }
    }
}
