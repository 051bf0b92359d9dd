using System.Net;
using System.Net.Sockets;
using IbmIam.Core.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>A cancelled caller is let go at once, wherever its call stands; and a call that waits for another process waits only so long.</summary>
public sealed class Cancelling : IDisposable
{
    private readonly Bed _bed = Bed.OnFakeClock().SharingFiles();
    private readonly CancellationTokenSource _cancelled = new();

    public void Dispose()
    {
        _cancelled.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public async Task While_a_connection_is_being_made()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var getting = GetAsync($"https://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}");
        using var met = await silent.AcceptTcpClientAsync(Bed.Cancel);

        await LeavesAsync(getting);
    }

    [Fact]
    public async Task While_a_body_drips()
    {
        using var server = new StreamingServer("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n{"u8.ToArray(), " "u8.ToArray(), TimeSpan.FromMilliseconds(1));
        var getting = GetAsync(server.Url);
        await Until.IsTrueAsync(() => server.Written > 10);

        await LeavesAsync(getting);
    }

    [Fact]
    public async Task While_a_file_gives_nothing()
    {
        var pipe = Path.Combine(_bed.Folder, "pipe");
        Unix.MakePipe(pipe);

        await LeavesAsync(_bed.Client(new() { ApiKeyFile = pipe }).GetTokenAsync(_cancelled.Token).AsTask());

        Unix.Release(pipe);
    }

    [Fact]
    public async Task While_another_process_holds_the_lock()
    {
        using var iam = FakeIamServer.Start();
        using var held = await LockedAsync(iam);
        var getting = GetAsync(iam.Url, iam.ApiKey);
        await WaitingForTheLockAsync(getting);

        await LeavesAsync(getting);
    }

    [Fact]
    public async Task A_lock_held_past_half_the_time_is_passed_by()
    {
        using var iam = FakeIamServer.Start();
        using var held = await LockedAsync(iam);
        var getting = GetAsync(iam.Url, iam.ApiKey);
        await WaitingForTheLockAsync(getting);
        _bed.Clock.Advance(TimeSpan.FromSeconds(29));
        await Until.IsDoneAsync(getting, _bed.Clock, TimeSpan.FromMilliseconds(1));

        Assert.False((await getting).FromCache);
        Assert.Equal(2, iam.Requests.Count);
    }

    [Fact]
    public async Task A_token_that_the_other_process_writes_ends_the_wait_before_its_lock()
    {
        using var iam = FakeIamServer.Start();
        using var held = await LockedAsync(iam, keep: true);
        var getting = GetAsync(iam.Url, iam.ApiKey);
        await WaitingForTheLockAsync(getting);
        var hidden = Assert.Single(Directory.GetFiles(_bed.CacheFolder, "*.hidden"));
        File.Move(hidden, Path.ChangeExtension(hidden, null));
        await Until.IsDoneAsync(getting, _bed.Clock, TimeSpan.FromMilliseconds(50));

        Assert.True((await getting).FromCache);
        Assert.Single(iam.Requests);
    }

    private Task<IamToken> GetAsync(string url, string key = "canary-key") =>
        new IamClient(new() { IamUrl = url, ApiKey = Secret.From(key) }, _bed.Sibling()).GetTokenAsync(_cancelled.Token).AsTask();

    /// <summary>The lock of the same token, as another process would hold it.</summary>
    private async Task<FileStream> LockedAsync(FakeIamServer iam, bool keep = false)
    {
        await GetAsync(iam.Url, iam.ApiKey);
        var file = Assert.Single(Directory.GetFiles(_bed.CacheFolder, "*.token"));
        File.Move(file, file + (keep ? ".hidden" : ".gone"));
        return new FileStream(Path.ChangeExtension(file, ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    private async Task WaitingForTheLockAsync(Task getting)
    {
        await Until.IsTrueAsync(() => _bed.Log.All.Contains("Another process is getting the same token", StringComparison.Ordinal), () => Assert.False(getting.IsCompleted));
        _bed.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Contains(_bed.Log.Information, static line => line.Contains("Waiting for another process getting the same token, up to 28 s more", StringComparison.Ordinal));
    }

    private async Task LeavesAsync(Task<IamToken> getting)
    {
        Assert.False(getting.IsCompleted);
        await _cancelled.CancelAsync();

        var end = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => getting.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Bed.Cancel));
        Assert.Equal(_cancelled.Token, end.CancellationToken);
    }
}
