using System.Globalization;
using IbmIam.Diagnostics;

namespace IbmIam.Exchange;

/// <summary>Retries an attempt while its failures are transient, within a deadline.</summary>
internal sealed class RetryLoop(IamHost host, Deadline deadline, bool once)
{
    public static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(15);

    /// <summary>Runs attempts until one succeeds, or throws the last problem.</summary>
    /// <param name="service">The service that is called, for messages.</param>
    /// <param name="setting">The setting that holds the service's URL, for messages.</param>
    /// <param name="attemptAsync">Makes one attempt; its token is cancelled when the attempt's time is up.</param>
    /// <param name="cancellationToken">Cancels the attempt or wait in progress.</param>
    public async Task<T> RunAsync<T>(string service, string setting, Func<CancellationToken, Task<Attempt<T>>> attemptAsync, CancellationToken cancellationToken)
        where T : class
    {
        IamException? last = null;
        for (var number = 1; ; number++)
        {
            var attempt = await BoundedAsync(service, setting, attemptAsync, last, cancellationToken).ConfigureAwait(false);
            if (attempt.Value is not null)
            {
                return attempt.Value;
            }

            last = attempt.Problem!;
            if (once || !attempt.MayPass || RetrySchedule.Delay(number, attempt.RetryAfter, deadline.Left, RetrySchedule.Jitter()) is not { } delay)
            {
                throw last;
            }

            using var notice = new WaitNotice(host, $"the next attempt ({last.Code})", delay);
            var pause = Task.Delay(delay, host.Time, cancellationToken);
            host.Log.Detail(string.Create(
                CultureInfo.InvariantCulture, $"Attempt {number} of {RetrySchedule.MostAttempts} failed, retrying in {delay.TotalSeconds:0.0} s: {last.Code}: {last.Message}"));
            await pause.ConfigureAwait(false);
        }
    }

    private async Task<Attempt<T>> BoundedAsync<T>(string service, string setting, Func<CancellationToken, Task<Attempt<T>>> attemptAsync, IamException? last, CancellationToken cancellationToken)
        where T : class
    {
        var left = deadline.Left;
        if (left <= TimeSpan.Zero)
        {
            throw last ?? Problems.TimedOut(deadline.Span);
        }

        var longest = left < LongestAttempt ? left : LongestAttempt;
        using var timer = new CancellationTokenSource(longest, host.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        using var notice = new WaitNotice(host, $"{service} to answer", left);
        try
        {
            return await attemptAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // An earlier problem explains more than the timeout does.
            return deadline.Left <= TimeSpan.Zero && last is not null ? Attempt<T>.Final(last) : Attempt<T>.Transient(Problems.Slow(service, setting, longest));
        }
    }
}
