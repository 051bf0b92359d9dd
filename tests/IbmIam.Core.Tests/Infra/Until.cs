using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;

namespace IbmIam.Core.Tests.Infra;

/// <summary>Waits for what a test goes on from, for a minute at most: what never comes fails one test, and does not hang the suite.</summary>
internal static class Until
{
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="condition">What is waited for.</param>
    /// <param name="meanwhile">What is done between two looks, such as moving a clock.</param>
    /// <param name="text">The condition, for the message.</param>
    public static async Task IsTrueAsync(Func<bool> condition, Action? meanwhile = null, [CallerArgumentExpression(nameof(condition))] string text = "")
    {
        for (var start = TimeProvider.System.GetTimestamp(); !condition(); meanwhile?.Invoke())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < _longest, $"Not true within {_longest}: {text}");
            Cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Moves a fake clock on until a task ends: the system's own time lets other threads get as far as they can between two moves.</summary>
    /// <param name="task">What is waited for.</param>
    /// <param name="clock">The clock that the task waits on.</param>
    /// <param name="step">How far the clock is moved each time.</param>
    public static async Task IsDoneAsync(Task task, FakeTimeProvider clock, TimeSpan step)
    {
        for (var start = TimeProvider.System.GetTimestamp(); await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancel)) != task; clock.Advance(step))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < _longest, $"Not done within {_longest}, though the clock was moved on.");
        }
    }

    public static Task IsDoneAsync(Task task) => task.WaitAsync(_longest, TimeProvider.System, Cancel);
}
