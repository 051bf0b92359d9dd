namespace IbmIam.Diagnostics;

/// <summary>Logs what a call waits for, and for how long at most, once a wait has lasted two seconds.</summary>
internal sealed class WaitNotice : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly ITimer _timer;

    public WaitNotice(IamHost host, string what, TimeSpan longest) =>
        _timer = host.Time.CreateTimer(
            _ => host.Log.Information($"Waiting for {what}, up to {Problems.Span(longest - Patience)} more."), null, longest > Patience ? Patience : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();
}
