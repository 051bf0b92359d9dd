namespace IbmIam;

/// <summary>The tokens that a host holds in memory, one exchange for however many ask. Thread-safe.</summary>
public sealed class TokenMemory
{
    /// <summary>The memory that lives as long as the process.</summary>
    public static TokenMemory Process { get; } = new();
}
