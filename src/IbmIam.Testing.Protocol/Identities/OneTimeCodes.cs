namespace IbmIam.Testing.Identities;

/// <summary>A passcode or authorization code: its user, and the client and redirect URI that it is bound to, if any.</summary>
internal sealed record OneTimeCode(FakeUser User, string? ClientId = null, string? RedirectUri = null);

/// <summary>Codes that can be used once, for a limited time.</summary>
internal sealed class OneTimeCodes(TimeProvider clock, TimeSpan lifetime)
{
    public static readonly TimeSpan PasscodeLifetime = TimeSpan.FromMinutes(5);

    private readonly BoundedStore<Entry> _codes = new();

    public string Add(OneTimeCode code, string? value = null)
    {
        value ??= Guid.NewGuid().ToString("N")[..10];
        if (_codes.Find(value) is { } old && clock.GetUtcNow() >= old.ExpiresAt)
        {
            _codes.Spend(value);
        }

        _codes.Add(value, new Entry(code, clock.GetUtcNow() + lifetime), "The passcode is empty or taken: each login needs a code of its own.");
        return value;
    }

    public OneTimeCode? Find(string value) => _codes.Find(value)?.Code;

    public OneTimeCode? Spend(string value) =>
        _codes.Spend(value) is { } found && clock.GetUtcNow() < found.ExpiresAt ? found.Code : null;

    private sealed record Entry(OneTimeCode Code, DateTimeOffset ExpiresAt);
}
