using IbmIam.MSBuild.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.MSBuild.Tests;

/// <summary>A build whose log records what tasks hand out: warned of, refused, or waited out.</summary>
public sealed class TokensInLogs(FakeIamServer iam) : IDisposable
{
    private readonly Bed _bed = new(iam);

    [Theory]
    [InlineData("AccessToken")]
    [InlineData("AuthorizationHeader")]
    public async Task An_output_with_the_token_is_warned_of_where_it_is_bound(string output)
    {
        _bed.Engine.LogsParameters = true;
        var task = await _bed.DoneAsync(new IbmIamToken());
        Assert.Empty(_bed.Engine.Warnings);

        Assert.NotNull(Read(task, output));

        var warning = Assert.Single(_bed.Engine.Warnings);
        Assert.Equal("IBMIAM2001", warning.Code);
        Assert.Equal("https://www.nuget.org/packages/IbmIam.MSBuild#IBMIAM2001", warning.HelpLink);
        Assert.Equal(
            $"A log of this build (-bl, -v:diag, -check or MSBUILDLOGTASKINPUTS) records task outputs, including {output}. "
                + "Make the target depend on GetIbmAccessToken and use the variable IBM_ACCESS_TOKEN, $(IbmAuthorizationHeaderFile) or <IbmIamRequest>: none of them logs the token.",
            warning.Message);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("0", 0)]
    [InlineData(null, 0)]
    public async Task MSBuilds_variable_turns_recording_on_as_well(string? value, int warnings)
    {
        _bed["MSBUILDLOGTASKINPUTS"] = value;
        var task = await _bed.DoneAsync(new IbmIamToken());

        Assert.NotNull(task.AccessToken);

        Assert.Equal(warnings, _bed.Engine.Warnings.Count);
    }

    [Fact]
    public async Task What_holds_no_token_is_not_warned_of()
    {
        _bed.Engine.LogsParameters = true;
        var task = await _bed.DoneAsync(new IbmIamToken { WriteTokenFiles = true });

        Assert.All(["ExpiresAt", "ExpiresIn", "TokenFile", "AuthorizationHeaderFile", "Source", "FromCache"], output => Assert.NotNull(Read(task, output)));

        Assert.Empty(_bed.Engine.Warnings);
    }

    [Fact]
    public async Task A_failed_task_is_not_warned_of()
    {
        _bed["IBMCLOUD_API_KEY"] = "wrong-" + Guid.NewGuid();
        var task = new IbmIamToken();
        await _bed.FailsAsync(task);
        _bed.Engine.LogsParameters = true;

        Assert.Null(task.AccessToken);

        Assert.Empty(_bed.Engine.Warnings);
    }

    [Fact]
    public async Task Where_every_output_is_read_nothing_is_known_of_its_use()
    {
        _bed.Engine = new OutOfProcTaskHostNode { LogsParameters = true };
        var task = await _bed.DoneAsync(new IbmIamToken());

        Assert.NotNull(task.AccessToken);

        Assert.Empty(_bed.Engine.Warnings);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_may_be_withheld_from_such_a_build_alone(bool recorded)
    {
        _bed.Engine.LogsParameters = recorded;
        var task = new IbmIamToken { FailOnTokenInLogs = true };

        Assert.Equal(!recorded, await _bed.RunAsync(task));

        Assert.Equal(recorded, task.AccessToken is null);
        Assert.Equal(recorded ? 0 : 1, _bed.Exchanges);
        Assert.Equal(
            recorded
                ? ["IBMIAM2001: A log of this build (-bl, -v:diag, -check or MSBUILDLOGTASKINPUTS) records task inputs and outputs, so FailOnTokenInLogs withheld the token. Build without that log, or use <IbmIamRequest>."]
                : [],
            _bed.Engine.Errors.Select(e => $"{e.Code}: {e.Message}"));
    }

    [Fact]
    public async Task The_item_is_held_back_until_the_evaluation_stands_in_the_log()
    {
        var (task, time) = await RecordedAsync();
        time.Advance(TimeSpan.FromMilliseconds(100));
        var getting = Task.Run(() => task.TokenItem, TestContext.Current.CancellationToken);
        await time.WaitBeganAsync(TimeSpan.FromMilliseconds(150));

        time.Advance(TimeSpan.FromMilliseconds(149));
        Assert.False(getting.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.NotNull(await getting.WaitAsync(Bed.Soon, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_cancelled_build_gets_the_item_at_once()
    {
        var (task, time) = await RecordedAsync();
        var getting = Task.Run(() => task.TokenItem, TestContext.Current.CancellationToken);
        await time.WaitBeganAsync(TimeSpan.FromMilliseconds(250));

        task.Cancel();

        Assert.NotNull(await getting.WaitAsync(Bed.Soon, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 250)]
    public async Task The_item_is_there_at_once_where_nothing_is_recorded_or_the_evaluation_is_long_over(bool recorded, int later)
    {
        var time = new StoppedTime();
        var task = await _bed.DoneAsync(new IbmIamToken { Time = time });
        _bed.Engine.LogsParameters = recorded;
        time.Advance(TimeSpan.FromMilliseconds(later));

        Assert.NotNull(await Task.Run(() => task.TokenItem, TestContext.Current.CancellationToken).WaitAsync(Bed.Soon, TestContext.Current.CancellationToken));
    }

    public void Dispose() => _bed.Dispose();

    private static object? Read(IbmIamToken task, string output) => typeof(IbmIamToken).GetProperty(output)!.GetValue(task);

    private async Task<(IbmIamToken Task, StoppedTime Time)> RecordedAsync()
    {
        var time = new StoppedTime();
        _bed.Engine.LogsParameters = true;
        return (await _bed.DoneAsync(new IbmIamToken { Time = time }), time);
    }
}
