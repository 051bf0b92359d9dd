using System.Globalization;
using System.Text.Json.Nodes;

namespace IbmIam.Testing.Configuration;

/// <summary>A value in a configuration, with its path for error messages.</summary>
internal sealed class Setting(JsonNode? node, string path, ConfigDocument document)
{
    public string Text => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw Wrong("a string");

    public bool Flag => node is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : throw Wrong("true or false");

    public int Number => node is JsonValue value && value.TryGetValue<int>(out var number) ? number : throw Wrong("a whole number");

    public TimeSpan Seconds => node is JsonValue value && value.TryGetValue<double>(out var seconds) && Math.Abs(seconds) < 1e9
        ? TimeSpan.FromSeconds(seconds)
        : throw Wrong("a number of seconds");

    public DateTimeOffset Date =>
        DateTimeOffset.TryParse(Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : throw Wrong("a date such as 2026-01-31T12:00:00Z");

    public IEnumerable<Setting> Items => node is JsonArray array
        ? array.Select((item, index) => new Setting(item, $"{path}[{index.ToString(CultureInfo.InvariantCulture)}]", document))
        : throw Wrong("an array");

    public JsonObject Json => node as JsonObject ?? throw Wrong("an object");

    public IEnumerable<KeyValuePair<string, string>> Texts => Object([.. Json.Select(property => property.Key)])
        .Select(property => KeyValuePair.Create(property.Key, property.Value.Text));

    /// <summary>Gets the properties of an object; throws if one is unknown.</summary>
    public Dictionary<string, Setting> Object(params string[] known)
    {
        var settings = Json.ToDictionary(
            property => property.Key, property => new Setting(property.Value, path.Length == 0 ? property.Key : $"{path}.{property.Key}", document), StringComparer.Ordinal);
        foreach (var (name, setting) in settings.Where(entry => !known.Contains(entry.Key, StringComparer.Ordinal)))
        {
            throw setting.Error($"unknown property '{name}'. Known: {string.Join(", ", known)}.");
        }

        return settings;
    }

    public ArgumentException Wrong(string expected) => Error($"it must be {expected}.");

    public ArgumentException Error(string problem) => document.Error(path, problem);

    /// <summary>Runs a change, and adds this setting's location to an exception that it throws.</summary>
    public void WithLocation(Action change)
    {
        try
        {
            change();
        }
        catch (ArgumentException problem) when (problem is not ConfigException)
        {
            // The framework appends the parameter's name in parentheses, which means nothing to the author of the JSON.
            throw Error(problem.ParamName is { } name ? problem.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : problem.Message);
        }
    }
}
