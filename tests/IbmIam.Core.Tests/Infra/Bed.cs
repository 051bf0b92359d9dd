using Microsoft.Extensions.Time.Testing;

namespace IbmIam.Core.Tests.Infra;

/// <summary>A host of a test's own: its variables, its folder, its memory, its log and its clock.</summary>
internal sealed class Bed : IDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> _variables = new();

    public Bed(TimeProvider? time = null)
    {
        Clock = time as FakeTimeProvider ?? new FakeTimeProvider(Noon);
        Host = Sibling(time ?? TimeProvider.System);
    }

    public FakeTimeProvider Clock { get; }

    public RecordingLog Log { get; } = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("ibmiam-test-").FullName;

    public string CacheFolder => Path.Combine(Folder, "cache");

    public IamHost Host { get; }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A bed whose clock stands still until the test moves it. It starts now: a server's Date header tells the real time.</summary>
    public static Bed OnFakeClock() => new(new FakeTimeProvider(TimeProvider.System.GetUtcNow()));

    public string? this[string variable]
    {
        get => _variables.GetValueOrDefault(variable);
        set
        {
            _variables.TryRemove(variable, out _);
            if (value is not null)
            {
                _variables[variable] = value;
            }
        }
    }

    /// <summary>Turns on the files shared between processes.</summary>
    public Bed SharingFiles()
    {
        this["IBMIAM_CACHE_DIR"] = CacheFolder;
        return this;
    }

    /// <summary>Another process of the same user: the same variables and folder, a memory of its own.</summary>
    public IamHost Sibling(TimeProvider? time = null) => new()
    {
        Variable = name => this[name],
        WorkingDirectory = Folder,
        Root = Folder,
        Log = Log,
        Time = time ?? Host.Time,
        Memory = new TokenMemory(),
    };

    public IamClient Client(IamSettings settings) => new(settings, Host);

    public string File(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
