namespace IbmIam.Packages.Tests.Documents;

/// <summary>The fake in other test frameworks, as the page shows it: one project with the three adapters runs them all.</summary>
public sealed class TestingFrameworks(Packages packages)
{
    [Fact]
    public async Task The_fake_is_a_fixture_of_xunit_2_and_lives_in_NUnit_and_MSTest()
    {
        using var sandbox = new Sandbox(packages, publicPackages: true);
        // These adapters are for the older test platform; the sandbox's own file asks for the newer one.
        sandbox.Write("global.json", "{}");
        sandbox.Write("Suite.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <!-- One of them would put its own namespace into every file. -->
                <ImplicitUsings>disable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="IbmIam.Testing" Version="{packages.Version}" />
                <PackageReference Include="Microsoft.NET.Test.Sdk" Version="18.11.0" />
                <PackageReference Include="xunit" Version="2.9.3" />
                <PackageReference Include="xunit.runner.visualstudio" Version="4.0.1" />
                <PackageReference Include="NUnit" Version="4.6.1" />
                <PackageReference Include="NUnit3TestAdapter" Version="6.3.1" />
                <PackageReference Include="MSTest.TestFramework" Version="4.5.3" />
                <PackageReference Include="MSTest.TestAdapter" Version="4.5.3" />
              </ItemGroup>
            </Project>
            """);
        var blocks = Markdown.Blocks("docs/testing-library.md").Where(b => b.Mark("test") == nameof(TestingFrameworks)).ToArray();
        Assert.Equal(3, blocks.Length);
        foreach (var (index, block) in blocks.Index())
        {
            sandbox.Write($"Block{index}.cs", block.Text);
        }

        var test = (await sandbox.DotNetAsync("test", "--logger", "console;verbosity=normal")).ShouldSucceed();

        Assert.Matches(@"Total tests: 3\s+Passed: 3", test.Output);
    }
}
