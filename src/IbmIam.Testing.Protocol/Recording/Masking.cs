using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IbmIam.Testing.Recording;

/// <summary>What of a request may stand in a text. Only fields known to be harmless are shown, unless a key or a token was put there.</summary>
internal static partial class Masking
{
    private const int LongestShown = 120;

    /// <summary>The longest name of IAM's own has so many letters.</summary>
    private const int LongestName = 30;

    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "grant_type", "response_type", "scope", "account", "profile_id", "profile_name", "profile_crn", "desired_iam_id",
        "receiver_client_ids", "delegated_refresh_token_expiry", "redirect_uri", "client_id", "state", "ims_account",
    };

    public static string Field(string name, string value) => Harmless.Contains(name) ? Plain(Id(value)) : Secret(value);

    /// <summary>A form as it may be shown.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Form(IReadOnlyDictionary<string, string> fields) =>
        fields.Select(field => KeyValuePair.Create(Name(field.Key), Field(field.Key, field.Value)));

    /// <summary>The same as an object. Names are masked, so two of them may come out the same.</summary>
    public static JsonObject FormObject(IReadOnlyDictionary<string, string> fields) =>
        new(Form(fields).DistinctBy(field => field.Key).Select(field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value)));

    public static string Secret(string value) => value.Length == 0 ? "" : "****";

    /// <summary>A body that is no form (JSON, a bare key) reads as a field's name: one that looks like no name is masked.</summary>
    public static string Name(string name) =>
        name.Length <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? name : "****";

    /// <summary>A path as it may be shown: a segment that could be a key or a token is masked, whoever put it there.</summary>
    public static string Path(string path) => string.Join('/', path.Split('/').Select(Id));

    /// <summary>What should be an id: shown whole unless something in it has the shape of a key's value or a token.</summary>
    public static string Id(string value) => KeyOrToken().IsMatch(Uri.UnescapeDataString(value)) ? "****" : value;

    /// <summary>IBM's keys have 44 characters, a UUID 36; an id says in front whose it is (<c>ServiceId-…</c>). Tokens are JSON in Base64.</summary>
    [GeneratedRegex("(?<![A-Za-z0-9_-])(?!(iam-)?[A-Za-z]+-[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![A-Za-z0-9_-]))[A-Za-z0-9_-]{40,}|eyJ[A-Za-z0-9_-]{8,}|fake\\.(api\\.key|key|compute\\.resource\\.token)\\.")]
    private static partial Regex KeyOrToken();

    /// <summary>What a client sent must neither break a line nor speak to a terminal.</summary>
    public static string OneLine(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : text;

    public static string Plain(string value) => value.Length <= LongestShown ? value : value[..LongestShown] + "…";
}
