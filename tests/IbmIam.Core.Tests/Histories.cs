using IbmIam.Core.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>Many processes and tasks over simulated hours: exactly the exchanges that the life of the token demands.</summary>
public sealed class Histories : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);
    private readonly Bed _bed = Bed.OnFakeClock().SharingFiles();
    private readonly FakeIamServer _iam;

    public Histories() => _iam = FakeIamServer.Start(options => options.Time = _bed.Clock);

    public void Dispose()
    {
        _iam.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public Task A_hundred_processes_over_five_hours_ask_six_times() => RunAsync(hours: 5, callsOfEach: 20);

    [Fact]
    [Trait("Category", "Proof")]
    public Task A_hundred_processes_over_a_week_ask_as_often_as_tokens_age() => RunAsync(hours: 175, callsOfEach: 100);

    [Fact]
    public async Task An_outage_while_the_token_ages_is_not_noticed()
    {
        var clients = Processes(10);
        await AskAsync(clients, calls: 10);
        for (var minute = 5; minute < 200; minute += 5)
        {
            _bed.Clock.Advance(Step);
            if (minute == 45)
            {
                _iam.Faults.Always().Status(503);
            }
            else if (minute == 55)
            {
                _iam.Faults.Clear();
            }

            await AskAsync(clients, calls: 10);
        }

        Assert.Equal(4, _iam.Requests.Count(static request => request.Fault is null));
        Assert.InRange(_iam.Requests.Count(static request => request.Fault is not null), 1, clients.Count);
    }

    /// <summary>Tokens live an hour and age after 48 minutes; asked for every five, they are renewed every fifty.</summary>
    private async Task RunAsync(int hours, int callsOfEach)
    {
        var clients = Processes(100);
        var begun = _bed.Clock.GetUtcNow();
        for (var now = TimeSpan.Zero; now < TimeSpan.FromHours(hours); now += Step)
        {
            _bed.Clock.Advance(begun + now - _bed.Clock.GetUtcNow());
            await AskAsync(clients, callsOfEach);
        }

        Assert.Equal(hours * 60 / 50, _iam.Requests.Count);
        // The server tells the real time in its Date header, so the clock is warned of; nothing else is.
        Assert.All(_bed.Log.Warnings, static warning => Assert.StartsWith("IBMIAM2011", warning, StringComparison.Ordinal));
    }

    private List<IamClient> Processes(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new IamClient(new() { IamUrl = _iam.Url, ApiKey = Secret.From(_iam.ApiKey) }, _bed.Sibling()))];

    /// <summary>All ask at once; those that wait for another's lock do so on the clock, which is moved on for them.</summary>
    private async Task AskAsync(List<IamClient> clients, int calls)
    {
        var all = Task.WhenAll(clients.Select(client => Task.Run(async () =>
        {
            var tokens = await Task.WhenAll(Enumerable.Range(0, calls).Select(_ => client.GetTokenAsync(Bed.Cancel).AsTask()));
            Assert.All(tokens, static token => Assert.True(token.ExpiresIn > TimeSpan.Zero));
        })));
        await Until.IsDoneAsync(all, _bed.Clock, TimeSpan.FromMilliseconds(25));
        await all;
    }
}
