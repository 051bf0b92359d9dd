namespace IbmIam.Testing;

/// <summary>
/// Holds one request inside the fake until the test releases it:
/// <c>using var hold = iam.HoldNext(); await hold.Arrived; … hold.Release();</c>
/// </summary>
public sealed class FakeHold : IDisposable
{
    private readonly TaskCompletionSource<FakeIamRequest> _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal FakeHold()
    {
    }

    /// <summary>A task that completes once the request has arrived and is held. It is cancelled when the faults are cleared or the server stops first.</summary>
    public Task<FakeIamRequest> Arrived => _arrived.Task;

    /// <summary>Releases the request, which is then answered.</summary>
    public void Release() => _released.TrySetResult();

    /// <summary>Releases the request if it is still held.</summary>
    public void Dispose() => Release();

    internal void Arrive(FakeIamRequest request) => _arrived.TrySetResult(request);

    /// <summary>Cancels <see cref="Arrived"/>, because no request will arrive.</summary>
    internal void GiveUp() => _arrived.TrySetCanceled();

    internal Task WaitAsync(CancellationToken cancellationToken) => _released.Task.WaitAsync(cancellationToken);
}
