namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>
/// Every documented use, under every kind of log, in every state of the token and on one node, two, or many threads:
/// the API key and the token stand nowhere. A pairwise choice of the whole grid.
/// </summary>
public sealed class NoLeaks(Packages packages)
{
    private const string Uses = """
          <Target Name="Deploy" DependsOnTargets="GetIbmAccessToken">
            <Error Condition="'$(IbmAccessToken)' == ''" Text="There is no token." />
            <Exec Command="test ${#IBM_ACCESS_TOKEN} -gt 100" />
            <Exec Command="grep -q '^Authorization: Bearer ey' &quot;$(IbmAuthorizationHeaderFile)&quot;" />
            <Exec Command="cat /proc/[0-9]*/cmdline > ps.txt 2>/dev/null" ContinueOnError="true" StandardErrorImportance="low" />
            <IbmIamToken ApiKeyFile="$(IbmIamApiKeyFile)">
              <Output TaskParameter="ExpiresAt" PropertyName="End" />
              <Output TaskParameter="TokenFile" PropertyName="File" />
              <Output TaskParameter="Source" PropertyName="Source" />
            </IbmIamToken>
            <IbmIamRequest ApiKeyFile="$(IbmIamApiKeyFile)" Url="$(Service)/api/v2/keys" Headers="bluemix-instance: 9f8e7d6c-0000-4000-8000-000000000001" OutputFile="keys.json" />
          </Target>
          <PropertyGroup>
            <IbmIamWriteTokenFiles>true</IbmIamWriteTokenFiles>
          </PropertyGroup>
        """;

    private static readonly string[][] _nodes = [["-m:1"], ["-m:2"], ["-m:2", "-mt"]];
    private static readonly string[] _states = ["wrong key", "down", "cancelled", "cold", "cached"];

    [Theory]
    [InlineData(0, "binary log", "-bl:{log}")]
    [InlineData(1, "diagnostic", "-v:diag")]
    [InlineData(2, "detailed", "-v:detailed")]
    [InlineData(0, "terminal", "-tl:on")]
    [InlineData(1, "checks", "-check")]
    [InlineData(2, "logging arguments", "", "MSBUILD_LOGGING_ARGS", "-bl:{log}")]
    [InlineData(0, "all variables", "-bl:{log}", "MSBUILDLOGALLENVIRONMENTVARIABLES", "1")]
    [InlineData(1, "task inputs", "-v:detailed", "MSBUILDLOGTASKINPUTS", "1")]
    public async Task No_log_holds_a_secret(int shift, string log, string argument, string variable = "", string value = "")
    {
        using var deployment = new Deployment(packages, "all projects");
        deployment.Project("a/a.csproj", Uses).Project("b/b.csproj", Uses).Sandbox.Write("all.proj", """
            <Project>
              <Target Name="Deploy">
                <MSBuild Projects="a/a.csproj;b/b.csproj" Targets="Deploy" BuildInParallel="true" />
              </Target>
            </Project>
            """);
        await deployment.RestoreAsync("a");
        await deployment.RestoreAsync("b");
        var wrong = "wrong-" + Guid.NewGuid();
        var secrets = new Secrets(deployment.Iam.ApiKey, wrong);
        var found = new List<string>();
        for (var state = 0; state < _states.Length; state++)
        {
            var file = Path.Combine(deployment.Sandbox.Root, $"{state}.binlog");
            deployment.Sandbox.Environment[variable.Length > 0 ? variable : "UNUSED"] = value.Replace("{log}", file, StringComparison.Ordinal);
            // MSBuild itself writes down an API key that stands in a variable when it is told to log all variables.
            var asFile = variable == "MSBUILDLOGALLENVIRONMENTVARIABLES";
            var build = await RunAsync(deployment, _states[state], wrong, asFile,
                ["all.proj", "-t:Deploy", .. _nodes[(shift + state) % _nodes.Length], .. argument.Length > 0 ? [argument.Replace("{log}", file, StringComparison.Ordinal)] : Array.Empty<string>()]);

            Assert.Equal(state >= 3, build.ExitCode == 0);
            found.AddRange(secrets.InText($"{_states[state]}, console", build.Output));
            found.AddRange(File.Exists(file) ? secrets.InBinaryLog(file).Select(f => $"{_states[state]}, {f}") : []);
            Assert.Equal(argument.Contains("-bl", StringComparison.Ordinal) || value.Contains("-bl", StringComparison.Ordinal), File.Exists(file));
        }

        found.AddRange(secrets.InFiles(deployment.Sandbox.Root).Where(f => !f.Contains("key.json", StringComparison.Ordinal)));
        Assert.True(found.Count == 0, $"{log}: {string.Join(Environment.NewLine, found)}");
        Assert.Contains("all.proj", await File.ReadAllTextAsync(Path.Combine(deployment.Folder, "a/ps.txt"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(deployment.RuntimeFolder));
    }

    private static async Task<SdkResult> RunAsync(Deployment deployment, string state, string wrong, bool asFile, string[] arguments)
    {
        var environment = deployment.Sandbox.Environment;
        var key = state == "wrong key" ? wrong : deployment.Iam.ApiKey;
        environment["IBMCLOUD_API_KEY"] = asFile ? "" : key;
        environment["IBMCLOUD_IAM_API_ENDPOINT"] = state == "down" ? "http://127.0.0.1:1" : deployment.Iam.Url;
        string[] all =
        [
            .. arguments, "-p:Service=" + deployment.Iam.Url, "-p:IbmIamTimeout=" + (state == "down" ? 1 : 30),
            .. asFile ? ["-p:IbmIamApiKeyFile=" + deployment.Sandbox.Write("key.json", $$"""{"apikey":"{{key}}"}""")] : Array.Empty<string>(),
        ];
        return state == "cancelled" ? await deployment.InterruptAsync(all) : await deployment.BuildAsync(all);
    }
}
