namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>
/// A solution as products have them: libraries for two target frameworks that build on each other and are packed, test
/// suites, programs, projects that compile nothing, and plain ones. One line of Directory.Build.props adds the package.
/// </summary>
internal sealed class ThirtyProjects : IDisposable
{
    public const int Libraries = 20;
    public const int Tests = 4;
    public const int Count = Libraries + Tests + 6;
    private readonly List<string> _projects = [];

    public ThirtyProjects(Packages packages)
    {
        Needs.Unix();
        Deployment = new Deployment(packages, publicPackages: true);
        var line = $"""<ItemGroup><PackageReference Include="IbmIam.MSBuild" Version="{packages.Version}" PrivateAssets="all" /></ItemGroup>""";
        Deployment.Sandbox.Write("Directory.Build.props", $"""
            <Project>
              <PropertyGroup>
                <LangVersion>latest</LangVersion>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RestoreUseStaticGraphEvaluation>true</RestoreUseStaticGraphEvaluation>
                <RunAnalyzersDuringBuild>false</RunAnalyzersDuringBuild>
              </PropertyGroup>
              {line}
            </Project>
            """);
        Deployment.Sandbox.Write("Directory.Build.targets", $"""
            <Project>
              {Deploy}
              <Target Name="TokenForTests" AfterTargets="Build" DependsOnTargets="GetIbmAccessToken" Condition="'$(IsTestProject)' == 'true' And '$(RunsTests)' == 'true'">
                <Touch Condition="'$(IbmAccessToken)' != ''" Files="$(MSBuildProjectDirectory)/had-a-token" AlwaysCreate="true" />
              </Target>
            </Project>
            """);
        AddLibraries();
        AddTests();
        AddOthers(packages);
        Deployment.Sandbox.Write("All.slnx", Solution(_projects));
        // The testing platform builds each project of a solution with a target that plain ones have not.
        Deployment.Sandbox.Write("Tests.slnx", Solution(_projects.Where(p => p.Contains("Suite", StringComparison.Ordinal))));
    }

    private const string Deploy = """
        <Target Name="Deploy" DependsOnTargets="GetIbmAccessToken">
          <Exec Command="test ${#IBM_ACCESS_TOKEN} -gt 100" />
          <IbmIamRequest Url="$(Service)/api/v2/keys" Headers="bluemix-instance: 9f8e7d6c-0000-4000-8000-000000000001" OutputFile="obj/keys.json" />
          <Message Importance="high" Text="deployed $(MSBuildProjectName)" />
        </Target>
        """;

    public Deployment Deployment { get; }

    public IEnumerable<string> TestFolders => Enumerable.Range(0, Tests).Select(test => Path.Combine(Deployment.Folder, "Suite" + test));

    public void Dispose() => Deployment.Dispose();

    private void AddLibraries()
    {
        for (var number = 0; number < Libraries; number++)
        {
            Add($"Library{number}", "Microsoft.NET.Sdk", $"""
                <PropertyGroup>
                  <TargetFrameworks>net10.0{(number % 2 == 0 ? ";netstandard2.0" : "")}</TargetFrameworks>
                </PropertyGroup>
                {(number < 4 ? "" : Reference(number % 2))}
                """);
            Deployment.Sandbox.Write($"Library{number}/Answer.cs", $"namespace Library{number};\n\npublic static class Answer {{ public static int Value => {number}; }}\n");
        }
    }

    private void AddTests()
    {
        for (var number = 0; number < Tests; number++)
        {
            Add($"Suite{number}", "Microsoft.NET.Sdk", $"""
                <PropertyGroup>
                  <TargetFramework>net10.0</TargetFramework>
                  <OutputType>Exe</OutputType>
                  <IsPackable>false</IsPackable>
                  <IsTestProject>true</IsTestProject>
                  <UseMicrosoftTestingPlatformRunner>true</UseMicrosoftTestingPlatformRunner>
                </PropertyGroup>
                <ItemGroup>
                  <PackageReference Include="xunit.v3" Version="4.0.2" />
                </ItemGroup>
                {Reference(number + 4)}
                """);
            Deployment.Sandbox.Write($"Suite{number}/Answers.cs", $"namespace Suite{number};\n\npublic class Answers {{ [Xunit.Fact] public void Is_right() => Xunit.Assert.Equal({number + 4}, Library{number + 4}.Answer.Value); }}\n");
        }
    }

    private void AddOthers(Packages packages)
    {
        for (var number = 0; number < 2; number++)
        {
            Add($"Program{number}", "Microsoft.NET.Sdk", $"""
                <PropertyGroup>
                  <TargetFramework>net10.0</TargetFramework>
                  <OutputType>Exe</OutputType>
                  <IsPackable>false</IsPackable>
                </PropertyGroup>
                {Reference(number + 8)}
                """);
            Deployment.Sandbox.Write($"Program{number}/Program.cs", $"System.Console.WriteLine(Library{number + 8}.Answer.Value);\n");
            Add($"Nothing{number}", "Microsoft.Build.NoTargets/3.7.0", """
                <PropertyGroup>
                  <TargetFramework>net10.0</TargetFramework>
                  <IsPackable>false</IsPackable>
                </PropertyGroup>
                """);
            var plain = $"Plain{number}/Plain{number}.proj";
            Deployment.Sandbox.Write(plain, $"""
                <Project>
                  <Import Project="{packages.Build}.props" />
                  <Target Name="Restore" />
                  <Target Name="Build" />
                  <Target Name="Pack" />
                  {Deploy}
                  <Import Project="{packages.Build}.targets" />
                </Project>
                """);
            _projects.Add($"""<Project Path="{plain}" Type="13B669BE-BB05-4DDF-9536-439F39A36129" />""");
        }
    }

    private static string Solution(IEnumerable<string> projects) => $"<Solution>{string.Concat(projects)}</Solution>";

    private void Add(string name, string sdk, string content)
    {
        Deployment.Sandbox.Write($"{name}/{name}.csproj", $"""<Project Sdk="{sdk}">{content}</Project>""");
        _projects.Add($"""<Project Path="{name}/{name}.csproj" />""");
    }

    private static string Reference(int library) => $"""<ItemGroup><ProjectReference Include="../Library{library}/Library{library}.csproj" /></ItemGroup>""";
}
