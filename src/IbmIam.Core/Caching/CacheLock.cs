using System.Security.Cryptography;
using IbmIam.Diagnostics;

namespace IbmIam.Caching;

/// <summary>A lock file that lets only one process at a time request the same token.</summary>
internal static class CacheLock
{
    private const int LockedOnLinux = 11;
    private const int LockedOnMac = 35;
    private const int SharedOnWindows = 32;
    private const int LockedOnWindows = 33;

    /// <summary>
    /// Takes the lock. Returns null when the wait has timed out, locking is not possible, or another process has stored the
    /// token; the caller then continues without the lock.
    /// </summary>
    /// <param name="host">Supplies the clock and the log.</param>
    /// <param name="path">The path of the lock file.</param>
    /// <param name="longest">The maximum wait.</param>
    /// <param name="isStored">Whether the token has been stored; also called once the lock is taken.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public static async Task<IDisposable?> TakeAsync(IamHost host, string path, TimeSpan longest, Func<bool> isStored, CancellationToken cancellationToken)
    {
        using var notice = new WaitNotice(host, "another process getting the same token", longest);
        var start = host.Time.GetTimestamp();
        for (var number = 1; ; number++)
        {
            var (taken, busy) = Take(path, host.Time);
            if (isStored() || taken is not null || !busy || host.Time.GetElapsedTime(start) >= longest)
            {
                return taken;
            }

            if (number == 1)
            {
                host.Log.Detail("Another process is getting the same token: waiting for it.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(25, 100)), host.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static (FileStream? Taken, bool Busy) Take(string path, TimeProvider time)
    {
        FileStream? taken = null;
        try
        {
            taken = OwnerFile.OpenAlone(path);

            // Marks the file as new: pruning deletes lock files that are a day old, on Unix even while they are held, and other
            // processes would not wait for a deleted one.
            File.SetLastWriteTimeUtc(taken.SafeFileHandle, time.GetUtcNow().UtcDateTime);
            return (taken, false);
        }
        catch (IOException e) when ((e.HResult & 0xFFFF) is LockedOnLinux or LockedOnMac or SharedOnWindows or LockedOnWindows)
        {
            return (null, true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            taken?.Dispose();
            return (null, false);
        }
    }
}
