using IbmIam.Diagnostics;
using IbmIam.Exchange;

namespace IbmIam.Caching;

/// <summary>Gets the token for a request: from memory, else from the user's encrypted cache files, else from IAM.</summary>
internal sealed class TokenEngine(IamSettings settings, IamHost host, IamHttp http)
{
    private static readonly TimeSpan BriefRenewal = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Gets a token.</summary>
    /// <param name="request">The token request.</param>
    /// <param name="claimed">A token that is still valid and that this caller is to renew; null for none.</param>
    /// <param name="deadline">The time limit of the whole call.</param>
    /// <param name="cancellationToken">Cancels this caller's wait.</param>
    public async Task<Obtained> GetAsync(TokenRequest request, HeldToken? claimed, Deadline deadline, CancellationToken cancellationToken)
    {
        if (settings.TokenCache == TokenCacheMode.None)
        {
            return EnsureMinimumLifetime(await ExchangeAsync(request, new TokenSlot(), deadline, once: false, cancellationToken).ConfigureAwait(false), request);
        }

        var slot = host.Memory.Slot(TokenKey.Of(request));
        while (true)
        {
            if (slot.Held is { } held && !ReferenceEquals(held, claimed))
            {
                switch (held.StateFor(settings.MinimumLifetime))
                {
                    case TokenState.Serve:
                        host.Log.Detail($"Token from {request.Credential.Source} is in memory, {Problems.Span(held.Left)} left.");
                        Telemetry.Obtained("memory");
                        return new(held, FromCache: true);
                    case TokenState.Renew:
                        claimed = held;
                        break;
                }
            }

            var patience = claimed is null ? deadline.Span : TimeSpan.Zero;
            var renewed = claimed;
            var flight = slot.Join(patience, http.Authorities, token => ObtainAsync(request, slot, renewed, deadline, token));
            try
            {
                var obtained = await flight.WaitAsync(deadline.Left + Grace, host.Time, cancellationToken).ConfigureAwait(false);
                if (obtained.Held.IsValidFor(settings.MinimumLifetime) || !obtained.FromCache)
                {
                    return EnsureMinimumLifetime(obtained, request);
                }
            }
            catch (IamException e) when (e.Failure == IamFailure.Unreachable && deadline.Left > TimeSpan.Zero
                && (flight.Patience < deadline.Span || (flight.Authorities != http.Authorities && Problems.IsDistrust(e))))
            {
                // Try again: the flight gave up early, because it had a shorter Timeout or only renewed a token that this caller can't use or
                // that has expired meanwhile; or it trusted other certificate authorities than this caller does.
                claimed = null;
            }
            catch (TimeoutException)
            {
                throw Problems.TimedOut(deadline.Span);
            }
        }
    }

    private async Task<Obtained> ObtainAsync(TokenRequest request, TokenSlot slot, HeldToken? claimed, Deadline deadline, CancellationToken cancellationToken)
    {
        if (slot.Held is { } held && !ReferenceEquals(held, claimed) && held.StateFor(settings.MinimumLifetime) == TokenState.Serve)
        {
            return new(held, FromCache: true);
        }

        var cache = settings.TokenCache == TokenCacheMode.User ? SealedCache.For(request, host) : null;
        if (Stored(request, slot, cache) is { } stored)
        {
            switch (stored.StateFor(settings.MinimumLifetime))
            {
                case TokenState.Serve:
                    return FromFile(stored);
                case TokenState.Renew:
                    claimed = stored;
                    break;
            }
        }

        try
        {
            return await RenewAsync(request, (slot, cache), claimed, deadline, cancellationToken).ConfigureAwait(false);
        }
        catch (IamException e) when (claimed?.IsValidFor(settings.MinimumLifetime) == true)
        {
            host.Log.Detail($"Token renewal failed, using the current token, {Problems.Span(claimed.Left)} left. {e.Code}: {e.Message}");
            return new(claimed, FromCache: true);
        }
    }

    private async Task<Obtained> RenewAsync(TokenRequest request, (TokenSlot Slot, SealedCache? Cache) place, HeldToken? claimed, Deadline deadline, CancellationToken cancellationToken)
    {
        var (slot, cache) = place;
        var time = claimed is null ? deadline : new Deadline(host.Time, deadline.Left < BriefRenewal ? deadline.Left : BriefRenewal);
        HeldToken? stored = null;
        using var fileLock = cache is null ? null : await cache.LockAsync(
            claimed is null ? time.Left / 2 : TimeSpan.Zero,
            () => (stored = Stored(request, slot, cache))?.StateFor(settings.MinimumLifetime) == TokenState.Serve,
            cancellationToken).ConfigureAwait(false);
        if (stored is not null && stored.StateFor(settings.MinimumLifetime) == TokenState.Serve && !ReferenceEquals(stored, claimed))
        {
            return FromFile(stored);
        }

        if (cache is not null && fileLock is null && claimed is not null)
        {
            return new(claimed, FromCache: true);
        }

        var obtained = await ExchangeAsync(request, slot, time, once: claimed is not null, cancellationToken).ConfigureAwait(false);
        slot.Held = obtained.Held;
        if (cache is not null)
        {
            await cache.WriteAsync(obtained.Held).ConfigureAwait(false);
        }

        return obtained;
    }

    private async Task<Obtained> ExchangeAsync(TokenRequest request, TokenSlot slot, Deadline deadline, bool once, CancellationToken cancellationToken)
    {
        var parent = request.Base is { } first ? (await GetAsync(first, claimed: null, deadline, cancellationToken).ConfigureAwait(false)).Token.AccessToken : null;
        var refresh = request.Credential.StartsSession ? slot.Held?.Fetched.RefreshToken : null;
        using var activity = Telemetry.StartExchange(request.GrantType(refresh is not null), request.Endpoint);
        var (start, problem) = (host.Time.GetTimestamp(), (Exception?)null);
        try
        {
            var exchange = new TokenExchange(host, http, settings.TransactionId);
            var held = await exchange.RunAsync(request, refresh, parent, (new RetryLoop(host, deadline, once), deadline), cancellationToken).ConfigureAwait(false);
            Telemetry.Obtained("exchange");
            LogToken(held, request.Credential.IsExistingToken ? "as given" : "from IAM");
            return new(held, FromCache: false);
        }
        catch (Exception e) when (e is IamException or OperationCanceledException)
        {
            problem = e;
            throw;
        }
        finally
        {
            Telemetry.Ended(activity, host.Time.GetElapsedTime(start), problem);
        }
    }

    /// <summary>Returns the stored token if it is newer than the one in memory, which it then replaces; else null.</summary>
    private static HeldToken? Stored(TokenRequest request, TokenSlot slot, SealedCache? cache)
    {
        var stored = cache?.Read(request.Credential.Source);
        if (stored is null || slot.Held is { } held && held.StartedAt >= stored.StartedAt)
        {
            return null;
        }

        slot.Held = stored;
        return stored;
    }

    private Obtained FromFile(HeldToken stored)
    {
        Telemetry.Obtained("file");
        LogToken(stored, "from cache");
        return new(stored, FromCache: true);
    }

    private Obtained EnsureMinimumLifetime(Obtained obtained, TokenRequest request) =>
        obtained.FromCache || obtained.Held.Lifetime >= settings.MinimumLifetime
            ? obtained
            : throw Problems.LivesTooShort(request.Credential.Source, obtained.Held.Lifetime, settings.MinimumLifetime);

    private void LogToken(HeldToken held, string origin) =>
        host.Log.Information($"IBM Cloud IAM token for {held.Fetched.Identity ?? "an unknown identity"}, {Problems.Span(held.Left)} left, {origin} ({held.Fetched.Source})");
}
