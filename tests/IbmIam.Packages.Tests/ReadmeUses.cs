using IbmIam.Testing;

namespace IbmIam.Packages.Tests;

/// <summary>The three uses that the README shows, each run as written.</summary>
public sealed class ReadmeUses(Packages packages)
{
    private static readonly IReadOnlyList<MarkdownBlock> _blocks = Markdown.Blocks("README.md");

    [Fact]
    public async Task The_Cake_script_gets_a_token()
    {
        await using var iam = FakeIamServer.Start();
        using var sandbox = new Sandbox(packages, publicPackages: true).With(iam.Environment);
        sandbox.Write("build.cake", Block("csharp", "#addin"));
        sandbox.Write(".config/dotnet-tools.json", File.ReadAllText(Path.Combine(Packages.RepositoryRoot, ".config/dotnet-tools.json")));
        (await sandbox.DotNetAsync("tool", "restore")).ShouldSucceed();

        var run = (await sandbox.DotNetAsync("cake")).ShouldSucceed();

        Assert.Contains("Deploying with a Bearer from", run.Output, StringComparison.Ordinal);
        Assert.Single(iam.Requests.Tokens);
    }

    [Fact]
    public async Task The_project_gets_a_token()
    {
        await using var iam = FakeIamServer.Start();
        using var sandbox = new Sandbox(packages).With(iam.Environment);
        sandbox.Write("Deployment.csproj", Block("xml", "<IbmIamToken"));

        var build = (await sandbox.DotNetAsync("build", "-t:Deploy")).ShouldSucceed();

        Assert.Matches("A token for 3[56][0-9][0-9] s, from ", build.Output);
        Assert.Single(iam.Requests.Tokens);
    }

    [Fact]
    public async Task The_test_suite_passes()
    {
        using var sandbox = new Sandbox(packages, publicPackages: true);
        sandbox.Write("Tokens.cs", Block("csharp", "FakeIamServer"));
        sandbox.Write("Suite.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <ImplicitUsings>enable</ImplicitUsings>
                <UseMicrosoftTestingPlatformRunner>true</UseMicrosoftTestingPlatformRunner>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="IbmIam.Testing" Version="{packages.Version}" />
                <PackageReference Include="xunit.v3" Version="4.0.2" />
              </ItemGroup>
            </Project>
            """);

        var test = (await sandbox.DotNetAsync("test")).ShouldSucceed();

        Assert.Matches("succeeded: 1", test.Output);
    }

    [Fact]
    public void The_commands_are_those_of_the_build_script()
    {
        var targets = Block("sh", "./build.sh").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line["./build.sh --target ".Length..]);
        var script = File.ReadAllText(Path.Combine(Packages.RepositoryRoot, "build.cake"));

        Assert.All(targets, target => Assert.Contains($"Task(\"{target}\")", script, StringComparison.Ordinal));
    }

    private static string Block(string language, string holding) =>
        _blocks.Single(b => b.Language == language && b.Text.Contains(holding, StringComparison.Ordinal)).Text;
}
