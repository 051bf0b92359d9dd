using IbmIam.Caching;
using IbmIam.Credentials;
using IbmIam.Diagnostics;
using IbmIam.Exchange;

namespace IbmIam;

/// <summary>Gets IAM access tokens for one set of settings: the only entry to the token engine. Thread-safe.</summary>
public sealed class IamClient
{
    private readonly IamSettings _settings;
    private readonly IamHost _host;
    private Held? _held;

    /// <summary>Binds settings to a host. Nothing is read or sent before the first call.</summary>
    /// <param name="settings">What to ask for; copied, so that later changes to it do nothing here.</param>
    /// <param name="host">What the host lends; null for the process's own environment, clock and memory.</param>
    public IamClient(IamSettings settings, IamHost? host = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = Normal(settings.Copy());
        _host = host ?? new IamHost();
    }

    /// <summary>Gives a token that is good now: a held one while it is fresh, else a new one from IAM.</summary>
    /// <param name="cancellationToken">Ends the wait of this caller at once; others who wait for the same token go on.</param>
    /// <returns>The token.</returns>
    /// <exception cref="IamException">There is no token; the exception says why and what to do.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ValueTask<IamToken> GetTokenAsync(CancellationToken cancellationToken)
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

    /// <summary>Forgets every token: those in the host's memory, and the sealed files in the user's cache folder.</summary>
    /// <param name="host">What the host lends; null for the process's own.</param>
    /// <returns>How many files were deleted.</returns>
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
        catch (IamException e) when (claimed?.Lives(_settings.MinimumLifetime) == true)
        {
            _host.Log.Detail($"Token renewal failed, using the current token, {Problems.Span(claimed.Left)} left. {e.Code}: {e.Message}");
            return claimed.Cached;
        }
    }

    /// <summary>The authorities in <see cref="IamSettings.CaFile"/>, for a host that calls a service as well; empty where there are none, which getting a token then tells.</summary>
    internal Task<string> AuthoritiesAsync(CancellationToken cancellationToken) => new CredentialChain(_settings, _host).AuthoritiesAsync(cancellationToken);

    /// <summary>Reads what settings point at, within the deadline: a file may be a pipe that nobody writes to.</summary>
    private async Task<(TokenRequest Request, IamHttp Http)> PrepareAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        // A deadline out of range is a fault that the chain tells with all others.
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

    /// <summary>A host that has no value often has an empty one: that is none.</summary>
    private static IamSettings Normal(IamSettings settings)
    {
        static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        settings.IamUrl = Given(settings.IamUrl);
        settings.ApiKeyVariable = Given(settings.ApiKeyVariable);
        settings.ApiKeyFile = Given(settings.ApiKeyFile);
        settings.TokenVariable = Given(settings.TokenVariable);
        settings.ServiceName = Given(settings.ServiceName);
        settings.CrTokenFile = Given(settings.CrTokenFile);
        settings.VpcUrl = Given(settings.VpcUrl);
        settings.VpcVersion = Given(settings.VpcVersion);
        settings.PasscodeVariable = Given(settings.PasscodeVariable);
        settings.RefreshTokenVariable = Given(settings.RefreshTokenVariable);
        settings.RefreshTokenFile = Given(settings.RefreshTokenFile);
        settings.ClientId = Given(settings.ClientId);
        settings.ClientSecretVariable = Given(settings.ClientSecretVariable);
        settings.Scope = Given(settings.Scope);
        settings.Account = Given(settings.Account);
        settings.TrustedProfile = Given(settings.TrustedProfile);
        settings.Tenant = Given(settings.Tenant);
        settings.CaFile = Given(settings.CaFile);
        settings.TransactionId = Given(settings.TransactionId);
        return settings;
    }

    private sealed record Held(HeldToken Token, int Generation);
}
