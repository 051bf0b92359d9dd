using IbmIam.Core.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>Real processes of one user, beside each other.</summary>
[Collection(nameof(Crowd))]
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
        // On two cores, an attempt can take longer than its 15 s while all the others start; the process would rightly try again.
        var children = Enumerable.Range(0, count).Select(_ => Child(ChildProcess.Patient)).ToList();
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

    [Theory]
    [InlineData("umask 000")]
    [InlineData("umask 077")]
    [InlineData("umask 022")]
    public async Task Whatever_the_umask_files_are_the_owners_alone(string umask)
    {
        Needs.Linux();
        using var child = new ChildProcess(_iam.Url, _iam.ApiKey, _bed.CacheFolder, ChildProcess.After(umask));
        child.Begin();

        Assert.Equal(12, (await child.OutputAsync()).Length);
        Assert.Equal((UnixFileMode)448, Unix.Mode(_bed.CacheFolder));
        Assert.All(Directory.GetFiles(_bed.CacheFolder), static file => Assert.Equal((UnixFileMode)384, Unix.Mode(file)));
    }

    [Fact]
    public async Task A_disk_that_is_full_is_a_warning_and_leaves_nothing_behind()
    {
        Needs.Linux();

        // No file may grow past nothing. What the runtime itself maps is kept out of it.
        using var child = new ChildProcess(_iam.Url, _iam.ApiKey, _bed.CacheFolder, ChildProcess.After("trap '' XFSZ; ulimit -f 0"), ("DOTNET_EnableWriteXorExecute", "0"), ("DOTNET_EnableDiagnostics", "0"));
        child.Begin();

        var output = await child.OutputAsync();
        Assert.Matches("^.{12} IBMIAM2012 ", output);
        Assert.Empty(Directory.GetFiles(_bed.CacheFolder, "*.token").Concat(Directory.GetFiles(_bed.CacheFolder, "*.tmp")));
    }

    [Fact]
    public async Task A_process_killed_while_it_exchanges_holds_no_lock()
    {
        using var hold = _iam.HoldNext();
        using (var killed = Child())
        {
            killed.Begin();
            await Until.IsDoneAsync(hold.Arrived);
            killed.Kill();
            await killed.OutputAsync();
        }

        using var next = Child();
        next.Begin();

        Assert.Equal(12, (await next.OutputAsync()).Length);
    }

    private ChildProcess Child(params (string Name, string Value)[] variables) => new(_iam.Url, _iam.ApiKey, _bed.CacheFolder, variables);
}
