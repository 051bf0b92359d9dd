using System.Collections.Concurrent;
using IbmIam.Caching;

namespace IbmIam;

/// <summary>Tokens cached in memory; concurrent callers share one exchange. Thread-safe.</summary>
public sealed class TokenMemory
{
    private readonly ConcurrentDictionary<TokenKey, TokenSlot> _slots = new();
    private readonly ConcurrentDictionary<string, bool> _told = new();
    private int _generation;

    /// <summary>The token memory of the process.</summary>
    public static TokenMemory Process { get; } = new();

    /// <summary>Incremented when the memory is cleared, so that clients drop the tokens they hold.</summary>
    internal int Generation => Volatile.Read(ref _generation);

    internal TokenSlot Slot(TokenKey key) => _slots.GetOrAdd(key, static _ => new TokenSlot());

    /// <summary>Returns true once for each kind of warning, until <see cref="Clear"/>.</summary>
    internal bool TryMarkWarned(string warning) => _told.TryAdd(warning, true);

    internal void Clear()
    {
        _slots.Clear();
        _told.Clear();
        Interlocked.Increment(ref _generation);
    }
}
