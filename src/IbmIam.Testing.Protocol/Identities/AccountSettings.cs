using System.Text.Json.Nodes;

namespace IbmIam.Testing.Identities;

/// <summary>
/// The account settings of IAM's Identity API. Of them, the lifetimes of tokens and the inactivity of sessions take effect: they are in
/// <see cref="FakeIamOptions"/>. The others are kept and told.
/// </summary>
internal sealed class AccountSettings
{
    private const int LongestHistory = 100;

    public int Version { get; private set; } = 1;

    /// <summary>The lock under which the Identity API reads and changes the settings.</summary>
    public Lock Changing { get; } = new();

    /// <summary>The settings by name, as IAM has them for a new account.</summary>
    public JsonObject Values { get; } = new()
    {
        ["mfa"] = "NONE",
        ["user_mfa"] = new JsonArray(),
        ["restrict_create_service_id"] = "NOT_SET",
        ["restrict_create_platform_apikey"] = "NOT_SET",
        ["restrict_user_list_visibility"] = "NOT_RESTRICTED",
        ["restrict_user_domains"] = new JsonArray(),
        ["session_expiration_in_seconds"] = "86400",
        ["session_invalidation_in_seconds"] = "",
        ["max_sessions_per_identity"] = "NOT_SET",
        ["system_access_token_expiration_in_seconds"] = "",
        ["system_refresh_token_expiration_in_seconds"] = "",
    };

    /// <summary>The latest changes, the oldest first.</summary>
    public Queue<JsonObject> History { get; } = new();

    public void Changed(JsonObject record)
    {
        Version++;
        History.Enqueue(record);
        if (History.Count > LongestHistory)
        {
            History.Dequeue();
        }
    }
}
