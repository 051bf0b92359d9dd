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
        Assert.Equal("session of the ibmcloud command", token.Source);
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
    [InlineData("echo FAILED >&2; echo \"Not logged in. Use 'ibmcloud login' to log in.\" >&2; exit 1", "IBMIAM3010")]
    [InlineData("echo 'Your session has expired. Use ibmcloud login' >&2; exit 1", "IBMIAM3011")]
    [InlineData("echo 'canary' >&2; exit 2", "IBMIAM3012")]
    [InlineData("echo 'IAM token:  Bearer canary'", "IBMIAM3012")]
    [InlineData("echo '{\"iam_token\":\"Bearer canary\"}'", "IBMIAM3012")]
    [InlineData("echo '{\"iam_token\":7}'", "IBMIAM3012")]
    [InlineData("echo '{}'", "IBMIAM3010")]
    public async Task What_ails_it_is_told(string script, string code)
    {
        Command(script);

        var problem = await Assert.ThrowsAsync<IamException>(GetAsync);

        Assert.Equal(code, problem.Code);
        Assert.DoesNotContain("canary", problem.ToString(), StringComparison.Ordinal);
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

    [Fact]
    public async Task A_hung_command_is_killed_with_its_children()
    {
        using var bed = Bed.OnFakeClock();
        bed["PATH"] = _bed.Folder;
        var alive = Path.Combine(_bed.Folder, "alive");
        Command($"sleep 300 & echo $! > {alive}.new; mv {alive}.new {alive}; wait");
        var getting = bed.Client(new() { UseCli = true }).GetTokenAsync(Bed.Cancel).AsTask();
        while (!File.Exists(alive))
        {
            await Task.Yield();
        }

        bed.Clock.Advance(TimeSpan.FromSeconds(31));
        var problem = await Assert.ThrowsAsync<IamException>(() => getting);

        Assert.Equal("IBMIAM4011", problem.Code);
        var child = int.Parse(await File.ReadAllTextAsync(alive, Bed.Cancel), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(SpinWait.SpinUntil(() => !IsRunning(child), TimeSpan.FromSeconds(20)));
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
