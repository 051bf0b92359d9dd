namespace IbmIam;

/// <summary>The services a host provides to the token engine: environment, log, clock and token memory.</summary>
public sealed class IamHost
{
    /// <summary>Reads an environment variable by name; returns null when it is not set. Default: the process's environment.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The folder that relative paths are resolved against. Default: the process's working directory.</summary>
    public string WorkingDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>The log that receives messages. Default: none, messages are discarded.</summary>
    public IIamLog Log { get; init; } = SilentLog.Instance;

    /// <summary>The clock. Default: <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The tokens cached in memory, shared by all clients with the same instance. Default: <see cref="TokenMemory.Process"/>.</summary>
    public TokenMemory Memory { get; init; } = TokenMemory.Process;

    /// <summary>A prefix for the well-known paths of compute-resource tokens. Set only by tests, which can't write to the real paths.</summary>
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
