namespace IbmIam.Bench.Harness;

/// <summary>Measures elapsed time.</summary>
internal static class Clock
{
    public static async Task<double> MillisecondsAsync(Func<Task> work)
    {
        var start = TimeProvider.System.GetTimestamp();
        await work();
        return TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
    }

    public static double Milliseconds(Action work)
    {
        var start = TimeProvider.System.GetTimestamp();
        work();
        return TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
    }
}
