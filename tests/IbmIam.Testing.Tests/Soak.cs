using System.Collections.Concurrent;

namespace IbmIam.Testing.Tests;

/// <summary>200 clients at one fake that answers well, badly, slowly, by halves and not at all.</summary>
internal sealed class Soak : IDisposable
{
    private static readonly Action<FaultRule>[] Faults =
    [
        rule => rule.Status(503), rule => rule.RateLimit(TimeSpan.FromSeconds(1)), rule => rule.Html(), rule => rule.Empty(), rule => rule.Malformed(), rule => rule.NoToken(),
        rule => rule.RedirectLoop(), rule => rule.Delay(TimeSpan.FromMilliseconds(20)), rule => rule.Stall(TimeSpan.FromMilliseconds(20)), rule => rule.SlowBody(20_000),
        rule => rule.Reset(), rule => rule.ResetAfterHeaders(), rule => rule.Truncated(), rule => rule.WrongLength(),
    ];

    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly Client[] _clients;
    private long _answers;
    private long _breaks;

    public Soak() => _clients = [.. Enumerable.Range(0, 200).Select(_ => new Client(_iam))];

    public long Answers => Interlocked.Read(ref _answers);

    public long Breaks => Interlocked.Read(ref _breaks);

    public ConcurrentBag<string> Unexpected { get; } = [];

    public async Task RunAsync(TimeSpan time)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(time);
        await Task.WhenAll(_clients.Select((client, index) => AskAsync(client, index, end.Token)));
        _iam.Faults.Clear();
    }

    public void Dispose()
    {
        Array.ForEach(_clients, client => client.Dispose());
        _iam.Dispose();
    }

    private async Task AskAsync(Client client, int index, CancellationToken end)
    {
        for (var turn = index; !end.IsCancellationRequested; turn++)
        {
            if (turn % 5 == 0)
            {
                Faults[turn / 5 % Faults.Length](_iam.Faults.Next());
            }

            try
            {
                var answer = await client.ApiKeyAsync(_iam.ApiKey, turn % 2 == 0 ? "bx:bx" : "");
                Interlocked.Increment(ref _answers);
                if (answer.Status is not (200 or 302 or 429 or 502 or 503))
                {
                    Unexpected.Add($"{answer.Status} {answer.Text}");
                }
            }
            catch (HttpRequestException)
            {
                Interlocked.Increment(ref _breaks);
            }
        }
    }
}
