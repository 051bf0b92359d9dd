using System.Collections.Concurrent;
using System.Globalization;

namespace IbmIam.Testing.Faults;

/// <summary>Holds by number, for those who have no object in their hand.</summary>
internal sealed class Holds
{
    private readonly ConcurrentDictionary<string, FakeHold> _holds = new(StringComparer.Ordinal);
    private int _last;

    public string Add(FakeHold hold)
    {
        var id = Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        _holds[id] = hold;
        return id;
    }

    public FakeHold? Find(string id) => _holds.GetValueOrDefault(id);
}
