namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>The traps of a property that is expanded where it is used: each row of the table in docs/msbuild.md.</summary>
public sealed class LazyProperty(LazyProperty.Solution solution) : IClassFixture<LazyProperty.Solution>
{
    private Deployment Deployment => solution.Deployment;

    private static readonly (string Written, string Test)[] _rows =
    [
        ("`<Target Condition=", nameof(A_condition_on_a_target_is_evaluated_before_its_dependencies)),
        ("`<PropertyGroup Condition=", nameof(Outside_of_targets_and_in_property_functions_it_is_its_own_text)),
        ("`$(IbmAccessToken.Length)`", nameof(Outside_of_targets_and_in_property_functions_it_is_its_own_text)),
        ("`Properties=\"T=$(IbmAccessToken)\"`", nameof(A_list_parameter_that_mixes_it_with_text_is_an_error_instead_of_a_leak)),
        ("`<PropertyGroup><T>$(IbmAccessToken)</T>", nameof(A_copy_in_another_property_is_logged)),
        ("`dotnet build -getProperty:", nameof(GetProperty_prints_its_text_and_not_the_token)),
        ("`<Exec Command=", nameof(A_command_that_holds_it_is_printed_when_it_fails_unless_it_is_not_to_be_echoed)),
    ];

    [Fact]
    public void Each_row_of_the_table_has_its_test() =>
        Assert.Collection(
            Markdown.Rows("docs/msbuild.md", "| you write |"),
            [.. _rows.Select(row => (Action<string[]>)(cells => Assert.StartsWith(row.Written, cells[0], StringComparison.Ordinal)))]);

    [Fact]
    public async Task A_condition_on_a_target_is_evaluated_before_its_dependencies()
    {
        var build = (await Deployment.BuildAsync("-t:Conditional")).ShouldSucceed();

        Assert.DoesNotContain("conditional ran", build.Output, StringComparison.Ordinal);
        Assert.Contains("on the task it ran", (await Deployment.BuildAsync("-t:OnTheTask")).ShouldSucceed().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_of_targets_and_in_property_functions_it_is_its_own_text()
    {
        var build = (await Deployment.BuildAsync("-t:Evaluated")).ShouldSucceed();

        Assert.Contains("evaluated: never empty, length 33", build.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ListOfExec")]
    [InlineData("ListOfMSBuild")]
    public async Task A_list_parameter_that_mixes_it_with_text_is_an_error_instead_of_a_leak(string target)
    {
        var build = (await Deployment.BuildAsync("-t:" + target, "-v:diag")).ShouldFail();

        Assert.Contains("error MSB4012", build.Output, StringComparison.Ordinal);
        Assert.Empty(Deployment.Secrets.InText("console", build.Output));
    }

    [Fact]
    public async Task A_copy_in_another_property_is_logged()
    {
        var build = (await Deployment.BuildAsync("-t:Copied", "-v:diag")).ShouldSucceed();

        Assert.NotEmpty(Deployment.Secrets.InText("console", build.Output));
    }

    [Fact]
    public async Task GetProperty_prints_its_text_and_not_the_token()
    {
        var build = (await Deployment.Sandbox.DotNetAsync("msbuild", "-getProperty:IbmAccessToken", "-t:OnTheTask")).ShouldSucceed();

        Assert.Contains("@(_IbmIamToken->'%(AccessToken)')", build.Output, StringComparison.Ordinal);
        Assert.Empty(Deployment.Secrets.InText("console", build.Output));
    }

    [Fact]
    public async Task A_command_that_holds_it_is_printed_when_it_fails_unless_it_is_not_to_be_echoed()
    {
        var echoed = (await Deployment.BuildAsync("-t:FailingCommand", "-v:q")).ShouldFail();
        var silent = (await Deployment.BuildAsync("-t:FailingCommand", "-v:q", "-p:EchoOff=true")).ShouldFail();

        Assert.NotEmpty(Deployment.Secrets.InText("console", echoed.Output));
        Assert.Empty(Deployment.Secrets.InText("console", silent.Output));
    }

    /// <summary>A project that steps into each trap.</summary>
    public sealed class Solution(Packages packages) : IAsyncLifetime
    {
        internal Deployment Deployment { get; } = new(packages);

        public async ValueTask InitializeAsync()
        {
            Deployment.Project("p.csproj", """
                <Target Name="Conditional" Condition="'$(IbmAccessToken)' != ''" DependsOnTargets="GetIbmAccessToken">
                  <Message Importance="high" Text="conditional ran" />
                </Target>
                <Target Name="OnTheTask" DependsOnTargets="GetIbmAccessToken">
                  <Message Condition="'$(IbmAccessToken)' != ''" Importance="high" Text="on the task it ran" />
                </Target>
                <PropertyGroup>
                  <Evaluated Condition="'$(IbmAccessToken)' != ''">never empty</Evaluated>
                </PropertyGroup>
                <Target Name="Evaluated" DependsOnTargets="GetIbmAccessToken">
                  <Message Importance="high" Text="evaluated: $(Evaluated), length $(IbmAccessToken.Length)" />
                </Target>
                <Target Name="ListOfExec" DependsOnTargets="GetIbmAccessToken">
                  <Exec Command="exit 0" EnvironmentVariables="TOKEN=$(IbmAccessToken)" />
                </Target>
                <Target Name="ListOfMSBuild" DependsOnTargets="GetIbmAccessToken">
                  <MSBuild Projects="$(MSBuildProjectFullPath)" Targets="GetIbmAccessToken" Properties="Token=$(IbmAccessToken)" />
                </Target>
                <Target Name="Copied" DependsOnTargets="GetIbmAccessToken">
                  <PropertyGroup>
                    <Copy>$(IbmAccessToken)</Copy>
                  </PropertyGroup>
                </Target>
                <Target Name="FailingCommand" DependsOnTargets="GetIbmAccessToken">
                  <Exec Command="false $(IbmAccessToken)" EchoOff="$(EchoOff)" />
                </Target>
                """);
            await Deployment.RestoreAsync("p.csproj");
        }

        public ValueTask DisposeAsync()
        {
            Deployment.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
