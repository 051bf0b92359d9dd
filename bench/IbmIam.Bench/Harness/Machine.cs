using System.Globalization;
using System.Runtime.InteropServices;

namespace IbmIam.Bench.Harness;

/// <summary>What the figures were taken on.</summary>
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

    /// <summary>What the first touch of a page costs: whatever starts or allocates feels it, and no other fact of a virtual machine tells it.</summary>
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
