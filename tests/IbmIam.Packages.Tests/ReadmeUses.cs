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
        await using var iam = FakeIamServer.Start(o => o.KeyProtect = true);
        using var sandbox = new Sandbox(packages).With(iam.Environment);
        sandbox.Environment["KEY_PROTECT_URL"] = iam.Url;
        sandbox.Environment["KEY_PROTECT_INSTANCE"] = Guid.NewGuid().ToString();
        sandbox.Write("Deployment.csproj", Block("xml", "<IbmIamToken"));

        var build = (await sandbox.DotNetAsync("build", "-t:Deploy")).ShouldSucceed();

        Assert.Contains("Deploying with a token from API key in variable IBMCLOUD_API_KEY", build.Output, StringComparison.Ordinal);
        Assert.Contains("\"resources\"", await File.ReadAllTextAsync(Path.Combine(sandbox.Folder, "keys.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Single(iam.Requests.Tokens);
    }

    [Fact]
    public async Task The_test_suite_passes()
    {
        using var sandbox = new Sandbox(packages, publicPackages: true);
        sandbox.Write("Tokens.cs", Block("csharp", "FakeIamServer"));
        sandbox.Write("YourDeployment.cs", """
            public static class YourDeployment
            {
                public static async Task RunAsync(string iam, string apiKey)
                {
                    using var http = new HttpClient();
                    using var form = new FormUrlEncodedContent([new("grant_type", "urn:ibm:params:oauth:grant-type:apikey"), new("apikey", apiKey)]);
                    while (!(await http.PostAsync(iam + "/identity/token", form)).IsSuccessStatusCode)
                    {
                    }
                }
            }
            """);
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
                <Using Include="Xunit" />
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

    [Fact]
    public void Each_quick_start_is_of_at_most_ten_lines_and_the_whole_under_250()
    {
        Assert.All(_blocks, block => Assert.InRange(block.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 10));
        Assert.InRange(Markdown.Read("README.md").Split('\n').Length, 100, 250);
    }

    private static string Block(string language, string holding) =>
        _blocks.Single(b => b.Language == language && b.Text.Contains(holding, StringComparison.Ordinal)).Text;
}
