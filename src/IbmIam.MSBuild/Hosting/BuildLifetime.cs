using System.Collections.Concurrent;
using Microsoft.Build.Framework;

namespace IbmIam.MSBuild.Hosting;

/// <summary>What the tasks of one build share within a process: the tokens in memory and the folder of token files. MSBuild disposes it when the build ends.</summary>
internal sealed class BuildLifetime : IDisposable
{
    // A build may load this assembly twice (two versions, two package folders). Each copy has its own types, so it needs its own key.
    private static readonly string _key = $"IbmIam.MSBuild {Guid.NewGuid()}";
    private static readonly Lock _gate = new();

    private readonly Lazy<TokenFolder> _files = new(() => new TokenFolder());
    private readonly ConcurrentDictionary<string, bool> _masked = new();

    public TokenMemory Tokens { get; } = new();

    public TokenFolder Files => _files.Value;

    public static BuildLifetime Of(IBuildEngine4 engine)
    {
        lock (_gate)
        {
            if (engine.GetRegisteredTaskObject(_key, RegisteredTaskObjectLifetime.Build) is BuildLifetime held)
            {
                return held;
            }

            TokenFolder.Sweep();
            var fresh = new BuildLifetime();
            engine.RegisterTaskObject(_key, fresh, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
            return fresh;
        }
    }

    /// <summary>Masks a token in the CI system's log, once per build.</summary>
    public void Mask(string token)
    {
        if (_masked.TryAdd(token, true))
        {
            BuildLogMask.Announce(token);
        }
    }

    public void Dispose()
    {
        if (_files.IsValueCreated)
        {
            _files.Value.Dispose();
        }
    }
}
