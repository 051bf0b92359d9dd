namespace IbmIam.Packages.Tests;

/// <summary>Projects that are built against the real Cake.Core, out of the restored Cake tool.</summary>
internal static class CakeHost
{
    public static string Project(string properties, bool privateCake, string items) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            {properties}
            <Cake>$(NUGET_PACKAGES)/cake.tool/7.0.0/tools/net10.0/any/</Cake>
          </PropertyGroup>
          <ItemGroup>
            <Reference Include="Cake.Core" HintPath="$(Cake)Cake.Core.dll" Private="{!privateCake}" />
            <Reference Include="Cake.Common" HintPath="$(Cake)Cake.Common.dll" Private="{!privateCake}" />
            <Reference Include="Spectre.Console" HintPath="$(Cake)Spectre.Console.dll" Private="{!privateCake}" />
            {items}
          </ItemGroup>
        </Project>
        """;
}
