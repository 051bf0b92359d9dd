using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace IbmIam.Testing.Identities;

/// <summary>All identities, compute resources, API keys, codes, refresh tokens and OAuth clients. Shared by all endpoints and grants.</summary>
internal sealed class IdentityStore(TimeProvider clock)
{
    public const string DefaultAccount = "fa4e0000fa4e4000a000fa4e00000001";
    public const string DefaultServiceId = "ServiceId-00000000-0000-4000-8000-00000000fa4e";
    public const string DefaultApiKey = "fake.api.key.of.the.default.service.id";
    public const string ServiceIdPrefix = "ServiceId-";
    public const string UserPrefix = "IBMid-";
    public const string ProfilePrefix = "Profile-";
    public const string DefaultProfile = "Profile-00000000-0000-4000-8000-00000000fa4e";

    private readonly ConcurrentDictionary<string, ApiKey> _keysByValue = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FakeIdentity> _identities = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FakeComputeResource> _computeResources = new(StringComparer.Ordinal);

    /// <summary>OAuth clients and their secrets.</summary>
    public ConcurrentDictionary<string, string> Clients { get; } = new(StringComparer.Ordinal) { ["bx"] = "bx", ["kube"] = "kube" };

    /// <summary>
    /// Held while a client of the Identity API names a profile, of whom two can't have the same name, and while a configuration is
    /// applied, whose IDs depend on the names that are taken. Never taken inside an identity's own lock.
    /// </summary>
    public Lock Naming { get; } = new();

    public AccountSettings Settings { get; } = new();

    public OneTimeCodes Passcodes { get; } = new(clock, OneTimeCodes.PasscodeLifetime);

    public OneTimeCodes AuthorizationCodes { get; } = new(clock, TimeSpan.FromMinutes(10));

    public RefreshTokens RefreshTokens { get; } = new();

    public IEnumerable<FakeIdentity> All => _identities.Values;

    public IEnumerable<FakeComputeResource> ComputeResources => _computeResources.Values;

    public IEnumerable<ApiKey> Keys => _keysByValue.Values;

    public FakeIdentity? Find(string id) => _identities.GetValueOrDefault(id);

    /// <summary>Finds an identity by the claim <c>iam_id</c> or <c>sub</c> of its tokens.</summary>
    public FakeIdentity? FindByIamId(string iamId) => Find(iamId.StartsWith("iam-", StringComparison.Ordinal) ? iamId["iam-".Length..] : iamId);

    public FakeProfile? FindProfile(Func<FakeProfile, bool> condition) => All.OfType<FakeProfile>().FirstOrDefault(condition);

    public FakeUser? FindUser(string email) => All.OfType<FakeUser>().FirstOrDefault(user => user.Email == email);

    public ApiKey? FindKey(string value) => _keysByValue.GetValueOrDefault(value);

    public ApiKey? FindKeyById(string id) => Keys.FirstOrDefault(key => key.Id == id);

    public FakeComputeResource? FindComputeResource(string token) => _computeResources.GetValueOrDefault(token);

    /// <param name="name">The name.</param>
    /// <param name="apiKey">The value of the API key; null generates one.</param>
    /// <param name="id">The ID; null generates one.</param>
    /// <param name="fill">Sets other properties before the identity is visible to other threads; the same in the methods below.</param>
    public FakeServiceId AddServiceId(string name, string? apiKey = null, string? id = null, Action<FakeServiceId>? fill = null)
    {
        var service = AddServiceIdWithoutKey(name, id, fill);
        service.Key = AddFirstKey(service, apiKey);
        return service;
    }

    public FakeServiceId AddServiceIdWithoutKey(string name, string? id = null, Action<FakeServiceId>? fill = null) =>
        Add(new FakeServiceId(id ?? NewId(ServiceIdPrefix), name, DefaultAccount), fill);

    public FakeUser AddUser(string email, string? apiKey = null, string? password = null, string? id = null, Action<FakeUser>? fill = null)
    {
        id ??= NewId(UserPrefix);
        if (!id.StartsWith(UserPrefix, StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{id}' is not a user's ID: it must start with '{UserPrefix}'.");
        }

        var user = Add(new FakeUser(id, email, DefaultAccount, password), fill);
        user.Key = AddFirstKey(user, apiKey);
        return user;
    }

    public FakeProfile AddProfile(string name, string? id = null, Action<FakeProfile>? fill = null) =>
        Add(new FakeProfile(id ?? NewId(ProfilePrefix), name, DefaultAccount), fill);

    public FakeComputeResource AddComputeResource(string name, string? token = null, Action<FakeComputeResource>? fill = null)
    {
        var resource = new FakeComputeResource(name, token ?? $"fake.compute.resource.token.{Guid.NewGuid():N}", DefaultAccount);
        fill?.Invoke(resource);
        return TryAdd(_computeResources, resource.Token, resource)
            ? resource
            : throw new ArgumentException($"The token given for compute resource '{name}' is empty or taken: each needs a token of its own.");
    }

    /// <summary>
    /// Derives the ID of a configured identity from its name, so that tokens in a client's cache are still valid after the program
    /// is restarted. For a name that is taken, the ID is random.
    /// </summary>
    public string StableId(string prefix, string name)
    {
        var id = Id(prefix, new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(prefix + name)).AsSpan(0, 16)));
        return Find(id) is null ? id : NewId(prefix);
    }

    public ApiKey AddKey(FakeIdentity owner, string? value = null) =>
        TryAddKey(owner, value)
        ?? throw new ArgumentException($"The API key given for '{owner.Name}' is empty or taken: each identity needs a key of its own.");

    /// <summary>Adds a key. Returns null if the value is empty or already in use, or the owner was removed: no key outlives its owner.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="value">The value; null generates one.</param>
    /// <param name="fill">Sets properties before the key is visible to other threads.</param>
    public ApiKey? TryAddKey(FakeIdentity owner, string? value, Action<ApiKey>? fill = null)
    {
        var key = new ApiKey(value ?? NewKeyValue(), owner, clock.GetUtcNow());
        fill?.Invoke(key);
        lock (owner.Changing)
        {
            return Find(owner.Id) == owner && TryAdd(_keysByValue, key.Value, key) ? key : null;
        }
    }

    public void DisableKeys(FakeIdentity owner, bool disabled)
    {
        foreach (var key in Keys.Where(key => key.Owner == owner))
        {
            key.Disabled = disabled;
        }
    }

    public void RemoveKey(ApiKey key)
    {
        key.Deleted = true;
        _keysByValue.TryRemove(key.Value, out _);
    }

    /// <summary>Removes an identity and its keys, but not another identity that has the same ID by now.</summary>
    public void Remove(FakeIdentity identity)
    {
        lock (identity.Changing)
        {
            _identities.TryRemove(KeyValuePair.Create(identity.Id, identity));
            foreach (var key in Keys.Where(key => key.Owner == identity))
            {
                RemoveKey(key);
            }
        }
    }

    /// <summary>Returns false for an empty value and for one that is taken.</summary>
    public static bool TryAdd<T>(ConcurrentDictionary<string, T> items, string value, T item) => value.Length > 0 && items.TryAdd(value, item);

    private static string NewId(string prefix) => Id(prefix, Guid.NewGuid());

    private static string Id(string prefix, Guid value) =>
        prefix + (prefix == UserPrefix ? value.ToString("N")[..10].ToUpperInvariant() : value.ToString());

    private ApiKey AddFirstKey(FakeIdentity owner, string? value)
    {
        try
        {
            return AddKey(owner, value);
        }
        catch (ArgumentException)
        {
            // An identity is not kept without the key that was asked for.
            Remove(owner);
            throw;
        }
    }

    private T Add<T>(T identity, Action<T>? fill)
        where T : FakeIdentity
    {
        identity.Created = identity.Modified = clock.GetUtcNow();
        fill?.Invoke(identity);
        return TryAdd(_identities, identity.Id, identity)
            ? identity
            : throw new ArgumentException($"The id '{identity.Id}' is empty or taken: each identity needs an id of its own.");
    }

    /// <summary>Secret scanners ignore this value: it is not 44 characters of a key's alphabet, as a real key is.</summary>
    private static string NewKeyValue() => $"fake.key.{Guid.NewGuid():N}";
}
