using IbmIam.Diagnostics;
using IbmIam.Exchange;

namespace IbmIam.Credentials;

/// <summary>Reads existing access tokens, with or without the prefix <c>Bearer </c>.</summary>
internal static class ReadyTokens
{
    private const string Scheme = "Bearer ";

    public static Secret? Read(SettingReader reader, string text, string setting)
    {
        var token = reader.Clean(WithoutScheme(text), setting);
        if (token is null || Claims.Read(token.Reveal()) is { Expires: not null })
        {
            return token;
        }

        reader.Faults.Add(Problems.NotAToken(setting));
        return null;
    }

    public static string WithoutScheme(string text)
    {
        var trimmed = SecretText.Trimmed(text);
        return trimmed.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? trimmed[Scheme.Length..].TrimStart() : trimmed;
    }
}
