using System.Diagnostics;
using System.Globalization;

namespace IbmIam.Testing.Tests;

/// <summary>Many requests leave memory, threads and sockets as they were. Alone: other tests' connections would count.</summary>
[Collection(nameof(Load))]
[CollectionDefinition(nameof(Load), DisableParallelization = true)]
public sealed class Load
{
    private const long MiB = 1024 * 1024;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public Task Tokens_without_end_leave_memory_flat() => AskAsync(tokens: 50_000);

    [Fact]
    [Trait("Category", "Proof")]
    public Task A_million_tokens_leave_memory_flat() => AskAsync(tokens: 1_000_000);

    [Fact]
    public async Task Huge_requests_push_the_oldest_out_of_the_log_before_memory_is_full()
    {
        using var iam = FakeIamServer.Start();
        using var client = new Client(iam);
        var huge = new string('k', 500_000);

        await Parallel.ForEachAsync(Enumerable.Range(0, 100), Cancelled, async (_, _) => await client.ApiKeyAsync(huge));

        Assert.Equal(100, iam.Requests.Total);
        Assert.InRange(iam.Requests.Count, 20, 40);
        Assert.Equal(huge, iam.Requests[^1].Form["apikey"]);
        Assert.Throws<ArgumentOutOfRangeException>(() => iam.Requests[iam.Requests.Count]);
    }

    [Fact]
    public async Task A_form_of_very_many_fields_counts_for_the_memory_it_takes()
    {
        using var iam = FakeIamServer.Start();
        using var client = new Client(iam);
        var many = Enumerable.Range(0, 120_000).Select(i => ($"f{i}", "")).ToArray();

        for (var i = 0; i < 5; i++)
        {
            await client.TokenAsync(many);
        }

        Assert.Equal((5, 2), (iam.Requests.Total, iam.Requests.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    public async Task The_log_holds_the_newest_in_order(int capacity)
    {
        using var iam = FakeIamServer.Start(options => options.RequestLogCapacity = capacity);
        using var client = new Client(iam);

        for (var i = 0; i < 50; i++)
        {
            await client.ApiKeyAsync($"key {i}");
        }

        Assert.Equal((capacity, 50), (iam.Requests.Count, iam.Requests.Total));
        Assert.Equal(Enumerable.Range(50 - capacity, capacity).Select(i => $"key {i}"), iam.Requests.Select(request => request.Form["apikey"]));
        Assert.Equal(iam.Requests, Enumerable.Range(0, capacity).Select(i => iam.Requests[i]));
        iam.Requests.Clear();
        Assert.Empty(iam.Requests);
    }

    [Fact]
    public async Task Two_hundred_clients_at_once_see_no_error()
    {
        using var iam = FakeIamServer.Start();
        var clients = Enumerable.Range(0, 200).Select(_ => new Client(iam)).ToArray();

        var answers = await Task.WhenAll(clients.SelectMany(client => Enumerable.Range(0, 10).Select(_ => client.ApiKeyAsync(iam.ApiKey))));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(2_000, iam.Requests.Total);
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public Task Servers_that_come_and_go_leave_no_thread_and_no_socket() => ComeAndGoAsync(servers: 100);

    [Fact]
    [Trait("Category", "Proof")]
    public Task Five_hundred_servers_leave_no_thread_and_no_socket() => ComeAndGoAsync(servers: 500);

    /// <summary>Ten minutes of 200 clients with every kind of fault among the answers; IBMIAM_SOAK_MINUTES says another length.</summary>
    [Fact]
    [Trait("Category", "Proof")]
    public async Task A_soak_with_faults_leaks_neither_memory_nor_handles_nor_threads()
    {
        var minutes = double.Parse(Environment.GetEnvironmentVariable("IBMIAM_SOAK_MINUTES") ?? "10", CultureInfo.InvariantCulture);
        using var soak = new Soak();

        await soak.RunAsync(TimeSpan.FromMinutes(Math.Min(1, minutes / 4)));
        var before = Footprint.Take();
        await soak.RunAsync(TimeSpan.FromMinutes(minutes));
        var after = Footprint.Take();

        TestContext.Current.TestOutputHelper!.WriteLine($"{soak.Answers} answers and {soak.Breaks} broken connections; before {before}, after {after}");
        Assert.True(soak.Answers > 1_000 && soak.Breaks > 0);
        Assert.Empty(soak.Unexpected);
        after.AssertNoMoreThan(before);
    }

    /// <summary>With the page, which keeps answers beside requests, as the program does.</summary>
    private static async Task AskAsync(int tokens)
    {
        using var iam = FakeIamServer.Start(options => options.Page = true);
        using var client = new Client(iam);
        await AskAsync(client, iam, 12_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await AskAsync(client, iam, tokens);

        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper!.WriteLine($"{tokens} tokens: {before / MiB} MiB held, {growth / 1024} KiB more");
        Assert.True(growth < 10 * MiB, $"{growth / MiB} MiB");
        Assert.Equal(10_000, iam.Requests.Count);
        Assert.Equal(tokens + 12_000, iam.Requests.Total);
    }

    /// <summary>With refresh tokens, which are held as well.</summary>
    private static Task AskAsync(Client client, FakeIamServer iam, int tokens) =>
        Parallel.ForEachAsync(Enumerable.Range(0, tokens), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancelled }, async (_, _) =>
            Assert.Equal(200, (await client.ApiKeyAsync(iam.ApiKey, "bx:bx")).Status));

    private static async Task ComeAndGoAsync(int servers)
    {
        await StartAndStopAsync(10);
        var before = Footprint.Take();

        await StartAndStopAsync(servers);

        Footprint.Take().AssertNoMoreThan(before);
    }

    private static async Task StartAndStopAsync(int servers)
    {
        for (var i = 0; i < servers; i++)
        {
            await using var iam = FakeIamServer.Start();
            using var client = new Client(iam);
            Assert.Equal(200, (await client.ApiKeyAsync(iam.ApiKey)).Status);
        }
    }

    /// <summary>What a process holds.</summary>
    private sealed record Footprint(long Heap, int Threads, int Handles)
    {
        public static Footprint Take()
        {
            using var process = Process.GetCurrentProcess();
            var handles = Directory.Exists("/proc/self/fd") ? Directory.GetFiles("/proc/self/fd").Length : process.HandleCount;
            return new Footprint(GC.GetTotalMemory(forceFullCollection: true), process.Threads.Count, handles);
        }

        /// <summary>Other tests run beside this one: a leak shows as one more for each server or thousand answers, not as a few.</summary>
        public void AssertNoMoreThan(Footprint before)
        {
            Assert.True(Threads <= before.Threads + 60, $"{this} after {before}");
            Assert.True(Handles <= before.Handles + 80, $"{this} after {before}");
            Assert.True(Heap <= before.Heap + (30 * MiB), $"{this} after {before}");
        }
    }
}
