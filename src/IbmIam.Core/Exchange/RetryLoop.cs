using System.Globalization;
using IbmIam.Diagnostics;

namespace IbmIam.Exchange;

/// <summary>Repeats an attempt while what ails it may pass, within one budget.</summary>
internal sealed class RetryLoop(IamHost host, Deadline deadline, bool once)
{
    public static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(15);

    /// <summary>Runs an attempt until it is done.</summary>
    /// <param name="asked">Who is asked, for messages.</param>
    /// <param name="setting">Which setting has its address, for messages.</param>
    /// <param name="attemptAsync">One attempt; its token ends it in time.</param>
    /// <param name="cancellationToken">Ends everything at once.</param>
    public async Task<T> RunAsync<T>(string asked, string setting, Func<CancellationToken, Task<Attempt<T>>> attemptAsync, CancellationToken cancellationToken)
        where T : class
    {
        IamException? last = null;
        for (var number = 1; ; number++)
        {
            var attempt = await BoundedAsync(asked, setting, attemptAsync, last, cancellationToken).ConfigureAwait(false);
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

    private async Task<Attempt<T>> BoundedAsync<T>(string asked, string setting, Func<CancellationToken, Task<Attempt<T>>> attemptAsync, IamException? last, CancellationToken cancellationToken)
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
        using var notice = new WaitNotice(host, $"{asked} to answer", left);
        try
        {
            return await attemptAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What went wrong before the time ran out says more than that it did.
            return deadline.Left <= TimeSpan.Zero && last is not null ? Attempt<T>.Final(last) : Attempt<T>.Transient(Problems.Slow(asked, setting, longest));
        }
    }
}
