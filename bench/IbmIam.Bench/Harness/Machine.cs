using System.Globalization;
using System.Runtime.InteropServices;

namespace IbmIam.Bench.Harness;

/// <summary>What a run was measured on.</summary>
internal sealed record Machine(string Processor, int Cores, string Memory, string System, string Runtime, string LoadBefore, string FirstTouch = "")
{
    public static Machine Describe() => new(
        Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB",
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "",
        FirstTouchMicroseconds().ToString("0.0 µs", CultureInfo.InvariantCulture));

    /// <summary>The cost of first touching a memory page. It slows every start and allocation, and no other fact about a virtual machine shows it.</summary>
    private static double FirstTouchMicroseconds()
    {
        const int Pages = 32 * 1024;
        var memory = Marshal.AllocHGlobal(Pages * Environment.SystemPageSize);
        try
        {
            return 1000 / (double)Pages * Clock.Milliseconds(() =>
            {
                for (var page = 0; page < Pages; page++)
                {
                    Marshal.WriteByte(memory, page * Environment.SystemPageSize, 1);
                }
            });
        }
        finally
        {
            Marshal.FreeHGlobal(memory);
        }
    }

    private static string? Field(string file, string name) => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        : null;
}
