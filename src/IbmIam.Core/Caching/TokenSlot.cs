using System.Diagnostics.CodeAnalysis;

namespace IbmIam.Caching;

/// <summary>A token, and whether it came from a cache.</summary>
internal sealed record Obtained(HeldToken Held, bool FromCache)
{
    public IamToken Token => FromCache ? Held.Cached : Held.Fetched;

    /// <summary>Returns the same token with another credential source.</summary>
    public Obtained For(string source) => source == Held.Fetched.Source ? this : this with { Held = Held.From(source) };
}

/// <summary>The place of one request's token in memory: the current token, and the single attempt in progress to get the next one.</summary>
internal sealed class TokenSlot
{
    private readonly Lock _gate = new();
    private Flight? _flight;
    private HeldToken? _held;

    public HeldToken? Held
    {
        get => Volatile.Read(ref _held);
        set => Volatile.Write(ref _held, value);
    }

    /// <summary>Joins the flight in progress, or starts one.</summary>
    /// <param name="patience">The maximum duration of a flight started here; zero if it only renews a token that is still valid.</param>
    /// <param name="authorities">The certificate authorities that a flight started here trusts in addition to the machine's.</param>
    /// <param name="obtainAsync">Gets the token; its cancellation token is cancelled when no caller waits any more.</param>
    public Flight Join(TimeSpan patience, string authorities, Func<CancellationToken, Task<Obtained>> obtainAsync)
    {
        lock (_gate)
        {
            if (_flight is { } other)
            {
                other.Waiters++;
                return other;
            }

            var flight = _flight = new Flight(this, patience, authorities);
            flight.Start(obtainAsync);
            return flight;
        }
    }

    /// <summary>One attempt to get a token, shared by all callers that wait for it. A failure reaches only these callers and is not cached.</summary>
    [SuppressMessage("Design", "CA1001", Justification = "A source without a timer has nothing to dispose, and this one may be cancelled after the flight has ended.")]
    internal sealed class Flight(TokenSlot slot, TimeSpan patience, string authorities)
    {
        private readonly CancellationTokenSource _abandoned = new();
        private Task<Obtained> _task = null!;

        public TimeSpan Patience => patience;

        public string Authorities => authorities;

        public int Waiters { get; set; } = 1;

        public void Start(Func<CancellationToken, Task<Obtained>> obtainAsync)
        {
            _task = Task.Run(() => RunAsync(obtainAsync));

            // Observes the exception, in case no caller waits any more.
            _ = _task.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        /// <summary>Waits for the result. A caller that gives up cancels the flight only when no other caller waits.</summary>
        public async Task<Obtained> WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
        {
            try
            {
                return await _task.WaitAsync(longest, time, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                Leave();
            }
        }

        private async Task<Obtained> RunAsync(Func<CancellationToken, Task<Obtained>> obtainAsync)
        {
            try
            {
                return await obtainAsync(_abandoned.Token).ConfigureAwait(false);
            }
            finally
            {
                Land();
            }
        }

        private void Land()
        {
            lock (slot._gate)
            {
                slot._flight = ReferenceEquals(slot._flight, this) ? null : slot._flight;
            }
        }

        private void Leave()
        {
            lock (slot._gate)
            {
                if (--Waiters > 0 || _task.IsCompleted)
                {
                    return;
                }

                slot._flight = ReferenceEquals(slot._flight, this) ? null : slot._flight;
            }

            _abandoned.Cancel();
        }
    }
}
