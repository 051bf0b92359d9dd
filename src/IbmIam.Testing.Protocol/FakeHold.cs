namespace IbmIam.Testing;

/// <summary>
/// Keeps one request waiting inside the fake until the test lets it go on:
/// <c>using var hold = iam.HoldNext(); await hold.Arrived; … hold.Release();</c>
/// </summary>
public sealed class FakeHold : IDisposable
{
    private readonly TaskCompletionSource<FakeIamRequest> _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal FakeHold()
    {
    }

    /// <summary>Done once the request is there, held.</summary>
    public Task<FakeIamRequest> Arrived => _arrived.Task;

    /// <summary>Lets the request go on to its answer.</summary>
    public void Release() => _released.TrySetResult();

    /// <summary>Releases the request, if that was not done yet.</summary>
    public void Dispose() => Release();

    internal void Arrive(FakeIamRequest request) => _arrived.TrySetResult(request);

    internal Task WaitAsync(CancellationToken cancellationToken) => _released.Task.WaitAsync(cancellationToken);
}
