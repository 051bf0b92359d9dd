namespace IbmIam;

/// <summary>What a host lends to the token engine: its environment, its log, its clock and its memory.</summary>
public sealed class IamHost
{
    /// <summary>Reads an environment variable by name; null when it is not set. Default: the process's.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The folder that relative paths start from. Default: the process's.</summary>
    public string WorkingDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>Where messages go. Default: nowhere.</summary>
    public IIamLog Log { get; init; } = SilentLog.Instance;

    /// <summary>The clock. Default: the machine's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The tokens held in memory, shared by every client that is lent the same one. Default: the process's.</summary>
    public TokenMemory Memory { get; init; } = TokenMemory.Process;

    /// <summary>Where the well-known files of compute-resource tokens are looked for; tests have no other way to put one there.</summary>
    internal string Root { get; init; } = "";

    private sealed class SilentLog : IIamLog
    {
        public static readonly SilentLog Instance = new();

        public void Detail(string message)
        {
        }

        public void Information(string message)
        {
        }

        public void Warning(string code, string message)
        {
        }
    }
}
