using System.Text;

namespace IbmIam.Packages.Tests;

/// <summary>What a person sees at normal verbosity: one line about the token, and one where someone waits.</summary>
public sealed class CakeReports(Packages packages)
{
    private const string Deploy = """
        Task("Deploy").DoesForEach(Enumerable.Range(0, 5), _ => IbmIamAuthorizationHeader());
        RunTarget("Deploy");
        """;

    [Fact]
    public async Task One_line_tells_whose_token_it_is_how_long_it_lives_and_where_it_came_from()
    {
        await using var script = new CakeScript(packages, Deploy);

        var first = (await script.RunAsync()).ShouldSucceed();
        var second = (await script.RunAsync()).ShouldSucceed();
        var quiet = (await script.RunAsync("--verbosity=minimal")).ShouldSucceed();

        var identity = $"IBM Cloud IAM token for {script.Iam.DefaultServiceId.Id} (default), ";
        Assert.Matches($"^{Pattern(identity)}(60|59) min left, from IAM \\(.*IBMCLOUD_API_KEY.*\\)$", Assert.Single(Lines(first.Output)));
        Assert.Matches($"^{Pattern(identity)}(60|59|58) min left, from cache \\(.*IBMCLOUD_API_KEY.*\\)$", Assert.Single(Lines(second.Output)));
        Assert.Empty(Lines(quiet.Output));
    }

    [Fact]
    public async Task A_wait_of_more_than_two_seconds_says_for_whom_and_how_long_it_may_last()
    {
        await using var script = new CakeScript(packages, Deploy);
        using var hold = script.Iam.HoldNext();
        using var cake = await script.StartAsync();
        var errors = cake.StandardError.ReadToEndAsync(Stop);

        var said = new StringBuilder();
        while (await cake.StandardOutput.ReadLineAsync(Stop).AsTask().WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, Stop) is { } line)
        {
            said.AppendLine(line);
            if (line.StartsWith("Waiting for ", StringComparison.Ordinal))
            {
                hold.Release();
            }
        }

        await cake.WaitForExitAsync(Stop);

        Assert.True(cake.ExitCode == 0, said + await errors);
        Assert.Matches($"^Waiting for IAM at {Pattern(new Uri(script.Iam.Url).Authority)} to answer, up to 5[0-8] s more\\.$", Assert.Single(Lines(said.ToString(), "Waiting for")));
        Assert.Single(Lines(said.ToString()));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Pattern(string text) => System.Text.RegularExpressions.Regex.Escape(text);

    private static string[] Lines(string output, string start = "IBM Cloud IAM token") =>
        [.. output.Split('\n').Select(l => l.TrimEnd('\r')).Where(l => l.StartsWith(start, StringComparison.Ordinal))];
}
