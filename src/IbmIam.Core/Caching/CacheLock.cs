using System.Security.Cryptography;
using IbmIam.Diagnostics;

namespace IbmIam.Caching;

/// <summary>The lock that lets one of many processes exchange for the same token.</summary>
internal static class CacheLock
{
    private const int LockedOnLinux = 11;
    private const int LockedOnMac = 35;
    private const int SharedOnWindows = 32;
    private const int LockedOnWindows = 33;

    /// <summary>
    /// Takes the lock; null when the wait is over, when locking is not possible, or when another process's token has
    /// arrived: the caller then continues without it.
    /// </summary>
    /// <param name="host">Whose clock and log.</param>
    /// <param name="path">The lock file.</param>
    /// <param name="longest">How long to wait.</param>
    /// <param name="isThere">Whether the token has arrived; asked again once the lock is taken.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<IDisposable?> TakeAsync(IamHost host, string path, TimeSpan longest, Func<bool> isThere, CancellationToken cancellationToken)
    {
        using var notice = new WaitNotice(host, "another process getting the same token", longest);
        var start = host.Time.GetTimestamp();
        for (var number = 1; ; number++)
        {
            var (taken, busy) = Take(path, host.Time);
            if (isThere() || taken is not null || !busy || host.Time.GetElapsedTime(start) >= longest)
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

            // Pruning removes what is a day old, on Unix even while it is held: nobody would wait for a lock without a name.
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
