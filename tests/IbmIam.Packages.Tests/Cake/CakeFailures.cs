using System.Collections.Concurrent;
using System.Diagnostics;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace IbmIam.Packages.Tests;

/// <summary>What a script's user sees when there is no token: one line with a code and the next step, and a failed build.</summary>
public sealed class CakeFailures(Packages packages)
{
    private const string Deploy = """
        Task("Deploy").Does(() => Information("{0}", IbmIamToken()));
        RunTarget("Deploy");
        """;

    [Fact]
    public async Task A_wrong_key_says_so_and_fails_the_build()
    {
        await using var script = new CakeScript(packages, Deploy);
        script.Sandbox.Environment["IBMCLOUD_API_KEY"] = "no-such-key-at-all";

        var run = (await script.RunAsync()).ShouldFail();

        Assert.Matches("(?m)^Error: IBMIAM3\\d\\d\\d: .*BXNIM0415E", run.Output);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("no-such-key-at-all", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_of_a_variable_that_is_not_set_is_told_by_its_setting()
    {
        await using var script = new CakeScript(packages, """
            Task("Deploy").Does(() => IbmIamToken(s => s.WithApiKey(EnvironmentVariable("NOT_SET_ANYWHERE")).WithClientId("mine").WithClientSecret(null)));
            RunTarget("Deploy");
            """);

        var run = (await script.RunAsync()).ShouldFail();

        Assert.Matches("(?m)^Error: IBMIAM1005: .*ApiKey is blank.*ClientSecret is blank", run.Output);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_told_with_its_code()
    {
        await using var script = new CakeScript(packages, """
            Task("Deploy").Does(() =>
            {
                System.IO.File.WriteAllText("in-the-way", "");
                IbmIamTokenToFile("in-the-way/token.json");
            });
            RunTarget("Deploy");
            """);

        var run = (await script.RunAsync()).ShouldFail();

        Assert.Matches("(?m)^Error: IBMIAM7001: IbmIamTokenToFile can't write .*/in-the-way/token\\.json: .*\\. Use a path", run.Output);
    }

    [Fact]
    public async Task No_credential_lists_where_it_was_looked_for()
    {
        await using var script = new CakeScript(packages, Deploy);
        script.Sandbox.Environment["IBMCLOUD_API_KEY"] = null;

        var run = (await script.RunAsync()).ShouldFail();

        Assert.Matches("(?m)^Error: IBMIAM5\\d\\d\\d: .*IBMCLOUD_API_KEY.*IC_API_KEY", run.Output);
    }

    [Fact]
    public async Task An_IAM_that_is_down_fails_within_the_timeout_and_a_script_can_catch_it()
    {
        await using var script = new CakeScript(packages, """
            Task("Deploy").Does(async () =>
            {
                try
                {
                    using var http = IbmIamHttpClient(s => s.WithTimeout(TimeSpan.FromSeconds(1)));
                    await http.GetAsync("https://localhost/never-reached");
                }
                catch (CakeException e) when (e.InnerException is IamException { Failure: IamFailure.Unreachable } inner)
                {
                    Information("caught {0}", inner.Code);
                }

                IbmIamToken(s => s.WithTimeout(TimeSpan.FromSeconds(1)));
            });
            RunTarget("Deploy");
            """);
        script.Sandbox.Environment["IBMCLOUD_IAM_API_ENDPOINT"] = "http://127.0.0.1:9";

        var run = (await script.RunAsync()).ShouldFail();

        Assert.Matches("caught IBMIAM4\\d\\d\\d", run.Output);
        Assert.Matches("(?m)^Error: IBMIAM4\\d\\d\\d: .*127.0.0.1:9", run.Output);
    }

    [Fact]
    public async Task The_client_sends_the_token_to_no_stranger()
    {
        await using var script = new CakeScript(packages, """
            Task("Deploy").DoesForEach(new[] { "http://stranger.example/", EnvironmentVariable("IBMCLOUD_IAM_API_ENDPOINT") + "/moved" }, async url =>
            {
                using var http = IbmIamHttpClient();
                try
                {
                    await http.GetAsync(url);
                    Information("delivered {0}", url);
                }
                catch (CakeException e)
                {
                    Information("kept: {0}", e.Message);
                }
            });
            RunTarget("Deploy");
            """);
        script.Iam.Server.Given(Request.Create().WithPath("/moved"))
            .RespondWith(Response.Create().WithStatusCode(302).WithHeader("Location", script.Iam.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/there"));
        var strayed = new ConcurrentQueue<string>();
        script.Iam.Server.Given(Request.Create().WithPath("/there")).RespondWith(Response.Create().WithCallback(sent =>
        {
            strayed.Enqueue(sent.Path);
            return new ResponseMessage { StatusCode = 200 };
        }));

        var run = (await script.RunAsync()).ShouldSucceed();

        Assert.Matches("kept: IBMIAM1\\d\\d\\d: .*stranger.example", run.Output);
        Assert.Matches("kept: IBMIAM3\\d\\d\\d: .*localhost", run.Output);
        Assert.DoesNotContain("delivered", run.Output, StringComparison.Ordinal);
        Assert.Empty(strayed);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_waiting_script_at_once()
    {
        await using var script = new CakeScript(packages, Deploy);
        using var hold = script.Iam.HoldNext();
        using var cake = await script.StartInTerminalAsync();
        var read = Task.WhenAll(cake.StandardOutput.ReadToEndAsync(Stop), cake.StandardError.ReadToEndAsync(Stop));
        await hold.Arrived.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Stop);

        using var kill = Process.Start("kill", ["-INT", "--", "-" + cake.Id]);
        await kill.WaitForExitAsync(Stop);
        await cake.WaitForExitAsync(Stop).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Stop);

        Assert.NotEqual(0, cake.ExitCode);
        Assert.DoesNotContain(script.Iam.ApiKey, string.Concat(await read), StringComparison.Ordinal);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
