namespace IbmIam.Testing.Tests;

/// <summary>The ready file is there while the program runs.</summary>
public sealed class ReadyFiles : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("ibm-iam-fake").FullName;

    private string Ready => Path.Combine(_folder, "ready");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_goes_with_the_program()
    {
        using var fake = await StartAsync();

        Assert.Equal(0, await fake.EndAsync("TERM"));

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task One_that_a_later_program_wrote_stays()
    {
        using var fake = await StartAsync();
        await File.WriteAllTextAsync(Ready, "http://127.0.0.1:1\n", Cancelled);

        Assert.Equal(0, await fake.EndAsync("TERM"));

        Assert.Equal("http://127.0.0.1:1\n", await File.ReadAllTextAsync(Ready, Cancelled));
    }

    [Fact]
    public async Task It_stays_where_another_start_fails_because_the_program_has_the_port()
    {
        using var fake = await StartAsync();

        var (exitCode, _, error) = await FakeProgram.RunAsync("--ready-file", Ready, "--port", new Uri(fake.Url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(1, exitCode);
        Assert.Contains("can't be used", error, StringComparison.Ordinal);
        Assert.Equal(fake.Url + "\n", await File.ReadAllTextAsync(Ready, Cancelled));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<FakeProgram> StartAsync()
    {
        var fake = await FakeProgram.StartAsync("--ready-file", Ready, "--quiet");
        Assert.True(SpinWait.SpinUntil(() => File.Exists(Ready), Deadline));
        return fake;
    }
}
