using System.Collections.Concurrent;

namespace IbmIam.Testing.Identities;

/// <summary>A login's code: whose it is, and for which client and address.</summary>
internal sealed record OneTimeCode(FakeUser User, string? ClientId = null, string? RedirectUri = null);

/// <summary>Codes that work once and not for long.</summary>
internal sealed class OneTimeCodes(TimeProvider clock, TimeSpan lifetime)
{
    private readonly ConcurrentDictionary<string, (OneTimeCode Code, DateTimeOffset ExpiresAt)> _codes = new(StringComparer.Ordinal);

    public string Add(OneTimeCode code, string? value = null)
    {
        value ??= Guid.NewGuid().ToString("N")[..10];
        _codes[value] = (code, clock.GetUtcNow() + lifetime);
        return value;
    }

    public OneTimeCode? Spend(string value) =>
        _codes.TryRemove(value, out var found) && clock.GetUtcNow() < found.ExpiresAt ? found.Code : null;
}
