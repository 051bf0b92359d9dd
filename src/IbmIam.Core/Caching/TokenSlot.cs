using System.Diagnostics.CodeAnalysis;

namespace IbmIam.Caching;

/// <summary>A token and where it came from.</summary>
internal sealed record Obtained(HeldToken Held, bool FromCache)
{
    public IamToken Token => FromCache ? Held.Cached : Held.Fetched;

    /// <summary>The same, for a caller whose credential came from elsewhere.</summary>
    public Obtained For(string source) => source == Held.Fetched.Source ? this : this with { Held = Held.From(source) };
}

/// <summary>The slot of one request's token in memory: the current token, and the single call that gets the next one.</summary>
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

    /// <summary>Joins the flight under way, or starts one.</summary>
    /// <param name="patience">How long a flight started here tries at most.</param>
    /// <param name="authorities">Whom a flight started here trusts besides the machine's authorities.</param>
    /// <param name="obtainAsync">What a flight does; its token is cancelled when nobody waits any more.</param>
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

    /// <summary>One attempt to get a token, shared by all who wait for it. Its failure is theirs alone and is not kept.</summary>
    [SuppressMessage("Design", "CA1001", Justification = "The source holds no timer, and may be cancelled after the flight has landed.")]
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

            // When every waiter has left, nobody else looks at the failure.
            _ = _task.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        /// <summary>Waits; leaving early ends the flight only if nobody else waits.</summary>
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
