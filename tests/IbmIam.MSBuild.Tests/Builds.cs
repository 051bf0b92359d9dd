using IbmIam.MSBuild.Hosting;
using IbmIam.MSBuild.Tests.Infra;
using IbmIam.Testing;
using Microsoft.Build.Framework;
using TaskLoggingHelper = Microsoft.Build.Utilities.TaskLoggingHelper;

namespace IbmIam.MSBuild.Tests;

/// <summary>What stands between the tasks and MSBuild: what a build holds, masks, logs and sets.</summary>
public sealed class Builds(FakeIamServer iam) : IDisposable
{
    // A minute and the grace that those give who wait for another's exchange.
    private static readonly TimeSpan _untilAnotherAnswers = TimeSpan.FromSeconds(62);

    private readonly Bed _bed = new(iam);

    [Fact]
    public void A_build_holds_one_object_until_its_end()
    {
        var held = BuildLifetime.Of(_bed.Engine);

        Assert.Same(held, BuildLifetime.Of(_bed.Engine));
        Assert.NotSame(held, BuildLifetime.Of(_bed.NewBuild()));
        var (key, registered) = Assert.Single(_bed.Engine.Registered);
        Assert.Matches("^IbmIam.MSBuild [0-9a-f-]{36}$", (string)key);
        Assert.Equal((held, RegisteredTaskObjectLifetime.Build, false), registered);
    }

    [Fact]
    public async Task Tasks_that_begin_together_find_the_same()
    {
        using var start = new Barrier(4);
        var found = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            start.SignalAndWait(TestContext.Current.CancellationToken);
            return BuildLifetime.Of(_bed.Engine);
        })));

        Assert.Single(found.Distinct());
    }

    [Theory]
    [InlineData("GITHUB_ACTIONS", "true", "::add-mask::")]
    [InlineData("GITHUB_ACTIONS", "TRUE", "::add-mask::")]
    [InlineData("TF_BUILD", "True", "##vso[task.setsecret]")]
    [InlineData("TF_BUILD", "no", null)]
    [InlineData("GITHUB_ACTIONS", "", null)]
    public async Task On_CI_the_token_is_masked_once_in_a_build_and_in_no_log(string variable, string value, string? command)
    {
        _bed[variable] = value;
        using var said = new StandardError();

        var token = (await _bed.DoneAsync(new IbmIamToken())).AccessToken;
        var line = command is null ? "" : command + token + Environment.NewLine;
        Assert.Equal(line, said.Text);
        await _bed.DoneAsync(new IbmIamToken());

        Assert.Equal(line, said.Text);
        Assert.DoesNotContain(token!, _bed.Engine.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Masking_may_be_turned_off()
    {
        _bed["GITHUB_ACTIONS"] = "true";
        using var said = new StandardError();

        await _bed.DoneAsync(new IbmIamToken { MaskInBuildLog = false });

        Assert.Equal("", said.Text);
    }

    [Theory]
    [InlineData("ABCZabcz0189-._~+/=", true)]
    [InlineData("a\nb", false)]
    [InlineData("a b", false)]
    [InlineData("a%0Ab", false)]
    [InlineData("a]b", false)]
    public void What_is_no_token_goes_into_no_command(string token, bool announced)
    {
        _bed["GITHUB_ACTIONS"] = "true";
        using var said = new StandardError();

        BuildLogMask.Announce(token);

        Assert.Equal(announced ? "::add-mask::" + token + Environment.NewLine : "", said.Text);
    }

    [Fact]
    public void A_task_that_is_over_logs_nothing_more()
    {
        var log = new TaskIamLog(new TaskLoggingHelper(_bed.Engine, "IbmIamToken"));
        log.Detail("{0} is detail");
        log.Information("{0} is information");
        log.Warning("IBMIAM5000", "{0} is a warning");
        log.Close();

        log.Detail("late");
        log.Information("late");
        log.Warning("IBMIAM5000", "late");

        Assert.Equal("{0} is detail\n{0} is information\nwarning IBMIAM5000: {0} is a warning", _bed.Engine.Log);
        Assert.Equal([MessageImportance.Low, MessageImportance.High], _bed.Engine.Messages.Select(m => m.Importance));
    }

    [Fact]
    public async Task An_exchange_that_outlives_its_task_does_not_log_for_it()
    {
        using var hold = iam.Faults.Next().For(_bed.Identity).Hold();
        var over = _bed.Engine;
        var first = new IbmIamToken { TokenCache = "process" };
        var cancelled = _bed.RunAsync(first);
        await hold.Arrived.WaitAsync(Bed.Soon, TestContext.Current.CancellationToken);
        _bed.Engine = _bed.NewBuild();
        _bed.Engine.Registered.Add(over.Registered.Single().Key, over.Registered.Single().Value);
        var time = new StoppedTime();
        var second = _bed.RunAsync(new IbmIamToken { TokenCache = "process", Time = time });
        await time.WaitBeganAsync(_untilAnotherAnswers);
        first.Cancel();
        Assert.False(await cancelled);
        var before = over.Log;

        hold.Release();

        Assert.True(await second, _bed.Engine.Log);
        Assert.Equal(1, _bed.Exchanges);
        Assert.Equal(before, over.Log);
    }

    [Fact]
    public async Task The_variable_for_children_is_set_without_a_word()
    {
        _bed["IBM_TEST_TOKEN"] = null;

        await _bed.DoneAsync(new IbmIamSetEnvironment { Name = "IBM_TEST_TOKEN", Value = "the token" });

        Assert.Equal("the token", _bed["IBM_TEST_TOKEN"]);
        Assert.Equal("", _bed.Engine.Log);
    }

    public void Dispose() => _bed.Dispose();

    private sealed class StandardError : IDisposable
    {
        private readonly StringWriter _said = new();
        private readonly Action _restore;

        public StandardError()
        {
            var before = Console.Error;
            _restore = () => Console.SetError(before);
            Console.SetError(_said);
        }

        public string Text => _said.ToString();

        public void Dispose()
        {
            _restore();
            _said.Dispose();
        }
    }
}
