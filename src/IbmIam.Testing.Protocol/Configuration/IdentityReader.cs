using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Configuration;

/// <summary>Reads identities from JSON.</summary>
internal static class IdentityReader
{
    public static void ServiceIds(FakeIam iam, Setting list) => ConfigReader.Each(list, item =>
    {
        var given = item.Object("name", "id", "apiKey", "claims", "tokenLifetime", "mayDelegate");
        var name = Required(item, given, "name");
        iam.Identities.AddServiceId(name, Optional(given, "apiKey"), Id(iam, given, IdentityStore.ServiceIdPrefix, name), service =>
        {
            service.MayDelegate = !given.TryGetValue("mayDelegate", out var may) || may.Flag;
            Fill(service, given);
        });
    });

    public static void Users(FakeIam iam, Setting list) => ConfigReader.Each(list, item =>
    {
        var given = item.Object("email", "id", "apiKey", "password", "claims", "tokenLifetime");
        var email = Required(item, given, "email");
        iam.Identities.AddUser(email, Optional(given, "apiKey"), Optional(given, "password"), Id(iam, given, IdentityStore.UserPrefix, email), user => Fill(user, given));
    });

    public static void Profiles(FakeIam iam, Setting list) => ConfigReader.Each(list, item =>
    {
        var given = item.Object("name", "id", "trustOnly", "claims", "tokenLifetime");
        var name = Required(item, given, "name");
        iam.Identities.AddProfile(name, Id(iam, given, IdentityStore.ProfilePrefix, name), profile =>
        {
            Fill(profile, given);
            if (given.TryGetValue("trustOnly", out var trusted))
            {
                profile.TrustOnly([.. trusted.Items.Select(one => one.Text)]);
            }
        });
    });

    public static void ComputeResources(FakeIam iam, Setting list) => ConfigReader.Each(list, item =>
    {
        var given = item.Object("name", "token", "claims");
        iam.Identities.AddComputeResource(Required(item, given, "name"), Optional(given, "token"), resource =>
        {
            foreach (var (name, value) in given.TryGetValue("claims", out var claims) ? claims.Texts : [])
            {
                resource.Claims[name] = value;
            }
        });
    });

    public static void Clients(FakeIam iam, Setting list) => ConfigReader.Each(list, item =>
    {
        var given = item.Object("id", "secret");
        iam.Identities.Clients[Required(item, given, "id")] = Required(item, given, "secret");
    });

    public static void RefreshTokens(FakeIam iam, Setting list) => ConfigReader.Each(list, item =>
    {
        var given = item.Object("identity", "client", "token");
        Required(item, given, "identity");
        var owner = ConfigReader.Identity(iam, given["identity"]);
        iam.Identities.RefreshTokens.Add(Required(item, given, "token"), iam.NewRefreshToken(owner, Optional(given, "client") ?? "bx"));
    });

    private static void Fill(FakeIdentity identity, Dictionary<string, Setting> given)
    {
        identity.TokenLifetime = given.GetValueOrDefault("tokenLifetime")?.Seconds;
        foreach (var (name, value) in given.GetValueOrDefault("claims")?.Json ?? [])
        {
            identity.Claims[name] = value?.DeepClone();
        }
    }

    private static string Id(FakeIam iam, Dictionary<string, Setting> given, string prefix, string name) =>
        Optional(given, "id") ?? iam.Identities.StableId(prefix, name);

    private static string? Optional(Dictionary<string, Setting> given, string name) => given.GetValueOrDefault(name)?.Text;

    private static string Required(Setting item, Dictionary<string, Setting> given, string name) =>
        Optional(given, name) is { Length: > 0 } text ? text : throw item.Error($"'{name}' is missing.");
}
