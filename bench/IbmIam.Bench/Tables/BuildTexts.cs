namespace IbmIam.Bench.Tables;

/// <summary>The project files of the temporary solutions.</summary>
internal static class BuildTexts
{
    public const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <!-- Shortens the only compilation, which isn't measured. -->
            <EnableNETAnalyzers>false</EnableNETAnalyzers>
          </PropertyGroup>
        </Project>
        """;

    /// <summary>Imports what NuGet would import for a project that references the package.</summary>
    public static string Props(string package) => $"""
        <Project>
          <Import Project="{package}/build/IbmIam.MSBuild.props" Condition="'$(Token)' == '{Builds.Ours}'" />
        </Project>
        """;

    public static string Targets(string package, string bareTask) => $$"""
        <Project>
          <Import Project="{{package}}/build/IbmIam.MSBuild.targets" Condition="'$(Token)' == '{{Builds.Ours}}'" />

          <Target Name="UseOurs" AfterTargets="Build" DependsOnTargets="GetIbmAccessToken" Condition="'$(Token)' == '{{Builds.Ours}}'">
            <Error Condition="'$(IbmAccessToken)' == ''" Text="There is no token." />
          </Target>

          <!-- As people write it, but with the cheapest way to parse: a jq process would cost more. -->
          <Target Name="UseCurl" AfterTargets="Build" Condition="'$(Token)' == '{{Builds.Curl}}'">
            <Exec Command="curl -sS -X POST &quot;%24IBMCLOUD_IAM_API_ENDPOINT/identity/token&quot; -d grant_type=urn:ibm:params:oauth:grant-type:apikey --data-urlencode &quot;apikey=%24IBMCLOUD_API_KEY&quot;"
                  ConsoleToMSBuild="true" StandardOutputImportance="low">
              <Output TaskParameter="ConsoleOutput" PropertyName="Answer" />
            </Exec>
            <PropertyGroup>
              <CurlToken>$([System.Text.RegularExpressions.Regex]::Match('$(Answer)', '"access_token":"([^"]+)"').Groups[1].Value)</CurlToken>
            </PropertyGroup>
            <Error Condition="'$(CurlToken)' == ''" Text="There is no token." />
          </Target>

          <UsingTask TaskName="NaiveToken" TaskFactory="RoslynCodeTaskFactory" AssemblyFile="$(MSBuildToolsPath)/Microsoft.Build.Tasks.Core.dll">
            <ParameterGroup>
              <Token Output="true" />
            </ParameterGroup>
            <Task>
              <Using Namespace="System.Collections.Generic" />
              <Using Namespace="System.Net.Http" />
              <Code Type="Fragment" Language="cs"><![CDATA[
                using (var http = new HttpClient())
                {
                    var form = new FormUrlEncodedContent(new Dictionary<string, string>
                    {
                        ["grant_type"] = "urn:ibm:params:oauth:grant-type:apikey",
                        ["apikey"] = Environment.GetEnvironmentVariable("IBMCLOUD_API_KEY"),
                    });
                    var answer = http.PostAsync(Environment.GetEnvironmentVariable("IBMCLOUD_IAM_API_ENDPOINT") + "/identity/token", form).Result;
                    var body = answer.Content.ReadAsStringAsync().Result;
                    var at = body.IndexOf("\"access_token\":\"") + 16;
                    Token = body.Substring(at, body.IndexOf('"', at) - at);
                }
              ]]></Code>
            </Task>
          </UsingTask>
          <Target Name="UseNaive" AfterTargets="Build" Condition="'$(Token)' == '{{Builds.Naive}}'">
            <NaiveToken>
              <Output TaskParameter="Token" PropertyName="NaiveAnswer" />
            </NaiveToken>
            <Error Condition="'$(NaiveAnswer)' == ''" Text="There is no token." />
          </Target>

          <UsingTask TaskName="BareTask" AssemblyFile="{{bareTask}}" />
          <Target Name="UseBare" AfterTargets="Build" Condition="'$(Token)' == '{{Builds.Bare}}'">
            <BareTask />
          </Target>
        </Project>
        """;
}
