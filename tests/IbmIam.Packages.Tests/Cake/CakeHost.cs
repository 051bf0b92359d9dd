namespace IbmIam.Packages.Tests;

/// <summary>Projects that are built against the real Cake.Core, out of the restored Cake tool.</summary>
internal static class CakeHost
{
    private static readonly string[] _assemblies = ["Cake.Core", "Cake.Common", "Spectre.Console"];

    /// <summary>What a file-based program beside it is built with.</summary>
    public static string Props => $"""
        <Project>
        {References(copied: true)}
        </Project>
        """;

    public static string Project(string properties, bool privateCake, string items) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            {items}
          </ItemGroup>
        {References(copied: !privateCake)}
        </Project>
        """;

    private static string References(bool copied) => string.Join('\n', _assemblies.Select(name =>
        $"""  <ItemGroup><Reference Include="{name}" HintPath="$(NUGET_PACKAGES)/cake.tool/7.0.0/tools/net10.0/any/{name}.dll" Private="{copied}" /></ItemGroup>"""));
}
