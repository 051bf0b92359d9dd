using System.Globalization;
using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Faults;

/// <summary>The holds created through the admin API, by ID.</summary>
internal sealed class Holds
{
    private readonly BoundedStore<FakeHold> _holds = new();
    private int _last;

    public string Add(FakeHold hold)
    {
        var id = Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        _holds.Add(id, hold);
        return id;
    }

    public FakeHold? Find(string id) => _holds.Find(id);

    /// <summary>Removes and returns a hold, to be released; null if there is none.</summary>
    public FakeHold? Take(string id) => _holds.Spend(id);
}
