using IbmIam.Core.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>Real processes of one user, beside each other.</summary>
public sealed class Processes : IDisposable
{
    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly Bed _bed = new Bed().SharingFiles();

    public void Dispose()
    {
        _iam.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public Task Fifty_processes_make_one_request() => TogetherAsync(50);

    [Fact]
    [Trait("Category", "Proof")]
    public Task Two_hundred_processes_make_one_request() => TogetherAsync(200);

    private async Task TogetherAsync(int count)
    {
        var children = Enumerable.Range(0, count).Select(_ => Child()).ToList();
        children.ForEach(static child => child.Begin());
        var outputs = new List<string>();
        foreach (var child in children)
        {
            outputs.Add(await child.OutputAsync());
            child.Dispose();
        }

        Assert.Equal(12, Assert.Single(outputs.Distinct()).Length);
        Assert.Single(_iam.Requests);
    }

    [Fact]
    public async Task A_process_killed_while_it_exchanges_holds_no_lock()
    {
        using var hold = _iam.HoldNext();
        using (var killed = Child())
        {
            killed.Begin();
            await hold.Arrived.WaitAsync(Bed.Cancel);
            killed.Kill();
            await killed.OutputAsync();
        }

        using var next = Child();
        next.Begin();

        Assert.Equal(12, (await next.OutputAsync()).Length);
    }

    private ChildProcess Child() => new(_iam.Url, _iam.ApiKey, _bed.CacheFolder);
}
