using System.Collections;

namespace IbmIam.Testing;

/// <summary>
/// The requests received, oldest first. An entry exists before its client sees the response, so tests need not wait for it.
/// Enumerating, indexing and the lists below use a snapshot of the log.
/// </summary>
public sealed class RequestLog : IReadOnlyList<FakeIamRequest>
{
    private const long MostBytes = 32 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly int _capacity;
    private FakeIamRequest[] _ring;
    private int _first;
    private int _count;
    private long _bytes;
    private long _total;

    internal RequestLog(int capacity)
    {
        _capacity = capacity;
        _ring = new FakeIamRequest[Math.Min(capacity, 16)];
    }

    internal event Action<FakeIamRequest>? Added;

    internal event Action? Cleared;

    /// <summary>The number of requests in the log: at most its capacity, and fewer when they are large (32 MiB in all).</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>The number of requests since the start or the last <see cref="Clear"/>, including those no longer in the log.</summary>
    public long Total
    {
        get
        {
            lock (_lock)
            {
                return _total;
            }
        }
    }

    /// <summary>The token requests: to the token endpoint, and the last step of VPC instance metadata.</summary>
    public IReadOnlyList<FakeIamRequest> Tokens => [.. Snapshot().Where(request => request.IsTokenRequest)];

    /// <summary>The requests that were refused or that a fault applied to.</summary>
    public IReadOnlyList<FakeIamRequest> Refused => [.. Snapshot().Where(request => request.Status is 0 or >= 400 || request.Fault is not null)];

    /// <summary>Gets the request at an index, oldest first.</summary>
    /// <param name="index">The zero-based index.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no request at that index.</exception>
    public FakeIamRequest this[int index]
    {
        get
        {
            lock (_lock)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(index);
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _count);
                return _ring[(_first + index) % _ring.Length];
            }
        }
    }

    /// <summary>Gets the requests of one identity.</summary>
    /// <param name="identity">The identity, as returned by an <c>Add…</c> method.</param>
    /// <returns>Its requests in the log, oldest first.</returns>
    public IReadOnlyList<FakeIamRequest> For(FakeIdentity identity) => [.. Snapshot().Where(request => request.Identity == identity.Id)];

    /// <summary>Removes all requests from the log.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            Array.Clear(_ring);
            (_first, _count, _bytes, _total) = (0, 0, 0, 0);
        }

        Cleared?.Invoke();
    }

    /// <inheritdoc/>
    public IEnumerator<FakeIamRequest> GetEnumerator() => ((IEnumerable<FakeIamRequest>)Snapshot()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Describes each request in one line, with secrets masked.</summary>
    /// <returns>The lines, oldest first.</returns>
    public override string ToString() => string.Join(Environment.NewLine, Snapshot().Select(request => request.ToString()));

    internal void Add(FakeIamRequest request)
    {
        var bytes = request.Bytes;
        lock (_lock)
        {
            _total++;
            while (_count > 0 && (_count == _capacity || _bytes + bytes > MostBytes))
            {
                RemoveOldest();
            }

            if (_capacity > 0)
            {
                Grow();
                _ring[(_first + _count++) % _ring.Length] = request;
                _bytes += bytes;
            }
        }

        Added?.Invoke(request);
    }

    private void RemoveOldest()
    {
        _bytes -= _ring[_first].Bytes;
        _ring[_first] = null!;
        _first = (_first + 1) % _ring.Length;
        _count--;
    }

    private void Grow()
    {
        if (_count == _ring.Length)
        {
            var larger = new FakeIamRequest[Math.Min(_capacity, _ring.Length * 4)];
            Snapshot().CopyTo(larger, 0);
            (_ring, _first) = (larger, 0);
        }
    }

    private FakeIamRequest[] Snapshot()
    {
        lock (_lock)
        {
            var end = _first + _count;
            return end <= _ring.Length ? _ring[_first..end] : [.. _ring[_first..], .. _ring[..(end - _ring.Length)]];
        }
    }
}
