using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using IbmIam.Caching;

namespace IbmIam.MSBuild.Hosting;

/// <summary>
/// A folder for token files, on Unix only its owner's: in XDG_RUNTIME_DIR, which is usually in memory, if it exists, else
/// in the temporary folder. Deleted when the build ends; the next build deletes the folder of a killed one.
/// </summary>
internal sealed class TokenFolder : IDisposable
{
    private const string Prefix = "ibmiam-token-";
    private const string LockName = ".lock";

    private const int Attempts = 5;

    // The build of a younger folder may not have created its lock file yet.
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
                // Another build's sweep may have locked the new file first, and deletes the folder: try again with a new one.
            }
            catch (Exception why) when (why is IOException or UnauthorizedAccessException)
            {
                throw new TaskProblemException(TaskProblem.TokenFileNotWritten(Root, why));
            }
        }
    }

    private static string Root =>
        !OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && Directory.Exists(runtime) ? runtime : Path.GetTempPath();

    private string Folder { get; }

    /// <summary>Deletes the folders of builds that no longer run.</summary>
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
            // The root folder is missing or not accessible: there is nothing to sweep.
        }
    }

    /// <summary>Writes text to an owner-only file, atomically. The same text always gets the same file.</summary>
    /// <returns>The file's path.</returns>
    public string Write(string kind, string text)
    {
        var path = Path.Combine(Folder, $"{kind}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8))}");
        if (File.Exists(path))
        {
            // Its name is a hash of its text. Windows would not replace it while a child process reads it.
            return path;
        }

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

    // If the lock of a folder can be taken, its build no longer runs.
    private static void Sweep(DirectoryInfo folder)
    {
        try
        {
            using (new FileStream(Path.Combine(folder.FullName, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
                // Delete while holding the lock: on Unix, a build that has just created the file may be about to lock it.
                Delete(folder.FullName);
            }

            // Windows does not delete an open file: delete the rest now.
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
            // In use, not accessible, or deleted meanwhile.
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
            // A file is still in use: the next build deletes the folder.
        }
    }
}
