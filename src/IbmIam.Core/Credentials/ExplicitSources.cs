using IbmIam.Diagnostics;

namespace IbmIam.Credentials;

/// <summary>The credential sources that settings name; at most one may be set.</summary>
internal sealed class ExplicitSources(IamSettings settings, SettingReader reader)
{
    /// <summary>Returns null when no setting names a source.</summary>
    public async Task<Found?> FindAsync(CancellationToken cancellationToken)
    {
        var given = Array.FindAll(All(), static source => source.IsGiven);
        if (given.Length > 1)
        {
            reader.Faults.Add(Problems.SourcesClash(given.Select(static source => source.Setting)));
            return Found.Invalid;
        }

        return given.Length == 0 ? null : await given[0].Read(cancellationToken).ConfigureAwait(false);
    }

    private Source[] All() =>
    [
        new(nameof(settings.ApiKey), settings.ApiKey is not null, ApiKeyAsync),
        new(nameof(settings.ApiKeyVariable), settings.ApiKeyVariable is not null, ApiKeyVariableAsync),
        new(nameof(settings.ApiKeyFile), settings.ApiKeyFile is not null, ApiKeyFileAsync),
        new(nameof(settings.TokenVariable), settings.TokenVariable is not null, _ => Task.FromResult(TokenVariable())),
        new(nameof(settings.ServiceName), settings.ServiceName is not null, token => new SdkSource(reader, TrustedProfile.Parse(settings.TrustedProfile)).FindAsync(settings.ServiceName!, token)),
        new(nameof(settings.CrTokenFile), settings.CrTokenFile is not null, CrTokenFileAsync),
        new(nameof(settings.PasscodeVariable), settings.PasscodeVariable is not null, _ => Task.FromResult(PasscodeVariable())),
        new(nameof(settings.RefreshTokenVariable), settings.RefreshTokenVariable is not null, _ => Task.FromResult(RefreshTokenVariable())),
        new(nameof(settings.RefreshTokenFile), settings.RefreshTokenFile is not null, RefreshTokenFileAsync),
    ];

    private async Task<Found> ApiKeyAsync(CancellationToken cancellationToken) => Key(
        await reader.KeyAsync(settings.ApiKey!.Reveal(), nameof(settings.ApiKey), cancellationToken).ConfigureAwait(false), "API key given by value");

    private async Task<Found> ApiKeyVariableAsync(CancellationToken cancellationToken) =>
        reader.NamedText(nameof(settings.ApiKeyVariable), settings.ApiKeyVariable!) is { } text
            ? Key(await reader.KeyAsync(text, nameof(settings.ApiKeyVariable), cancellationToken).ConfigureAwait(false), $"API key in variable {settings.ApiKeyVariable}")
            : Found.Invalid;

    private async Task<Found> ApiKeyFileAsync(CancellationToken cancellationToken) => Key(
        await reader.KeyFileAsync(settings.ApiKeyFile!, nameof(settings.ApiKeyFile), cancellationToken).ConfigureAwait(false), $"API key in file {settings.ApiKeyFile}");

    private Found TokenVariable() =>
        reader.NamedText(nameof(settings.TokenVariable), settings.TokenVariable!) is { } text
        && ReadyTokens.Read(reader, text, nameof(settings.TokenVariable)) is { } token
            ? new(new IamCredential.ReadyToken(token) { Source = $"token in variable {settings.TokenVariable}" })
            : Found.Invalid;

    private async Task<Found> CrTokenFileAsync(CancellationToken cancellationToken)
    {
        var profile = TrustedProfile.OfResource(settings, reader);
        if (profile is null)
        {
            reader.Faults.Add(Problems.ProfileMissing(nameof(settings.CrTokenFile)));
        }

        var text = await reader.FileAsync(settings.CrTokenFile!, nameof(settings.CrTokenFile), cancellationToken).ConfigureAwait(false);
        var token = text is null ? null : reader.Clean(text, nameof(settings.CrTokenFile));
        return token is null || profile is null
            ? Found.Invalid
            : new(new IamCredential.ComputeResource(token, profile) { Source = $"compute-resource token in file {settings.CrTokenFile}" });
    }

    private Found PasscodeVariable() =>
        reader.NamedVariable(nameof(settings.PasscodeVariable), settings.PasscodeVariable!) is { } code
            ? new(new IamCredential.Passcode(code) { Source = $"passcode in variable {settings.PasscodeVariable}" })
            : Found.Invalid;

    private Found RefreshTokenVariable() => Refresh(
        reader.NamedVariable(nameof(settings.RefreshTokenVariable), settings.RefreshTokenVariable!), $"refresh token in variable {settings.RefreshTokenVariable}");

    private async Task<Found> RefreshTokenFileAsync(CancellationToken cancellationToken)
    {
        var text = await reader.FileAsync(settings.RefreshTokenFile!, nameof(settings.RefreshTokenFile), cancellationToken).ConfigureAwait(false);
        return Refresh(text is null ? null : reader.Clean(text, nameof(settings.RefreshTokenFile)), $"refresh token in file {settings.RefreshTokenFile}");
    }

    private static Found Key(Secret? key, string source) => key is null ? Found.Invalid : new(new IamCredential.ApiKey(key) { Source = source });

    private static Found Refresh(Secret? token, string source) => token is null ? Found.Invalid : new(new IamCredential.RefreshToken(token) { Source = source });

    // A class, not a struct: collections of reference types are precompiled in the runtime; one of structs would be compiled
    // while a build's first task waits.
    private sealed record Source(string Setting, bool IsGiven, Func<CancellationToken, Task<Found>> Read);
}
