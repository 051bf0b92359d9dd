using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IbmIam.Testing.Http;
using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Endpoints;

/// <summary>The properties of an API key that a client of the Identity API may set when it creates or updates the key.</summary>
internal static class ApiKeyProperties
{
    private const int ShortestValue = 32;

    private static readonly string[] Actions = ["none", "disable", "delete"];

    private static readonly string[] DateForms = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Returns the error in the properties of a new key, or null.</summary>
    public static IamError? RefuseNew(JsonObject asked, FakeIdentity? owner) =>
        asked.Text("name").Length == 0 ? IamErrors.Missing("name")
        : asked["apikey"] is not null && asked.Text("apikey").Length < ShortestValue ? IamErrors.Invalid("apikey", "****", $"{ShortestValue} characters or more")
        : owner is FakeUser && IsTrue(asked, "store_value") ? IamErrors.Invalid("store_value", "true", "false, for the key of a user")
        : RefuseChange(asked);

    /// <summary>Returns the error in the properties of an update, or null.</summary>
    public static IamError? RefuseChange(JsonObject asked) =>
        asked.ContainsKey("name") && asked.Text("name").Length == 0 ? IamErrors.Missing("name")
        : asked.ContainsKey("action_when_leaked") && !Actions.Contains(asked.Text("action_when_leaked")) ? IamErrors.Invalid("action_when_leaked", asked.Text("action_when_leaked"), string.Join(", ", Actions))
        : asked.Text("expires_at") is { Length: > 0 } date && Date(date) is null ? IamErrors.Invalid("expires_at", date, "a date like 2026-01-31T12:00+0000")
        : null;

    /// <summary>Sets the given properties, and leaves the others unchanged.</summary>
    public static void Set(ApiKey key, JsonObject asked)
    {
        key.Name = asked.ContainsKey("name") ? asked.Text("name") : key.Name;
        key.Description = asked.ContainsKey("description") ? asked.Text("description") : key.Description;
        key.SupportsSessions = asked.ContainsKey("support_sessions") ? IsTrue(asked, "support_sessions") : key.SupportsSessions;
        key.ActionWhenLeaked = asked.ContainsKey("action_when_leaked") ? asked.Text("action_when_leaked") : key.ActionWhenLeaked;
        key.Expires = asked.ContainsKey("expires_at") ? Date(asked.Text("expires_at")) : key.Expires;
    }

    public static bool IsTrue(JsonObject asked, string name) => asked[name]?.GetValueKind() == JsonValueKind.True;

    private static DateTimeOffset? Date(string text) =>
        DateTimeOffset.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
}
