using IbmIam.Core.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>The session of the <c>ibmcloud</c> command, played by scripts on a PATH of the test's own.</summary>
public sealed class Cli : IDisposable
{
    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly Bed _bed = new();

    public Cli() => _bed["PATH"] = "relative:" + _bed.Folder;

    public void Dispose()
    {
        _iam.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public async Task Its_token_is_taken_without_bearer_and_ends_when_its_claim_says()
    {
        var session = _iam.MintToken();
        Command($$"""[ "$*" = "iam oauth-tokens --output json" ] && echo '{"iam_token":"Bearer {{session}}"}'""");

        var token = await GetAsync();

        Assert.Equal(session, token.AccessToken);
        Assert.Equal("ibmcloud CLI session", token.Source);
        Assert.InRange(token.ExpiresIn, TimeSpan.FromMinutes(58), TimeSpan.FromMinutes(60));
    }

    [Fact]
    public async Task Another_credential_goes_first()
    {
        Command("exit 1");
        _bed["IBMCLOUD_API_KEY"] = _iam.ApiKey;

        Assert.Equal("API key in variable IBMCLOUD_API_KEY", (await GetAsync()).Source);
    }

    [Theory]
    [InlineData("echo FAILED >&2; echo \"Not logged in. Use 'ibmcloud login' to log in.\" >&2; exit 1", "IBMIAM3010", "not logged in")]
    [InlineData("echo 'NOT LOGGED IN'; exit 1", "IBMIAM3010", "not logged in")]
    [InlineData("echo 'Use IBMCLOUD LOGIN first' >&2; exit 1", "IBMIAM3010", "not logged in")]
    [InlineData("echo 'Your session has EXPIRED. Use ibmcloud login' >&2; exit 1", "IBMIAM3011", "has expired")]
    [InlineData("echo 'canary' >&2; exit 2", "IBMIAM3012", "it exited with status 2")]
    [InlineData("echo 'IAM token:  Bearer canary'", "IBMIAM3012", "it printed no JSON of the expected form")]
    [InlineData("echo '{\"iam_token\":\"Bearer canary\"}'", "IBMIAM3012", "it printed no valid token")]
    [InlineData("echo '{\"iam_token\":7}'", "IBMIAM3012", "it printed no JSON of the expected form")]
    [InlineData("echo '{}'", "IBMIAM3010", "not logged in")]
    [InlineData("echo '{\"iam_token\":\"\"}'", "IBMIAM3010", "not logged in")]
    public async Task What_ails_it_is_told(string script, string code, string what)
    {
        Command(script);

        var problem = await Assert.ThrowsAsync<IamException>(GetAsync);

        Assert.Equal(code, problem.Code);
        Assert.Contains(what, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_prints_no_colours_checks_no_version_and_waits_for_no_answer()
    {
        _bed["PATH"] = $": {_bed.Folder} :";
        Command($$"""cat; [ "$IBMCLOUD_COLOR$IBMCLOUD_VERSION_CHECK" = falsefalse ] && echo '{"iam_token":"{{_iam.MintToken()}}"}'""");

        Assert.NotNull((await GetAsync()).AccessToken);
    }

    [Fact]
    public async Task It_may_be_no_program()
    {
        Unix.SetMode(_bed.File("ibmcloud", "\0"), UnixFileMode.UserRead);

        Assert.Contains("it could not be started", (await Assert.ThrowsAsync<IamException>(GetAsync)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task There_may_be_no_path(string? path)
    {
        Command("exit 1");
        _bed["PATH"] = path;

        Assert.Equal("IBMIAM5002", (await Assert.ThrowsAsync<IamException>(GetAsync)).Code);
    }

    [Fact]
    public async Task A_session_whose_token_has_ended_is_told()
    {
        Command($$"""echo '{"iam_token":"Bearer {{_iam.MintToken(form: FakeTokenForm.Expired)}}"}'""");

        Assert.Equal("IBMIAM3013", (await Assert.ThrowsAsync<IamException>(GetAsync)).Code);
    }

    [Fact]
    public async Task It_may_not_be_installed()
    {
        var problem = await Assert.ThrowsAsync<IamException>(GetAsync);

        Assert.Equal(("IBMIAM5002", IamFailure.Unavailable), (problem.Code, problem.Failure));
    }

    [Theory]
    [InlineData(60, 30)]
    [InlineData(20, 20)]
    public async Task A_hung_command_is_killed_with_its_children(int timeout, int after)
    {
        Needs.Linux();
        using var bed = Bed.OnFakeClock();
        bed["PATH"] = _bed.Folder;
        var alive = Path.Combine(_bed.Folder, "alive");
        Command($"sleep 300 & echo $! > {alive}.new; mv {alive}.new {alive}; wait");
        var getting = bed.Client(new() { UseCli = true, Timeout = TimeSpan.FromSeconds(timeout) }).GetTokenAsync(Bed.Cancel).AsTask();
        await Until.IsTrueAsync(() => File.Exists(alive));

        bed.Clock.Advance(TimeSpan.FromSeconds(after - 1));
        Assert.False(getting.IsCompleted);
        bed.Clock.Advance(TimeSpan.FromSeconds(1));
        var problem = await Assert.ThrowsAsync<IamException>(() => getting);

        Assert.Equal("IBMIAM4011", problem.Code);
        Assert.Contains($"within {after} s ", problem.Message, StringComparison.Ordinal);
        Assert.Contains($"Waiting for the ibmcloud CLI, up to {after - 2} s more.", bed.Log.All, StringComparison.Ordinal);
        var child = int.Parse(await File.ReadAllTextAsync(alive, Bed.Cancel), System.Globalization.CultureInfo.InvariantCulture);
        await Until.IsTrueAsync(() => !IsRunning(child));
    }

    [Fact]
    public async Task A_command_that_prints_without_end_is_read_only_so_far_and_ends_with_the_deadline()
    {
        Command("head -c 4000000 /dev/zero; echo > all-read; sleep 300");

        var problem = await Assert.ThrowsAsync<IamException>(() => _bed.Client(new() { UseCli = true, Timeout = TimeSpan.FromSeconds(2) }).GetTokenAsync(Bed.Cancel).AsTask());

        Assert.Contains(problem.Code, (string[])["IBMIAM4011", "IBMIAM4012"]);
        Assert.False(File.Exists(Path.Combine(_bed.Folder, "all-read")));
    }

    [Fact]
    public async Task A_cancelled_caller_does_not_wait_for_it()
    {
        Command("sleep 300");
        using var cancelled = new CancellationTokenSource();
        var getting = _bed.Client(new() { UseCli = true }).GetTokenAsync(cancelled.Token).AsTask();

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => getting);
    }

    private static bool IsRunning(int id)
    {
        // A killed process that nobody has collected yet is a zombie: it runs no more.
        var status = $"/proc/{id}/stat";
        return File.Exists(status) && !File.ReadAllText(status).Contains(") Z", StringComparison.Ordinal);
    }

    private void Command(string script) =>
        Unix.SetMode(_bed.File("ibmcloud", "#!/bin/sh\n" + script + "\n"), UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);

    private Task<IamToken> GetAsync() => _bed.Client(new() { IamUrl = _iam.Url, UseCli = true }).GetTokenAsync(Bed.Cancel).AsTask();
}
