using System.Text.RegularExpressions;

namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>Properties given with <c>-p:</c>: the target takes them all, a call of one's own is told of those that it leaves out.</summary>
public sealed partial class GivenProperties(Packages packages)
{
    [Theory]
    [InlineData("Core")]
    [InlineData("Full")]
    public async Task A_call_that_leaves_one_out_is_warned_of_and_the_targets_is_not(string runtime)
    {
        Needs.Unix();
        using var deployment = Project();
        string[] arguments = ["msbuild", "p.proj", "-p:IbmIamUrl=" + deployment.Iam.Url, "-p:_IbmIamMSBuildRuntime=" + runtime];

        var own = (await deployment.Sandbox.DotNetAsync([.. arguments, "-t:Own"])).ShouldSucceed();
        var other = (await deployment.Sandbox.DotNetAsync([.. arguments, "-t:Child", "-warnaserror"])).ShouldSucceed();

        Assert.Single(Regex.Matches(own.Output, @"p\.proj\(\d+,\d+\): warning IBMIAM2003: IbmIamUrl is a global property"));
        Assert.DoesNotContain("IBMIAM2003", other.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_target_leaves_none_out_when_all_are_given()
    {
        using var deployment = Project();
        var all = Property().Matches(await File.ReadAllTextAsync(packages.Build + ".targets", TestContext.Current.CancellationToken)).Select(m => m.Groups[1].Value).Distinct().ToArray();
        Assert.True(all.Length > 25);

        var build = await deployment.Sandbox.DotNetAsync(["msbuild", "p.proj", "-t:GetIbmAccessToken", .. all.Select(name => $"-p:{name}={(Switch().IsMatch(name) ? name == "IbmIamMaskInBuildLog" ? "false" : "true" : "x")}")]);

        // It got as far as the warnings.
        Assert.Contains("warning IBMIAM2002: ", build.ShouldFail().Output, StringComparison.Ordinal);
        Assert.DoesNotContain("IBMIAM2003", build.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_finds_the_token_in_a_variable_that_it_searches_and_no_log_does()
    {
        Needs.Unix();
        using var deployment = Project();

        var build = (await deployment.Sandbox.DotNetAsync("msbuild", "p.proj", "-t:Child", "-bl:p.binlog", "-v:diag")).ShouldSucceed();

        Assert.Contains("from token in variable IC_IAM_TOKEN", build.Output, StringComparison.Ordinal);
        Assert.Contains("from token in variable IBM_ACCESS_TOKEN", build.Output, StringComparison.Ordinal);
        Assert.Empty(deployment.Secrets.InText("console", build.Output));
        Assert.Empty(deployment.Secrets.InBinaryLog(Path.Combine(deployment.Folder, "p.binlog")));
    }

    [GeneratedRegex(@"\$\((IbmIam\w+)\)")]
    private static partial Regex Property();

    [GeneratedRegex("IbmIam(Use|Mask|Write|FailOn|SetEnv)")]
    private static partial Regex Switch();

    private Deployment Project()
    {
        var deployment = new Deployment(packages);
        deployment.Sandbox.Write("p.proj", $"""
            <Project>
              <Import Project="{packages.Build}.props" />
              <Target Name="Own">
                <IbmIamToken />
                <IbmIamToken IamUrl="$(IbmIamUrl)" />
              </Target>
              <Target Name="Child" DependsOnTargets="GetIbmAccessToken">
                <IbmIamSetEnvironment Name="IC_IAM_TOKEN" Value="$(IbmAccessToken)" />
                <Exec Command="env -u IBMCLOUD_API_KEY dotnet msbuild p.proj -nologo -t:Who" />
                <Exec Command="dotnet msbuild p.proj -nologo -t:Who -p:IbmIamTokenVariable=IBM_ACCESS_TOKEN" />
              </Target>
              <Target Name="Who">
                <IbmIamToken TokenVariable="$(IbmIamTokenVariable)"><Output TaskParameter="Source" PropertyName="Source" /></IbmIamToken>
                <Message Importance="high" Text="from $(Source)" />
              </Target>
              <Import Project="{packages.Build}.targets" />
            </Project>
            """);
        return deployment;
    }
}
