using System.Collections.Concurrent;

namespace IbmIam.Testing.Identities;

/// <summary>Who there is: one store under every endpoint and grant.</summary>
internal sealed class IdentityStore(TimeProvider clock)
{
    public const string DefaultAccount = "fa4e0000fa4e4000a000fa4e00000001";
    public const string DefaultServiceId = "ServiceId-00000000-0000-4000-8000-00000000fa4e";
    public const string DefaultApiKey = "fake.api.key.of.the.default.service.id";

    private readonly ConcurrentDictionary<string, ApiKey> _keysByValue = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FakeIdentity> _identities = new(StringComparer.Ordinal);

    /// <summary>OAuth clients and their secrets.</summary>
    public ConcurrentDictionary<string, string> Clients { get; } = new(StringComparer.Ordinal) { ["bx"] = "bx", ["kube"] = "kube" };

    public IEnumerable<FakeIdentity> All => _identities.Values;

    public FakeIdentity? Find(string id) => _identities.GetValueOrDefault(id);

    public ApiKey? FindKey(string value) => _keysByValue.GetValueOrDefault(value);

    public FakeServiceId AddServiceId(string name, string? apiKey, string? id = null)
    {
        var service = new FakeServiceId(id ?? "ServiceId-" + Guid.NewGuid(), name, DefaultAccount);
        service.Key = AddKey(service, apiKey);
        _identities[service.Id] = service;
        return service;
    }

    public FakeUser AddUser(string email, string? apiKey, string? password)
    {
        var id = "IBMid-" + Guid.NewGuid().ToString("N")[..10].ToUpperInvariant();
        var user = password is null ? new FakeUser(id, email, DefaultAccount) : new FakeUser(id, email, DefaultAccount) { Password = password };
        user.Key = AddKey(user, apiKey);
        _identities[user.Id] = user;
        return user;
    }

    public ApiKey AddKey(FakeIdentity owner, string? value)
    {
        var key = new ApiKey(value ?? NewKeyValue(), owner, clock.GetUtcNow());
        if (!_keysByValue.TryAdd(key.Value, key))
        {
            throw new ArgumentException($"The API key given for '{owner.Name}' is taken: each identity needs a key of its own.");
        }

        return key;
    }

    /// <summary>Never 44 characters of a key's alphabet: secret scanners leave it alone.</summary>
    private static string NewKeyValue() => $"fake.key.{Guid.NewGuid():N}";
}
