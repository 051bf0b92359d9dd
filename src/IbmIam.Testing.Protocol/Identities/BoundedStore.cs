using System.Collections.Concurrent;

namespace IbmIam.Testing.Identities;

/// <summary>Issued tokens or codes, by value. Above a limit, the oldest are dropped, to bound memory use.</summary>
internal sealed class BoundedStore<T>
    where T : class
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, T> _items = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    public IEnumerable<T> All => _items.Values;

    /// <exception cref="ArgumentException">The value is empty or already in use.</exception>
    public void Add(string value, T item, string refusal = "The value is empty or taken.")
    {
        if (!IdentityStore.TryAdd(_items, value, item))
        {
            throw new ArgumentException(refusal);
        }

        _order.Enqueue(value);
        if (_order.Count > Most && _order.TryDequeue(out var oldest))
        {
            _items.TryRemove(oldest, out _);
        }
    }

    public T? Find(string value) => _items.GetValueOrDefault(value);

    /// <summary>Removes and returns an item; null if it is unknown or another caller was first.</summary>
    public T? Spend(string value) => _items.TryRemove(value, out var item) ? item : null;
}
