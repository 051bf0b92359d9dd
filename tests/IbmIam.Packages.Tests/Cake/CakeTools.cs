using System.Text.RegularExpressions;

namespace IbmIam.Packages.Tests;

/// <summary>Tools that a script runs by their aliases, with a token in their environment.</summary>
public sealed partial class CakeTools(Packages packages)
{
    private const string ByAlias = """
        Task("Deploy").Does(() =>
        {
            string Hash(string text) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

            var shared = new Dictionary<string, string> { ["GREETING"] = "hello" };
            var tool = new DotNetRunSettings { NoBuild = true, EnvironmentVariables = shared };
            Information("the same settings: {0}", ReferenceEquals(tool, WithIbmIamToken(tool)));
            DotNetRun("deploy", tool);
            DotNetRun("deploy", new DotNetRunSettings { NoBuild = true, EnvironmentVariables = shared });
            Information("script: {0}", Hash(IbmIamToken().AccessToken));

            ProcessSettings process = WithIbmIamToken(new ProcessSettings());
            Information("a process: {0}", Hash(process.EnvironmentVariables["IBM_ACCESS_TOKEN"]));
            DotNetRun("deploy", WithIbmIamToken(new DotNetRunSettings { NoBuild = true, EnvironmentVariables = null }, s => s.WithChildVariable("GREETING")));
        });
        RunTarget("Deploy");
        """;

    // The parent's key is in a variable that no child searches.
    private const string Handing = """
        Task("Deploy").DoesForEach(new[] { "IBM_ACCESS_TOKEN", "IBMCLOUD_IAM_TOKEN" }, variable =>
        {
            void Handing(IbmIamSettings settings) => settings.WithApiKeyVariable("DEPLOY_API_KEY").WithChildVariable(variable);

            var cake = new DotNetToolSettings { ArgumentCustomization = a => a.Append("child.cake").Append("--verbosity=diagnostic") };
            DotNetTool("cake", WithIbmIamToken(cake, Handing));
            DotNetMSBuild("child/child.csproj", WithIbmIamToken(new DotNetMSBuildSettings().WithTarget("Found"), Handing));
        });
        RunTarget("Deploy");
        """;

    [Fact]
    public async Task Have_the_token_in_their_environment_and_neither_in_their_arguments_nor_in_the_log()
    {
        await using var script = new CakeScript(packages, ByAlias);
        await WriteDeployAsync(script);

        var run = (await script.RunAsync("--verbosity=diagnostic")).ShouldSucceed();

        var hash = ScriptsHash().Match(run.Output).Groups["hash"].Value;
        Assert.Equal(
            [$"IBM_ACCESS_TOKEN {hash}, GREETING hello", "IBM_ACCESS_TOKEN none, GREETING hello", $"IBM_ACCESS_TOKEN none, GREETING {hash}"],
            Deployed().Matches(run.Output).Select(m => m.Groups["found"].Value));
        Assert.Contains("the same settings: True", run.Output, StringComparison.Ordinal);
        Assert.Contains("a process: " + hash, run.Output, StringComparison.Ordinal);
        // So a token in a tool's arguments would have been shown.
        Assert.Matches("Executing: .*dotnet.* run --project .*deploy", run.Output);
        Assert.DoesNotContain("eyJ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(script.Iam.ApiKey, run.Output, StringComparison.Ordinal);
        Assert.Single(script.Iam.Requests.Tokens);
    }

    [Fact]
    public async Task That_search_a_credential_take_the_token_handed_to_them_in_the_variable_that_they_search()
    {
        await using var script = new CakeScript(packages, Handing);
        var deployer = script.Iam.AddServiceId("deployer");
        script.Sandbox.Environment["IBMCLOUD_API_KEY"] = null;
        script.Sandbox.Environment["DEPLOY_API_KEY"] = deployer.ApiKey;
        script.Sandbox.Write("child.cake", CakeScript.Addin + """
            string Found(Action<IbmIamSettings> configure)
            {
                try
                {
                    var token = IbmIamToken(configure);
                    return $"{token.Identity} by {token.Source}";
                }
                catch (CakeException e)
                {
                    return ((IamException)e.InnerException).Code;
                }
            }

            Information("script found {0}", Found(_ => { }));
            Information("script named {0}", Found(s => s.WithTokenVariable("IBM_ACCESS_TOKEN")));
            """);
        script.Sandbox.Write("child/child.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="IbmIam.MSBuild" Version="{packages.Version}" /></ItemGroup>
              <Target Name="Found">
                <IbmIamToken ContinueOnError="true"><Output TaskParameter="Source" PropertyName="Found" /></IbmIamToken>
                <IbmIamToken ContinueOnError="true" TokenVariable="IBM_ACCESS_TOKEN"><Output TaskParameter="Source" PropertyName="Named" /></IbmIamToken>
                <Message Importance="high" Text="build found $(Found)" />
                <Message Importance="high" Text="build named $(Named)" />
              </Target>
            </Project>
            """);
        (await script.Sandbox.DotNetAsync("restore", "child", "-v:q")).ShouldSucceed();

        var run = (await script.RunAsync()).ShouldSucceed();

        var who = $"{deployer.Id} (deployer)";
        const string Handed = "token in variable IBMCLOUD_IAM_TOKEN";
        const string Named = "token in variable IBM_ACCESS_TOKEN";
        Assert.Equal(
            ["script found IBMIAM5001", $"script named {who} by {Named}", "build found", $"build named {Named}", $"script found {who} by {Handed}", "script named IBMIAM1002", $"build found {Handed}", "build named"],
            ChildsLine().Matches(run.Output).Select(m => m.Value.Trim()));
        Assert.Single(script.Iam.Requests.Tokens);
        Assert.DoesNotContain("eyJ", run.Output, StringComparison.Ordinal);
    }

    /// <summary>Writes and builds the project <c>deploy</c>, which says what it found in its environment.</summary>
    internal static async Task WriteDeployAsync(CakeScript script)
    {
        script.Sandbox.Write("deploy/deploy.csproj", CakeHost.Project("<OutputType>Exe</OutputType>", privateCake: true, ""));
        script.Sandbox.Write("deploy/Program.cs", """
            using System.Security.Cryptography;
            using System.Text;

            string Found(string variable) => Environment.GetEnvironmentVariable(variable) is not { } value ? "none"
                : value.StartsWith("ey") ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(value))) : value;

            Console.WriteLine($"deploy: IBM_ACCESS_TOKEN {Found("IBM_ACCESS_TOKEN")}, GREETING {Found("GREETING")}.{Environment.CommandLine}");
            """);
        (await script.Sandbox.DotNetAsync("build", "deploy", "-v:q")).ShouldSucceed();
    }

    [GeneratedRegex("^script: (?<hash>[0-9A-F]{64})", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex ScriptsHash();

    [GeneratedRegex("^deploy: (?<found>[^.]*)\\.", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Deployed();

    [GeneratedRegex("^ *(script|build) (found|named).*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex ChildsLine();
}
