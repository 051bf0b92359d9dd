using System.Text.Json;
using IbmIam.Diagnostics;
using IbmIam.Exchange;

namespace IbmIam.Credentials;

/// <summary>
/// Reads a service's properties from the same places as IBM's SDKs: credentials file, else environment, else
/// VCAP_SERVICES. The first source with any matching property supplies all of them.
/// </summary>
internal sealed class SdkProperties(SettingReader reader, string service)
{
    private const string FileName = "ibm-credentials.env";
    private readonly string _prefix = Problems.SdkPrefix(service);

    private static string[] Names =>
    [
        "AUTH_TYPE", "AUTHTYPE", "AUTH_URL", "APIKEY", "REFRESH_TOKEN", "CLIENT_ID", "CLIENT_SECRET", "SCOPE", "BEARER_TOKEN",
        "CR_TOKEN_FILENAME", "IAM_PROFILE_ID", "IAM_PROFILE_CRN", "IAM_PROFILE_NAME", "IAM_ACCOUNT_ID", "VPC_IMS_VERSION",
    ];

    public async Task<SdkConfiguration?> ReadAsync(CancellationToken cancellationToken) =>
        await FromFileAsync(cancellationToken).ConfigureAwait(false) ?? FromEnvironment() ?? FromVcap();

    private async Task<SdkConfiguration?> FromFileAsync(CancellationToken cancellationToken)
    {
        var home = reader.Variable("HOME") ?? reader.Variable("USERPROFILE");
        string?[] places = [reader.Variable("IBM_CREDENTIALS_FILE"), FileName, home is null ? null : Path.Combine(home, FileName)];
        foreach (var place in places)
        {
            if (place is not null && (await reader.TryFileAsync(place, cancellationToken).ConfigureAwait(false)).Text is { } text)
            {
                return Of($"file {place}", Lines(text));
            }
        }

        return null;
    }

    private SdkConfiguration? FromEnvironment() => Of(
        "the environment",
        Names.Select(name => (Name: name, Value: reader.Variable(_prefix + name))).Where(static pair => pair.Value is not null).ToDictionary(static pair => pair.Name, static pair => pair.Value!));

    /// <summary>Reads the entry with the service's name, else the first with that label. Ignores <c>url</c>, which is the service's own URL.</summary>
    private SdkConfiguration? FromVcap()
    {
        if (reader.Variable("VCAP_SERVICES") is not { } text)
        {
            return null;
        }

        if (Json.TryRead(text, FromVcap, out var properties))
        {
            return properties is null ? null : Of("VCAP_SERVICES", properties);
        }

        reader.Faults.Add(Problems.VcapUnreadable());
        return null;
    }

    private Dictionary<string, string>? FromVcap(JsonElement root)
    {
        var entries = root.EnumerateObject().SelectMany(static label => label.Value.EnumerateArray().Select(entry => (Label: label.Name, Entry: entry))).ToList();
        var chosen = entries.Where(at => at.Entry.TryGetProperty("name", out var name) && name.ValueEquals(service))
            .Concat(entries.Where(at => at.Label == service)).Select(static at => at.Entry).FirstOrDefault();
        if (chosen.ValueKind != JsonValueKind.Object || !chosen.TryGetProperty("credentials", out var credentials))
        {
            return null;
        }

        Dictionary<string, string> properties = [];
        foreach (var (name, property) in ((string, string)[])[("iam_apikey", "APIKEY"), ("apikey", "APIKEY"), ("iam_url", "AUTH_URL")])
        {
            if (Json.Text(credentials, name) is { } value)
            {
                properties[property] = value;
            }
        }

        return properties;
    }

    private Dictionary<string, string> Lines(string text)
    {
        Dictionary<string, string> properties = [];
        foreach (var line in text.Split('\n').Select(SecretText.Trimmed))
        {
            if (!line.StartsWith('#') && line.StartsWith(_prefix, StringComparison.OrdinalIgnoreCase) && line.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
            {
                properties[line[_prefix.Length..at].Trim().ToUpperInvariant()] = Unquoted(line[(at + 1)..].Trim());
            }
        }

        return properties;
    }

    /// <summary>Removes surrounding quotes, which are dotenv syntax and not part of the value.</summary>
    private static string Unquoted(string value) => value is ['"', .. var inner, '"'] ? inner : value is ['\'', .. var plain, '\''] ? plain : value;

    private SdkConfiguration? Of(string source, Dictionary<string, string> properties) => properties.Keys.Any(Names.Contains) ? new(source, _prefix, properties) : null;
}
