using System.Text.Json;
using IbmIam.Diagnostics;

namespace IbmIam.Credentials;

/// <summary>Asks each source in order; the first that has something is used.</summary>
internal static class CredentialChain
{
    private static readonly string[] KeyVariables = ["IBMCLOUD_API_KEY", "IC_API_KEY", "BM_API_KEY", "BLUEMIX_API_KEY"];

    public static async Task<IamCredential> FindAsync(IamSettings settings, IamHost host, CancellationToken cancellationToken)
    {
        if (settings.ApiKey is { } given)
        {
            return Key(given.Reveal(), "ApiKey", "API key given by value");
        }

        if (settings.ApiKeyVariable is { } variable)
        {
            var value = host.Variable(variable);
            return string.IsNullOrWhiteSpace(value)
                ? throw Problems.Misconfigured([Faults.VariableEmpty("ApiKeyVariable", variable)])
                : await FromValueAsync(value, variable, host, cancellationToken).ConfigureAwait(false);
        }

        if (settings.ApiKeyFile is { } file)
        {
            return await FromFileAsync(file, "ApiKeyFile", host, cancellationToken).ConfigureAwait(false);
        }

        foreach (var name in KeyVariables)
        {
            if (host.Variable(name) is { } found && !string.IsNullOrWhiteSpace(found))
            {
                return await FromValueAsync(found, name, host, cancellationToken).ConfigureAwait(false);
            }
        }

        throw Problems.NoCredential(KeyVariables.Select(static name => $"variable {name} (not set)"));
    }

    private static async Task<IamCredential> FromValueAsync(string value, string name, IamHost host, CancellationToken cancellationToken) =>
        value.TrimStart().StartsWith('@')
            ? await FromFileAsync(value.Trim()[1..], name, host, cancellationToken).ConfigureAwait(false)
            : Key(value, name, $"API key in variable {name}");

    private static async Task<IamCredential> FromFileAsync(string path, string setting, IamHost host, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = await File.ReadAllTextAsync(Path.Combine(host.WorkingDirectory, path), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Problems.Misconfigured([Faults.FileUnreadable(setting, path, e.GetType().Name)]);
        }

        return Key(KeyIn(text), setting, $"API key in file {path}");
    }

    private static string KeyIn(string text)
    {
        if (!text.AsSpan().Trim().Trim('\uFEFF').StartsWith("{"))
        {
            return text;
        }

        try
        {
            using var json = JsonDocument.Parse(text.Trim().Trim('\uFEFF'));
            return json.RootElement.EnumerateObject()
                .FirstOrDefault(static property => property.Name.Equals("apikey", StringComparison.OrdinalIgnoreCase)).Value.GetString() ?? text;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return text;
        }
    }

    private static IamCredential.ApiKey Key(string text, string setting, string source)
    {
        var key = text.Trim().Trim('\uFEFF').Trim();
        return key switch
        {
            "" => throw Problems.Misconfigured([Faults.ValueEmpty(setting)]),
            ['"' or '\'' or '{', ..] or [.., '"' or '\'' or '}'] => throw Problems.Misconfigured([Faults.KeyWrapped(setting)]),
            _ => new IamCredential.ApiKey(Secret.From(key)) { Source = source },
        };
    }
}
