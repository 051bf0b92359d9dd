using System.Globalization;
using System.Text.Json.Nodes;
using IbmIam.Testing.Http;
using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Endpoints;

/// <summary>The account settings in IAM's Identity API.</summary>
internal static class AccountSettingsEndpoint
{
    private const string Domains = "restrict_user_domains";
    private const string SessionLifetime = "session_expiration_in_seconds";

    private static readonly Lifetime[] Lifetimes =
    [
        new("system_access_token_expiration_in_seconds", options => options.TokenLifetime, (options, span) => options.TokenLifetime = span),
        new("system_refresh_token_expiration_in_seconds", options => options.RefreshTokenLifetime, (options, span) => options.RefreshTokenLifetime = span),
        new("session_invalidation_in_seconds", options => options.SessionInactivity, (options, span) => options.SessionInactivity = span),
    ];

    private sealed record Lifetime(string Name, Func<FakeIamOptions, TimeSpan> Get, Action<FakeIamOptions, TimeSpan> Set)
    {
        public TimeSpan Usual => Get(new FakeIamOptions());
    }

    public static FakeResponse Get(Exchange exchange) => Locked(exchange, Say);

    public static FakeResponse Update(Exchange exchange) => Locked(exchange, settings =>
        (Management.RefuseVersion(exchange, Tag(settings)) ?? AccountSetting.Refuse(exchange.Json)) is { } flaw ? flaw.ToResponse(exchange) : Change(exchange, settings));

    /// <summary>The fake has no templates, so that the settings in force are the account's, with IAM's defaults for lifetimes that are not set.</summary>
    public static FakeResponse GetEffective(Exchange exchange) => Locked(exchange, settings =>
    {
        var effective = Describe(exchange, settings, effective: true);
        effective.Remove(Domains);
        var account = new JsonObject { ["account_id"] = exchange.Iam.Default.AccountId, ["entity_tag"] = Tag(settings) };
        Add(account, Describe(exchange, settings));
        account["history"] = History(exchange, settings);
        return FakeResponse.Of(new JsonObject
        {
            ["context"] = Management.Context(exchange), ["account_id"] = exchange.Iam.Default.AccountId, ["effective"] = effective, ["account"] = account,
        });
    });

    private static FakeResponse Locked(Exchange exchange, Func<AccountSettings, FakeResponse> answer)
    {
        if (exchange.Route["id"] != exchange.Iam.Default.AccountId)
        {
            return IamErrors.ObjectNotFound("Account", exchange.Route["id"]).ToResponse(exchange);
        }

        var settings = exchange.Iam.Identities.Settings;
        lock (settings.Changing)
        {
            return answer(settings);
        }
    }

    private static FakeResponse Locked(Exchange exchange, Func<Exchange, AccountSettings, FakeResponse> answer) => Locked(exchange, settings => answer(exchange, settings));

    private static FakeResponse Change(Exchange exchange, AccountSettings settings)
    {
        string[] names = [.. AccountSetting.All.Select(setting => setting.Name).Where(exchange.Json.ContainsKey)];
        foreach (var name in names)
        {
            var value = exchange.Json[name]!.DeepClone();
            settings.Values[name] = name == Domains ? MergeDomains(settings.Values[name]!.AsArray(), value.AsArray()) : value;
            if (Lifetimes.FirstOrDefault(one => one.Name == name) is { } lifetime)
            {
                lifetime.Set(exchange.Iam.Options, value.Text() == AccountSetting.NotSet ? lifetime.Usual : TimeSpan.FromSeconds(int.Parse(value.Text(), CultureInfo.InvariantCulture)));
            }
        }

        // IAM's own wording of action, parameters and message is not known.
        settings.Changed(new JsonObject
        {
            ["timestamp"] = Management.Date(exchange.At),
            ["iam_id"] = exchange.Bearer.Claim("iam_id"),
            ["iam_id_account"] = exchange.Iam.Default.AccountId,
            ["action"] = "UPDATE",
            ["params"] = new JsonArray([.. names.Select(name => (JsonNode)name)]),
            ["message"] = $"Changed {(names.Length == 0 ? "nothing" : string.Join(", ", names))}.",
        });
        return Say(exchange, settings);
    }

    /// <summary>An update replaces the entries of the realms that it names, and removes those that it names without more.</summary>
    private static JsonArray MergeDomains(JsonArray current, JsonArray asked)
    {
        var named = asked.Select(one => one!.AsObject().Text("realm_id")).ToHashSet(StringComparer.Ordinal);
        return [.. current.Where(one => !named.Contains(one!.AsObject().Text("realm_id"))).Concat(asked.Where(one => one!.AsObject().Count > 1)).Select(one => one!.DeepClone())];
    }

    private static FakeResponse Say(Exchange exchange, AccountSettings settings)
    {
        var said = new JsonObject { ["context"] = Management.Context(exchange), ["account_id"] = exchange.Iam.Default.AccountId, ["entity_tag"] = Tag(settings) };
        Add(said, Describe(exchange, settings));
        said["history"] = History(exchange, settings);
        return FakeResponse.Of(said).With("Etag", Tag(settings));
    }

    private static JsonObject Describe(Exchange exchange, AccountSettings settings, bool effective = false)
    {
        var said = settings.Values.DeepClone().AsObject();
        foreach (var lifetime in Lifetimes)
        {
            var span = lifetime.Get(exchange.Iam.Options);
            var isUnset = !effective && said.Text(lifetime.Name) == AccountSetting.NotSet && span == lifetime.Usual;
            said[lifetime.Name] = isUnset ? AccountSetting.NotSet : ((long)span.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (effective && said.Text(SessionLifetime) == AccountSetting.NotSet)
        {
            said[SessionLifetime] = "86400";
        }

        return said;
    }

    /// <summary>The history is empty unless the client asks for it.</summary>
    private static JsonArray History(Exchange exchange, AccountSettings settings) =>
        QueryString.Value(exchange.Request.Query, "include_history") == "true" ? [.. settings.History.Select(record => record.DeepClone())] : [];

    private static void Add(JsonObject target, JsonObject more)
    {
        foreach (var (name, value) in more)
        {
            target[name] = value?.DeepClone();
        }
    }

    private static string Tag(AccountSettings settings) => $"{settings.Version}-settings";
}
