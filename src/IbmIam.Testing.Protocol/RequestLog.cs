using System.Collections;

namespace IbmIam.Testing;

/// <summary>
/// What was asked, oldest first. An entry is there before its client sees the answer, so no test need wait for it.
/// Enumerating, indexing and the lists below look at what is held at that moment.
/// </summary>
public sealed class RequestLog : IReadOnlyList<FakeIamRequest>
{
    private readonly Lock _lock = new();
    private readonly int _capacity;
    private FakeIamRequest[] _ring;
    private long _added;

    internal RequestLog(int capacity)
    {
        _capacity = capacity;
        _ring = new FakeIamRequest[Math.Min(capacity, 16)];
    }

    internal event Action<FakeIamRequest>? Added;

    /// <summary>How many requests are held now: at most the log's capacity.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return (int)Math.Min(_added, _capacity);
            }
        }
    }

    /// <summary>How many requests came since the start or the last <see cref="Clear"/>, those no longer held included.</summary>
    public long Total
    {
        get
        {
            lock (_lock)
            {
                return _added;
            }
        }
    }

    /// <summary>The requests for a token: the token endpoint, and the last step of VPC instance metadata.</summary>
    public IReadOnlyList<FakeIamRequest> Tokens => [.. Snapshot().Where(request => request.IsTokenRequest)];

    /// <summary>The requests that were refused or answered with a fault.</summary>
    public IReadOnlyList<FakeIamRequest> Refused => [.. Snapshot().Where(request => request.Status is 0 or >= 400 || request.Fault is not null)];

    /// <summary>The request at a place, oldest first.</summary>
    /// <param name="index">From 0.</param>
    public FakeIamRequest this[int index] => Snapshot()[index];

    /// <summary>The requests of one identity.</summary>
    /// <param name="identity">The identity, as an <c>Add…</c> method gave it.</param>
    /// <returns>Those held now, oldest first.</returns>
    public IReadOnlyList<FakeIamRequest> For(FakeIdentity identity) => [.. Snapshot().Where(request => request.Identity == identity.Id)];

    /// <summary>Forgets all requests.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            Array.Clear(_ring);
            _added = 0;
        }
    }

    /// <inheritdoc/>
    public IEnumerator<FakeIamRequest> GetEnumerator() => ((IEnumerable<FakeIamRequest>)Snapshot()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>One line for each request, secrets masked.</summary>
    /// <returns>The lines, oldest first.</returns>
    public override string ToString() => string.Join(Environment.NewLine, Snapshot().Select(request => request.ToString()));

    internal void Add(FakeIamRequest request)
    {
        lock (_lock)
        {
            if (_added == _ring.Length && _ring.Length < _capacity)
            {
                Array.Resize(ref _ring, Math.Min(_capacity, _ring.Length * 4));
            }

            if (_capacity > 0)
            {
                _ring[_added % _ring.Length] = request;
            }

            _added++;
        }

        Added?.Invoke(request);
    }

    private FakeIamRequest[] Snapshot()
    {
        lock (_lock)
        {
            if (_added <= _ring.Length)
            {
                return _ring[..(int)_added];
            }

            var oldest = _capacity == 0 ? 0 : (int)(_added % _ring.Length);
            return [.. _ring[oldest..], .. _ring[..oldest]];
        }
    }
}
