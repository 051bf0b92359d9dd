using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace IbmIam.MSBuild.Tests.Infra;

/// <summary>A clock that stands still until a test moves it, and tells of each wait. It starts now: a server's dates are real.</summary>
internal sealed class StoppedTime() : FakeTimeProvider(System.GetUtcNow())
{
    private readonly ConcurrentQueue<TimeSpan> _passed = new();
    private readonly ConcurrentDictionary<TimeSpan, TaskCompletionSource> _begun = new();

    /// <summary>Waits shorter than this are over as soon as they begin.</summary>
    public TimeSpan PassesBelow { get; init; }

    /// <summary>How long each of those was.</summary>
    public IReadOnlyList<TimeSpan> Passed => [.. _passed];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime < PassesBelow)
        {
            _passed.Enqueue(dueTime);
            Advance(dueTime);
        }

        Begun(dueTime).TrySetResult();
        return timer;
    }

    /// <summary>Comes back once a wait of this length has begun.</summary>
    public Task WaitBeganAsync(TimeSpan length) => Begun(length).Task.WaitAsync(Bed.Soon, TestContext.Current.CancellationToken);

    private TaskCompletionSource Begun(TimeSpan length) => _begun.GetOrAdd(length, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
