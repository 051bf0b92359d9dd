using System.Globalization;
using System.Text.RegularExpressions;

namespace IbmIam.Packages.Tests.Documents;

/// <summary>The page of the fake as a library: its examples are one test suite, each block a file as it stands there.</summary>
public sealed partial class TestingLibrary(Packages packages)
{
    private const string Page = "docs/testing-library.md";

    private static readonly MarkdownBlock[] _blocks = [.. Markdown.Blocks(Page).Where(b => b.Mark("test") == nameof(TestingLibrary))];

    [Fact]
    public async Task Every_example_is_a_test_that_passes()
    {
        using var sandbox = new Sandbox(packages, publicPackages: true);
        sandbox.Write("Suite.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <UseMicrosoftTestingPlatformRunner>true</UseMicrosoftTestingPlatformRunner>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Microsoft.Extensions.TimeProvider.Testing" Version="10.11.0" />
                <PackageReference Include="xunit.v3" Version="4.0.2" />
              </ItemGroup>
            </Project>
            """);
        (await sandbox.ShellAsync(Assert.Single(_blocks, b => b.Language == "sh").Text)).ShouldSucceed();
        foreach (var (index, block) in _blocks.Where(b => b.Language == "csharp").Index())
        {
            sandbox.Write($"Block{index}.cs", block.Text);
        }

        // The page's own document shows two lines of a test.
        sandbox.Write("Page.cs", "public class Page\n{\n[Fact]\npublic async Task Is_served()\n{\n" + Assert.Single(Markdown.Blocks("docs/testing-page.md")).Text + "}\n}\n");

        var test = (await sandbox.DotNetAsync("test")).ShouldSucceed();

        var facts = (1 + _blocks.Sum(b => Fact().Count(b.Text))).ToString(CultureInfo.InvariantCulture);
        Assert.Matches($"succeeded: {facts}\\b", test.Output);
    }

    [Fact]
    public void Every_fault_has_its_row()
    {
        string[] faults = [.. Names.Api("IbmIam.Testing.Protocol").Select(l => Fault().Match(l)).Where(m => m.Success)
            .Select(m => m.Groups["name"].Value).Except(["When", "For", "On", "ToString"])];
        var page = Markdown.Prose(Page);

        Assert.NotEmpty(faults);
        Assert.All(faults, fault => Assert.Contains($"`{fault}(", page, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^ *\[Fact\]", RegexOptions.Multiline)]
    private static partial Regex Fact();

    [GeneratedRegex(@"IbmIam\.Testing\.FaultRule\.(?<name>\w+)\(", RegexOptions.ExplicitCapture)]
    private static partial Regex Fault();
}
