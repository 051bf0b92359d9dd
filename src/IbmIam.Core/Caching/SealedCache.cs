using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using IbmIam.Credentials;
using IbmIam.Diagnostics;
using IbmIam.Exchange;

namespace IbmIam.Caching;

/// <summary>The encrypted cache file of one request's token. A problem with it causes a warning at most, never a failure.</summary>
internal sealed partial class SealedCache
{
    private const string Suffix = ".token";
    private const string TemporarySuffix = ".tmp";
    private const string LockSuffix = ".lock";
    private const string PasscodeKeyFile = "passcode.key";
    private const int LongestFile = 256 * 1024;
    private const int MoveAttempts = 10;
    private static readonly TimeSpan BetweenMoves = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RefreshTokenLife = TimeSpan.FromHours(72);

    private readonly IamHost _host;
    private readonly string _folder;
    private readonly byte[] _secret;
    private readonly string _name;
    private readonly TimeSpan _extraRetention;

    private SealedCache(IamHost host, string folder, byte[] secret, TokenRequest request)
    {
        (_host, _folder, _secret) = (host, folder, secret);
        _name = SealedFile.Name(secret, TokenKey.Of(request).Hash);
        _extraRetention = request.Credential.StartsSession ? RefreshTokenLife : TimeSpan.Zero;
    }

    /// <summary>
    /// Returns the cache file of a request. Returns null, so that the token stays in memory, when there is no secret to
    /// encrypt it with or no safe folder.
    /// </summary>
    public static SealedCache? For(TokenRequest request, IamHost host)
    {
        SealedCache? cache = null;
        if (CacheFolder.Find(host) is var (folder, isOwn) && Secret(request.Credential) is { } secretOf)
        {
            _ = Try(host, () => cache = CacheFolder.Prepare(folder, isOwn) is { } why ? throw new IOException(why) : new SealedCache(host, folder, secretOf(folder), request));
        }

        return cache;
    }

    /// <summary>Deletes all files of the cache. Returns the number of token files deleted.</summary>
    public static int Clear(IamHost host)
    {
        var count = 0;
        if (CacheFolder.Find(host) is var (folder, _) && Path.IsPathFullyQualified(folder) && new DirectoryInfo(folder) is { Exists: true, LinkTarget: null } found)
        {
            _ = Try(host, () =>
            {
                foreach (var file in Ours(found))
                {
                    count += Try(host, file.Delete) && file.Extension == Suffix ? 1 : 0;
                }
            });
        }

        return count;
    }

    /// <summary>Returns the stored token, or null when there is none that can be used.</summary>
    public HeldToken? Read(string source)
    {
        HeldToken? held = null;
        _ = Try(_host, () =>
        {
            var file = new FileInfo(PathOf(Suffix));
            held = CacheFolder.IsSafe(file, LongestFile) && SealedFile.Open(_secret, _name, ReadWhole(file.FullName)) is { } text
                ? StoredToken.Read(text, source, _host.Time)
                : null;
        });
        return held;
    }

    /// <summary>
    /// Encrypts a token into a temporary file, then moves that into place. Its last write time is set to when it may be pruned,
    /// so that pruning needs no key.
    /// </summary>
    public async Task WriteAsync(HeldToken held)
    {
        var path = Temporary(Path.Combine(_folder, _name));
        var written = Try(_host, () =>
        {
            WriteNew(path, SealedFile.Seal(_secret, _name, StoredToken.Write(held)));
            File.SetLastWriteTimeUtc(path, (held.Fetched.ExpiresAt + _extraRetention).UtcDateTime);
        });
        if (written && await MoveAsync(path).ConfigureAwait(false))
        {
            _ = Try(_host, Prune);
        }
        else
        {
            _ = Try(_host, () => File.Delete(path));
        }
    }

    /// <summary>Windows does not replace a file while it is open, and every process that waits for this token opens it again and again.</summary>
    private async Task<bool> MoveAsync(string path)
    {
        for (var attempt = 1; OperatingSystem.IsWindows() && attempt < MoveAttempts; attempt++)
        {
            try
            {
                File.Move(path, PathOf(Suffix), overwrite: true);
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                await Task.Delay(BetweenMoves, _host.Time).ConfigureAwait(false);
            }
        }

        return Try(_host, () => File.Move(path, PathOf(Suffix), overwrite: true));
    }

    /// <inheritdoc cref="CacheLock.TakeAsync"/>
    public Task<IDisposable?> LockAsync(TimeSpan longest, Func<bool> isStored, CancellationToken cancellationToken) =>
        CacheLock.TakeAsync(_host, PathOf(LockSuffix), longest, isStored, cancellationToken);

    /// <summary>Returns a function from the cache folder to the secret that encrypts a credential's files; null when no secret outlives the process.</summary>
    private static Func<string, byte[]>? Secret(IamCredential credential) =>
        credential.IsOneTime ? PasscodeKey
        : credential.Seal is { } secret ? _ => Encoding.UTF8.GetBytes(secret.Reveal())
        : null;

    /// <summary>
    /// Returns the random key that encrypts the tokens of one-time passcodes, created on first use and readable only by its
    /// owner. A key derived from the passcode itself could be guessed.
    /// </summary>
    private static byte[] PasscodeKey(string folder)
    {
        var path = Path.Combine(folder, PasscodeKeyFile);
        if (!File.Exists(path))
        {
            var temporary = Temporary(path);
            try
            {
                WriteNew(temporary, RandomNumberGenerator.GetBytes(32));
                File.Move(temporary, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                // Another process was faster: use its key.
            }
            finally
            {
                File.Delete(temporary);
            }
        }

        return CacheFolder.IsSafe(new FileInfo(path), LongestFile) && File.ReadAllBytes(path) is { Length: 32 } key ? key : throw new IOException($"{path} is not private to its owner");
    }

    private void Prune()
    {
        var now = _host.Time.GetUtcNow().UtcDateTime;
        foreach (var file in Ours(new DirectoryInfo(_folder)))
        {
            var keep = file.Extension switch { Suffix => TimeSpan.Zero, TemporarySuffix => TimeSpan.FromHours(1), LockSuffix => TimeSpan.FromDays(1), _ => TimeSpan.MaxValue };
            if (keep != TimeSpan.MaxValue && file.LastWriteTimeUtc + keep < now)
            {
                _ = Try(_host, file.Delete);
            }
        }
    }

    /// <summary>Returns the cache's own files: a folder that the user chose may contain others.</summary>
    private static IEnumerable<FileInfo> Ours(DirectoryInfo folder) => folder.EnumerateFiles().Where(static file => OurName().IsMatch(file.Name));

    private static string Temporary(string path) => $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}{TemporarySuffix}";

    [GeneratedRegex(@"^([0-9a-f]{32}(\.token|\.lock|\.[0-9a-f]{16}\.tmp)|passcode\.key(\.[0-9a-f]{16}\.tmp)?)$")]
    private static partial Regex OurName();

    private static void WriteNew(string path, byte[] bytes)
    {
        using var file = OwnerFile.Create(path);
        if (!OwnerFile.IsPrivate(new FileInfo(path)))
        {
            throw new IOException($"{Path.GetDirectoryName(path)} is on a volume that keeps no file private to its owner");
        }

        file.Write(bytes);
    }

    /// <summary>Reads a file that another process may replace or delete meanwhile.</summary>
    private static byte[] ReadWhole(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private string PathOf(string suffix) => Path.Combine(_folder, _name + suffix);

    /// <summary>Runs a file operation. Returns whether it succeeded; only the first failure is logged as a warning.</summary>
    private static bool Try(IamHost host, Action step)
    {
        try
        {
            step();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException or NotSupportedException)
        {
            if (host.Memory.TryMarkWarned("cache"))
            {
                var warning = Problems.CacheUnusable(Scrubber.Printable(e.Message, 200).TrimEnd('.'));
                host.Log.Warning(warning.Code, warning.Text);
            }

            return false;
        }
    }
}
