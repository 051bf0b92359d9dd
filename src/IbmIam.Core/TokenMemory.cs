using System.Collections.Concurrent;
using IbmIam.Exchange;

namespace IbmIam;

/// <summary>The tokens that a host holds in memory, one exchange for however many ask. Thread-safe.</summary>
public sealed class TokenMemory
{
    private readonly ConcurrentDictionary<TokenRequest, Lazy<Task<IamToken>>> _slots = new();

    /// <summary>The memory that lives as long as the process.</summary>
    public static TokenMemory Process { get; } = new();

    internal void Clear() => _slots.Clear();

    internal async Task<IamToken> GetAsync(TokenRequest request, Func<CancellationToken, Task<IamToken>> exchange, CancellationToken cancellationToken)
    {
        var mine = new Lazy<Task<IamToken>>(() => exchange(CancellationToken.None));
        var slot = _slots.GetOrAdd(request, mine);
        try
        {
            var token = await slot.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (token.ExpiresIn > TimeSpan.FromSeconds(10))
            {
                return ReferenceEquals(slot, mine) ? token : token.AsCached();
            }
        }
        catch (Exception) when (slot.Value.IsFaulted)
        {
            _slots.TryRemove(new(request, slot));
            throw;
        }

        _slots.TryRemove(new(request, slot));
        return await GetAsync(request, exchange, cancellationToken).ConfigureAwait(false);
    }
}
