using IbmIam.Caching;
using IbmIam.Credentials;
using IbmIam.Diagnostics;
using IbmIam.Exchange;

namespace IbmIam;

/// <summary>Gets IAM access tokens for one set of settings. The only entry point to the token engine. Thread-safe.</summary>
public sealed class IamClient
{
    private readonly IamSettings _settings;
    private readonly IamHost _host;
    private Held? _held;

    /// <summary>Initializes a client from settings and a host. Nothing is read or sent before the first call.</summary>
    /// <param name="settings">The settings. They are copied: later changes have no effect on this client.</param>
    /// <param name="host">The host's services; null for the process's own environment, clock and token memory.</param>
    public IamClient(IamSettings settings, IamHost? host = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = Normalize(settings.Copy());
        _host = host ?? new IamHost();
    }

    /// <summary>Gets a valid token: a cached one while it is fresh, otherwise a new one from IAM.</summary>
    /// <param name="cancellationToken">Cancels this caller's wait at once; other callers waiting for the same token are not affected.</param>
    /// <returns>The token.</returns>
    /// <exception cref="IamException">No token could be obtained; the message says why and what to do.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ValueTask<IamToken> GetTokenAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<IamToken>(cancellationToken);
        }

        HeldToken? claimed = null;
        if (Volatile.Read(ref _held) is { } held && held.Generation == _host.Memory.Generation)
        {
            switch (held.Token.StateFor(_settings.MinimumLifetime))
            {
                case TokenState.Serve:
                    Telemetry.Obtained("memory");
                    return new(held.Token.Cached);
                case TokenState.Renew:
                    claimed = held.Token;
                    break;
            }
        }

        return new(ObtainAsync(claimed, cancellationToken));
    }

    /// <summary>Deletes all cached tokens: those in the host's memory, and the encrypted files in the user's cache folder.</summary>
    /// <param name="host">The host's services; null for the process's own.</param>
    /// <returns>The number of files deleted.</returns>
    public static int ClearCache(IamHost? host = null)
    {
        var cleared = host ?? new IamHost();
        cleared.Memory.Clear();
        return SealedCache.Clear(cleared);
    }

    private async Task<IamToken> ObtainAsync(HeldToken? claimed, CancellationToken cancellationToken)
    {
        var deadline = new Deadline(_host.Time, _settings.Timeout);
        var generation = _host.Memory.Generation;
        try
        {
            var (request, http) = await PrepareAsync(deadline, cancellationToken).ConfigureAwait(false);
            var obtained = (await new TokenEngine(_settings, _host, http).GetAsync(request, claimed, deadline, cancellationToken).ConfigureAwait(false)).For(request.Credential.Source);
            if (_settings.TokenCache != TokenCacheMode.None)
            {
                Volatile.Write(ref _held, new Held(obtained.Held, generation));
            }

            return obtained.Token;
        }
        catch (IamException e) when (claimed?.IsValidFor(_settings.MinimumLifetime) == true)
        {
            _host.Log.Detail($"Token renewal failed, using the current token, {Problems.Span(claimed.Left)} left. {e.Code}: {e.Message}");
            return claimed.Cached;
        }
    }

    /// <summary>
    /// Reads <see cref="IamSettings.CaFile"/>, for a host that also calls a service. Returns an empty string when it is
    /// not set or is unusable; a request for a token reports the latter.
    /// </summary>
    internal Task<string> AuthoritiesAsync(CancellationToken cancellationToken) => new CredentialChain(_settings, _host).AuthoritiesAsync(cancellationToken);

    /// <summary>Resolves the settings within the deadline: a file may be a named pipe without a writer, and block.</summary>
    private async Task<(TokenRequest Request, IamHttp Http)> PrepareAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        // An invalid timeout is not applied here: the credential chain reports it together with all other faults.
        var longest = deadline.Span > TimeSpan.Zero && deadline.Span < SettingRules.LongestTimeout ? deadline.Left : SettingRules.LongestTimeout;
        try
        {
            var (request, authorities) = await new CredentialChain(_settings, _host).RequestAsync(cancellationToken)
                .WaitAsync(longest, _host.Time, cancellationToken).ConfigureAwait(false);
            return (request, new IamHttp(authorities));
        }
        catch (TimeoutException)
        {
            throw Problems.TimedOut(deadline.Span);
        }
    }

    /// <summary>Trims text settings, and treats blank ones as unset: hosts often pass an empty string for no value.</summary>
    private static IamSettings Normalize(IamSettings settings)
    {
        static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        settings.IamUrl = NullIfBlank(settings.IamUrl);
        settings.ApiKeyVariable = NullIfBlank(settings.ApiKeyVariable);
        settings.ApiKeyFile = NullIfBlank(settings.ApiKeyFile);
        settings.TokenVariable = NullIfBlank(settings.TokenVariable);
        settings.ServiceName = NullIfBlank(settings.ServiceName);
        settings.CrTokenFile = NullIfBlank(settings.CrTokenFile);
        settings.VpcUrl = NullIfBlank(settings.VpcUrl);
        settings.VpcVersion = NullIfBlank(settings.VpcVersion);
        settings.PasscodeVariable = NullIfBlank(settings.PasscodeVariable);
        settings.RefreshTokenVariable = NullIfBlank(settings.RefreshTokenVariable);
        settings.RefreshTokenFile = NullIfBlank(settings.RefreshTokenFile);
        settings.ClientId = NullIfBlank(settings.ClientId);
        settings.ClientSecretVariable = NullIfBlank(settings.ClientSecretVariable);
        settings.Scope = NullIfBlank(settings.Scope);
        settings.Account = NullIfBlank(settings.Account);
        settings.TrustedProfile = NullIfBlank(settings.TrustedProfile);
        settings.Tenant = NullIfBlank(settings.Tenant);
        settings.CaFile = NullIfBlank(settings.CaFile);
        settings.TransactionId = NullIfBlank(settings.TransactionId);
        return settings;
    }

    private sealed record Held(HeldToken Token, int Generation);
}
