namespace IbmIam.Testing.Tests;

/// <summary>A hold ends: with its release, with the plan, with the server.</summary>
public sealed class ForgottenHolds : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly FrozenFake _fake = new(options => options.AdminApi = true);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hold_that_is_released_is_forgotten_and_one_that_never_was_is_told()
    {
        var hold = (await _fake.AskAsync("POST", "/__fake/holds", "{}")).Json.Text("hold");

        Assert.Equal(204, (await _fake.AskAsync("DELETE", $"/__fake/holds/{hold}")).Status);

        Assert.All(
            [await _fake.AskAsync("DELETE", $"/__fake/holds/{hold}"), await _fake.AskAsync("GET", $"/__fake/holds/{hold}"), await _fake.AskAsync("DELETE", "/__fake/holds/typo")],
            answer => answer.Is("""{ "error": "There is no such hold." }""", 404));
    }

    [Fact]
    public async Task Who_waits_for_a_request_is_told_when_the_faults_are_cleared()
    {
        using var hold = _fake.Iam.HoldNext();
        var named = (await _fake.AskAsync("POST", "/__fake/holds", "{}")).Json.Text("hold");

        _fake.Iam.Faults.Clear();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hold.Arrived.WaitAsync(Deadline, Cancelled));
        (await _fake.AskAsync("GET", $"/__fake/holds/{named}")).Is("""{ "error": "There is no such hold." }""", 404);
    }

    [Fact]
    public async Task Who_waits_for_a_request_is_told_when_the_server_ends()
    {
        var iam = FakeIamServer.Start();
        using var hold = iam.HoldNext();

        await iam.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hold.Arrived.WaitAsync(Deadline, Cancelled));
    }

    public void Dispose() => _fake.Dispose();
}
