namespace IbmIam.Bench.Harness;

/// <summary>Times what is awaited, in milliseconds.</summary>
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
