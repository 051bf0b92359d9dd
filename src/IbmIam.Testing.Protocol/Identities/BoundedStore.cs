using System.Collections.Concurrent;

namespace IbmIam.Testing.Identities;

/// <summary>Issued tokens or codes, by value. Above a limit, the oldest are dropped, so that no load fills the memory.</summary>
internal sealed class BoundedStore<T>
    where T : class
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, T> _items = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    public IEnumerable<T> All => _items.Values;

    public void Add(string value, T item)
    {
        _items[value] = item;
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
