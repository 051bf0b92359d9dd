using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Endpoints;

/// <summary>One of the account settings that a client of the Identity API may change, with the values that IAM documents.</summary>
internal sealed record AccountSetting(string Name, string Valid, Func<JsonNode?, bool> Fits)
{
    public const string NotSet = "NOT_SET";

    private static readonly string[] Factors = ["NONE", "NONE_NO_ROPC", "TOTP", "TOTP4ALL", "LEVEL1", "LEVEL2", "LEVEL3"];

    public static IReadOnlyList<AccountSetting> All { get; } =
    [
        OneOf("mfa", Factors),
        ListOf("user_mfa", "objects with an iam_id and one of mfa's values", one => one.Text("iam_id").Length > 0 && Factors.Contains(one.Text("mfa"))),
        OneOf("restrict_create_service_id", "RESTRICTED", "NOT_RESTRICTED", NotSet),
        OneOf("restrict_create_platform_apikey", "RESTRICTED", "NOT_RESTRICTED", NotSet),
        OneOf("restrict_user_list_visibility", "RESTRICTED", "NOT_RESTRICTED"),
        ListOf("restrict_user_domains", "objects with a realm_id, each another", one => one.Text("realm_id").Length > 0, "realm_id"),
        new("allowed_ip_addresses", "a string", value => value?.GetValueKind() == JsonValueKind.String),
        Number("session_expiration_in_seconds", "900 to 86400", 900, 86_400),
        Number("session_invalidation_in_seconds", "900 to 7200", 900, 7200),
        Number("max_sessions_per_identity", "1 or more", 1, int.MaxValue),
        Number("system_access_token_expiration_in_seconds", "900 to 3600", 900, 3600),
        Number("system_refresh_token_expiration_in_seconds", "900 to 259200", 900, 259_200),
    ];

    /// <summary>Returns the error in the settings that a client sent, or null.</summary>
    public static IamError? Refuse(JsonObject asked)
    {
        var wrong = All.FirstOrDefault(setting => asked.ContainsKey(setting.Name) && !setting.Fits(asked[setting.Name]));
        return wrong is null ? null : IamErrors.Invalid(wrong.Name, Shown(asked[wrong.Name]), wrong.Valid);
    }

    private static string Shown(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? value.Text() : value?.ToJsonString() ?? "null";

    private static AccountSetting OneOf(string name, params string[] values) => new(name, string.Join(", ", values), value => values.Contains(value.Text()));

    private static AccountSetting ListOf(string name, string valid, Func<JsonObject, bool> fits, string? unique = null) => new(
        name,
        valid,
        value => value is JsonArray list && list.All(one => one is JsonObject item && fits(item))
            && (unique is null || list.DistinctBy(one => one!.AsObject().Text(unique)).Count() == list.Count));

    /// <summary>IAM takes numbers as strings.</summary>
    private static AccountSetting Number(string name, string range, int least, int most) => new(
        name,
        $"{range}, {NotSet}",
        value => value.Text() == NotSet || (int.TryParse(value.Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most));
}
