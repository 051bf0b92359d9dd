using IbmIam.Core.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>Processes killed while they exchange, write, rename, or hold the lock.</summary>
[Collection(nameof(Crowd))]
public sealed class Deaths : IDisposable
{
    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly Bed _bed = new Bed().SharingFiles();
    private readonly Queue<ChildProcess> _children = new();

    public void Dispose()
    {
        // After a failure too: they never end by themselves.
        foreach (var child in _children)
        {
            child.Dispose();
        }

        _iam.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public Task A_process_killed_anywhere_leaves_readable_files_and_no_lock() => KillAsync(rounds: 20);

    [Fact]
    [Trait("Category", "Proof")]
    public Task A_thousand_killed_processes_leave_readable_files_and_no_lock() => KillAsync(rounds: 1000);

    private async Task KillAsync(int rounds)
    {
        Needs.Unix();
        var random = new Random(20260102);
        var found = 0;
        for (var round = 0; round < rounds; round++)
        {
            while (_children.Count < 2)
            {
                _children.Enqueue(new ChildProcess(_iam.Url, _iam.ApiKey, _bed.CacheFolder, ChildProcess.WithoutEnd));
                _children.Last().Begin();
            }

            using var killed = _children.Dequeue();
            Assert.Matches(@"^[\w-]{12}$", await killed.FirstLineAsync());

            // Somewhere within the few milliseconds of an exchange and a write.
#pragma warning disable CA5394 // The moment is random, not secret.
            var microseconds = random.Next(10_000);
#pragma warning restore CA5394
            var start = TimeProvider.System.GetTimestamp();
            SpinWait.SpinUntil(() => TimeProvider.System.GetElapsedTime(start).TotalMicroseconds >= microseconds);
            killed.Kill();
            await killed.OutputAsync();

            found += await CheckAsync() ? 1 : 0;
        }

        while (_children.TryDequeue(out var child))
        {
            using var left = child;
            left.Kill();
            await left.OutputAsync();
        }

        Assert.InRange(found, rounds / 2, rounds);
        Assert.True(_iam.Requests.Total >= rounds);
        await new IamClient(Settings(), _bed.Sibling()).GetTokenAsync(Bed.Cancel);
        Assert.All(Directory.GetFiles(_bed.CacheFolder, "*.lock"), static path => new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose());
    }

    /// <summary>Whether the next process finds a token at once.</summary>
    private async Task<bool> CheckAsync()
    {
        foreach (var file in Directory.GetFiles(_bed.CacheFolder))
        {
            try
            {
                Assert.Equal((UnixFileMode)384, Unix.Mode(file));
            }
            catch (FileNotFoundException)
            {
                // The other child has just renamed it.
            }
        }

        var token = await new IamClient(Settings(), _bed.Sibling()).GetTokenAsync(Bed.Cancel);

        Assert.Equal(3, token.AccessToken.Split('.').Length);
        Assert.InRange(token.ExpiresIn, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(60));
        Assert.Empty(_bed.Log.Warnings);
        return token.FromCache;
    }

    private IamSettings Settings() => new() { IamUrl = _iam.Url, ApiKey = Secret.From(_iam.ApiKey), Timeout = TimeSpan.FromSeconds(20) };
}
