using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IbmIam.Testing.Recording;

/// <summary>Masks secrets in displayed requests. Only values of fields known to be harmless are shown, unless they look like a key or a token.</summary>
internal static partial class Masking
{
    private const int LongestShown = 120;

    /// <summary>The length of IAM's longest field name, <c>delegated_refresh_token_expiry</c>.</summary>
    private const int LongestName = 30;

    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "grant_type", "response_type", "scope", "account", "profile_id", "profile_name", "profile_crn", "desired_iam_id",
        "receiver_client_ids", "delegated_refresh_token_expiry", "redirect_uri", "client_id", "state", "ims_account",
    };

    public static string Field(string name, string value) => Harmless.Contains(name) ? Text(value) : Secret(value);

    /// <summary>Returns the form fields as they may be shown.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Form(IReadOnlyDictionary<string, string> fields) =>
        fields.Select(field => KeyValuePair.Create(Name(field.Key), Field(field.Key, field.Value)));

    /// <summary>Returns the same as a JSON object. Of several names that are masked, only the first is kept.</summary>
    public static JsonObject FormObject(IReadOnlyDictionary<string, string> fields) =>
        new(Form(fields).DistinctBy(field => field.Key).Select(field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value)));

    public static string Secret(string value) => value.Length == 0 ? "" : "****";

    /// <summary>Masks what can't be a field name: a body that is not a form (JSON, a bare key) is parsed as one.</summary>
    public static string Name(string name) =>
        name.Length <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? name : "****";

    /// <summary>Masks the segments of a path that look like a key or a token.</summary>
    public static string Path(string path) => string.Join('/', path.Split('/').Select(Id));

    /// <summary>Returns an ID unchanged, or masked if any part of it looks like a key or a token.</summary>
    public static string Id(string value) => KeyOrToken().IsMatch(Uri.UnescapeDataString(value)) ? "****" : value;

    /// <summary>Returns a text shortened for display, or masked if any part of it looks like a key or a token.</summary>
    public static string Text(string value) => Plain(Id(value));

    /// <summary>
    /// Matches 40 or more characters of a key's alphabet (IBM's keys have 44), unless they are an ID (a UUID with a prefix such as
    /// <c>ServiceId-</c>); Base64 of a JSON object, as in tokens; and the fake's own keys and tokens.
    /// </summary>
    [GeneratedRegex("(?<![A-Za-z0-9_-])(?!(iam-)?[A-Za-z]+-[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![A-Za-z0-9_-]))[A-Za-z0-9_-]{40,}|eyJ[A-Za-z0-9_-]{8,}|fake\\.(api\\.key|key|compute\\.resource\\.token)\\.")]
    private static partial Regex KeyOrToken();

    /// <summary>Replaces control characters, which could break a line or control a terminal.</summary>
    public static string OneLine(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : text;

    public static string Plain(string value) => value.Length <= LongestShown ? value : value[..LongestShown] + "…";
}
