using System.Globalization;
using IbmIam.MSBuild.Tests.Infra;
using IbmIam.Testing;
using Microsoft.Build.Framework;

namespace IbmIam.MSBuild.Tests;

/// <summary>What <c>&lt;IbmIamToken /&gt;</c> hands out, when it ends early, and what it logs meanwhile.</summary>
public sealed class Tokens(FakeIamServer iam) : IDisposable
{
    private readonly Bed _bed = new(iam);

    [Fact]
    public async Task Outputs_tell_all_of_the_token()
    {
        var time = new StoppedTime();
        var task = await _bed.DoneAsync(new IbmIamToken { Time = time });

        Assert.StartsWith("eyJ", task.AccessToken, StringComparison.Ordinal);
        Assert.Equal("Bearer " + task.AccessToken, task.AuthorizationHeader);
        Assert.Equal("API key in variable IBMCLOUD_API_KEY", task.Source);
        Assert.InRange(task.ExpiresIn, 3500, 3600);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", task.ExpiresAt);
        var end = DateTimeOffset.Parse(task.ExpiresAt!, CultureInfo.InvariantCulture);
        Assert.InRange(end - time.GetUtcNow(), TimeSpan.FromMinutes(58), TimeSpan.FromMinutes(61));
        Assert.Equal(("token", task.AccessToken), (task.TokenItem!.ItemSpec, task.TokenItem.GetMetadata("AccessToken")));
        Assert.Empty(_bed.Engine.Warnings);
    }

    [Fact]
    public async Task One_exchange_serves_the_tasks_of_a_build_and_the_builds_after_it()
    {
        var first = await _bed.DoneAsync(new IbmIamToken());
        var second = await _bed.DoneAsync(new IbmIamToken());
        _bed.Engine = _bed.NewBuild();
        var later = await _bed.DoneAsync(new IbmIamToken());

        Assert.Equal((false, true, true), (first.FromCache, second.FromCache, later.FromCache));
        Assert.Equal((first.AccessToken, first.AccessToken), (second.AccessToken, later.AccessToken));
        Assert.Equal(1, _bed.Exchanges);
    }

    [Fact]
    public async Task The_tasks_of_a_build_share_what_no_other_build_may_have()
    {
        await _bed.DoneAsync(new IbmIamToken { TokenCache = "process" });
        Assert.True((await _bed.DoneAsync(new IbmIamToken { TokenCache = "process" })).FromCache);

        _bed.Engine = _bed.NewBuild();
        Assert.False((await _bed.DoneAsync(new IbmIamToken { TokenCache = "process" })).FromCache);
    }

    [Fact]
    public void Before_it_ran_there_is_nothing_to_hand_out()
    {
        var task = new IbmIamToken { BuildEngine = _bed.Engine };

        Assert.Equal((null, null, null, null), (task.AccessToken, task.AuthorizationHeader, task.ExpiresAt, task.Source));
        Assert.Equal((0, false, null), (task.ExpiresIn, task.FromCache, task.TokenItem));
        Assert.Equal((null, null), (task.TokenFile, task.AuthorizationHeaderFile));
        Assert.Empty(_bed.Engine.Registered);
    }

    [Fact]
    public void An_engine_that_knows_no_global_properties_gets_its_token_too() =>
        Assert.True(new IbmIamToken { BuildEngine = OlderEngine.Before(_bed.Engine) }.Execute(), _bed.Engine.Log);

    [Fact]
    public async Task A_refusal_is_an_error_with_its_code_and_where_to_read_of_it()
    {
        _bed["IBMCLOUD_API_KEY"] = "wrong-" + Guid.NewGuid();

        Assert.StartsWith("IBMIAM3001: ", await _bed.FailsAsync(new IbmIamToken()), StringComparison.Ordinal);
        Assert.DoesNotContain(_bed["IBMCLOUD_API_KEY"]!, _bed.Engine.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_engine_tells_stands_in_the_log_at_its_importance()
    {
        await _bed.DoneAsync(new IbmIamToken());
        Assert.Contains(_bed.Engine.Messages, m => m.Importance == MessageImportance.High && m.Message!.Contains("IBMCLOUD_API_KEY", StringComparison.Ordinal));

        _bed.Engine = _bed.NewBuild();
        await _bed.DoneAsync(new IbmIamToken());
        Assert.Contains(_bed.Engine.Messages, m => m.Importance == MessageImportance.Low);
    }

    [Fact]
    public async Task A_warning_of_the_engine_is_one_of_the_build_with_its_code()
    {
        _bed["IBMIAM_CACHE_DIR"] = _bed.File("in-the-way", "");

        await _bed.DoneAsync(new IbmIamToken());

        var warning = Assert.Single(_bed.Engine.Warnings);
        Assert.Matches("^IBMIAM2012$", warning.Code);
        Assert.Contains("in-the-way", warning.Message, StringComparison.Ordinal);
        Assert.Equal("https://www.nuget.org/packages/IbmIam.MSBuild#" + warning.Code, warning.HelpLink);
    }

    [Fact]
    public async Task A_cancelled_task_ends_at_once_without_an_error()
    {
        using var held = iam.Faults.Next().For(_bed.Identity).Hold();
        var task = new IbmIamToken();
        var running = _bed.RunAsync(task);
        await held.Arrived.WaitAsync(Bed.Soon, TestContext.Current.CancellationToken);

        task.Cancel();

        Assert.False(await running);
        Assert.Empty(_bed.Engine.Errors);
        Assert.Null(task.AccessToken);
    }

    [Fact]
    public async Task A_task_that_was_cancelled_before_it_began_asks_nobody()
    {
        var task = new IbmIamToken();
        task.Cancel();

        Assert.False(await _bed.RunAsync(task));
        Assert.Equal("", _bed.Engine.Log);
        Assert.Equal(0, _bed.Exchanges);
    }

    [Fact]
    public async Task The_deadline_ends_a_wait_for_IAM_with_an_error()
    {
        using var held = iam.Faults.Next().For(_bed.Identity).Hold();
        var time = new StoppedTime();
        var failing = _bed.FailsAsync(new IbmIamToken { Timeout = "5", Time = time });
        await held.Arrived.WaitAsync(Bed.Soon, TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(5));

        Assert.StartsWith("IBMIAM4002: ", await failing, StringComparison.Ordinal);
        Assert.Contains("Waiting for ", _bed.Engine.Log, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();
}
