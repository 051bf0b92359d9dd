using System.Globalization;
using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Endpoints;

/// <summary>The account's token and session lifetimes in IAM's Identity API, within IAM's limits.</summary>
internal static class AccountSettingsEndpoint
{
    private const string AccessToken = "system_access_token_expiration_in_seconds";
    private const string RefreshToken = "system_refresh_token_expiration_in_seconds";
    private const string Inactivity = "session_invalidation_in_seconds";

    public static FakeResponse Get(Exchange exchange)
    {
        lock (exchange.Iam.Identities.Settings.Changing)
        {
            return Missing(exchange) ?? Say(exchange);
        }
    }

    public static FakeResponse Update(Exchange exchange)
    {
        lock (exchange.Iam.Identities.Settings.Changing)
        {
            return Missing(exchange) ?? Management.RefuseVersion(exchange, Tag(exchange))?.ToResponse(exchange) ?? Change(exchange);
        }
    }

    private static FakeResponse Change(Exchange exchange)
    {
        var (options, usual) = (exchange.Iam.Options, new FakeIamOptions());
        var changes = new List<Action>();
        (string Name, int Most, TimeSpan Usual, Action<TimeSpan> Set)[] settings =
        [
            (AccessToken, 3600, usual.TokenLifetime, span => options.TokenLifetime = span),
            (RefreshToken, 259_200, usual.RefreshTokenLifetime, span => options.RefreshTokenLifetime = span),
            (Inactivity, 7200, usual.SessionInactivity, span => options.SessionInactivity = span),
        ];
        foreach (var (name, most, unset, set) in settings)
        {
            if (!exchange.Json.ContainsKey(name))
            {
                continue;
            }

            if (exchange.Json.Text(name) == "NOT_SET")
            {
                changes.Add(() => set(unset));
                continue;
            }

            if (!int.TryParse(exchange.Json.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds < 900 || seconds > most)
            {
                return IamErrors.Invalid(name, exchange.Json.Text(name), $"900 to {most}, NOT_SET").ToResponse(exchange);
            }

            changes.Add(() => set(TimeSpan.FromSeconds(seconds)));
        }

        changes.ForEach(change => change());
        exchange.Iam.Identities.Settings.Version++;
        return Say(exchange);
    }

    private static FakeResponse Say(Exchange exchange)
    {
        var options = exchange.Iam.Options;
        return FakeResponse.Of(new JsonObject
        {
            ["context"] = Management.Context(exchange),
            ["account_id"] = exchange.Iam.Default.AccountId,
            ["entity_tag"] = Tag(exchange),
            ["mfa"] = "NONE",
            ["restrict_create_service_id"] = "NOT_SET",
            ["restrict_create_platform_apikey"] = "NOT_SET",
            [AccessToken] = Seconds(options.TokenLifetime),
            [RefreshToken] = Seconds(options.RefreshTokenLifetime),
            [Inactivity] = Seconds(options.SessionInactivity),
        });
    }

    private static string Tag(Exchange exchange) => $"{exchange.Iam.Identities.Settings.Version}-settings";

    private static FakeResponse? Missing(Exchange exchange) => exchange.Route["id"] == exchange.Iam.Default.AccountId
        ? null
        : IamErrors.ObjectNotFound("Account", exchange.Route["id"]).ToResponse(exchange);

    private static string Seconds(TimeSpan span) => ((long)span.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
