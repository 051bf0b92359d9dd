namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>
/// Every documented use, under every kind of log, in every state of the token and on one node, two, or many threads:
/// the API key and the token stand nowhere. A pairwise choice of the whole grid.
/// </summary>
public sealed class NoLeaks(NoLeaks.Solution solution) : IClassFixture<NoLeaks.Solution>
{
    private static readonly string[][] _nodes = [["-m:1"], ["-m:2"], ["-m:2", "-mt"]];
    private static readonly string[] _states = ["wrong key", "down", "cancelled", "cold", "cached"];

    [Theory]
    [InlineData(0, "-bl:{log}")]
    [InlineData(1, "-v:diag")]
    [InlineData(2, "-v:detailed")]
    [InlineData(0, "-tl:on")]
    [InlineData(1, "-check")]
    [InlineData(2, "", "MSBUILD_LOGGING_ARGS", "-bl:{log}")]
    [InlineData(0, "-bl:{log}", "MSBUILDLOGALLENVIRONMENTVARIABLES", "1")]
    [InlineData(1, "-v:detailed", "MSBUILDLOGTASKINPUTS", "1")]
    public async Task No_log_holds_a_secret(int shift, string argument, string? variable = null, string value = "")
    {
        var key = solution.Deployment.Iam.AddServiceId("deployer").ApiKey;
        var wrong = "wrong-" + Guid.NewGuid();
        var secrets = new Secrets(key, wrong);
        for (var at = 0; at < _states.Length; at++)
        {
            using var logs = new TempFolder("ibmiam-logs");
            var log = Path.Combine(logs.Path, "build.binlog");
            var environment = solution.Deployment.Sandbox.Environment;
            if (variable is not null)
            {
                environment[variable] = value.Replace("{log}", log, StringComparison.Ordinal);
            }

            // MSBuild itself writes down an API key that stands in a variable when it is told to log all variables.
            var inFile = variable == "MSBUILDLOGALLENVIRONMENTVARIABLES";
            string[] nodes = _nodes[(shift + at) % _nodes.Length];
            var build = await solution.BuildAsync(
                _states[at], _states[at] == "wrong key" ? wrong : key, inFile, [.. nodes, .. argument.Length > 0 ? [argument.Replace("{log}", log, StringComparison.Ordinal)] : Array.Empty<string>()]);
            environment.Remove(variable ?? "");

            var found = secrets.InText("console", build.Output).ToList();
            found.AddRange(File.Exists(log) ? secrets.InBinaryLog(log) : []);
            found.AddRange(secrets.InFiles(solution.Deployment.Sandbox.Root));
            Assert.True(found.Count == 0, $"{_states[at]}: {string.Join(Environment.NewLine, found)}");
            Assert.True(_states[at] is "cold" or "cached" == (build.ExitCode == 0), $"{_states[at]}: {build.Output}");
            Assert.Equal((argument + value).Contains("-bl", StringComparison.Ordinal), File.Exists(log));
            Assert.Empty(Directory.EnumerateFileSystemEntries(solution.Deployment.RuntimeFolder));
        }

        Assert.Contains("all.proj", await File.ReadAllTextAsync(Path.Combine(solution.Deployment.Folder, "a/ps.txt"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>Two projects that use everything, restored once.</summary>
    public sealed class Solution(Packages packages) : IAsyncLifetime
    {
        private const string Uses = """
            <PropertyGroup>
              <IbmIamWriteTokenFiles>true</IbmIamWriteTokenFiles>
            </PropertyGroup>
            <Target Name="Deploy" DependsOnTargets="GetIbmAccessToken">
              <Error Condition="'$(IbmAccessToken)' == ''" Text="There is no token." />
              <Exec Command="test ${#IBM_ACCESS_TOKEN} -gt 100" />
              <Exec Command="grep -q '^Authorization: Bearer ey' &quot;$(IbmAuthorizationHeaderFile)&quot;" />
              <Exec Command="cat /proc/[0-9]*/cmdline > ps.txt 2>/dev/null" IgnoreExitCode="true" />
              <IbmIamToken ApiKeyFile="$(IbmIamApiKeyFile)">
                <Output TaskParameter="ExpiresAt" PropertyName="End" />
                <Output TaskParameter="TokenFile" PropertyName="File" />
                <Output TaskParameter="Source" PropertyName="Source" />
              </IbmIamToken>
              <IbmIamRequest ApiKeyFile="$(IbmIamApiKeyFile)" Url="$(Service)/api/v2/keys" Headers="bluemix-instance: 9f8e7d6c-0000-4000-8000-000000000001" OutputFile="keys.json" />
            </Target>
            """;

        internal Deployment Deployment { get; } = new(packages, "all projects");

        public async ValueTask InitializeAsync()
        {
            Deployment.Project("a/a.csproj", Uses).Project("b/b.csproj", Uses).Sandbox.Write("all.proj", """
                <Project>
                  <Target Name="Deploy">
                    <MSBuild Projects="a/a.csproj;b/b.csproj" Targets="Deploy" BuildInParallel="true" />
                  </Target>
                </Project>
                """);
            await Deployment.RestoreAsync("a");
            await Deployment.RestoreAsync("b");
        }

        public ValueTask DisposeAsync()
        {
            Deployment.Dispose();
            return ValueTask.CompletedTask;
        }

        internal async Task<SdkResult> BuildAsync(string state, string key, bool inFile, string[] arguments)
        {
            using var secret = new TempFolder("ibmiam-key");
            var file = Path.Combine(secret.Path, "key.json");
            await File.WriteAllTextAsync(file, $$"""{"apikey":"{{key}}"}""");
            var environment = Deployment.Sandbox.Environment;
            environment["IBMCLOUD_API_KEY"] = inFile ? "" : key;
            environment["IBMCLOUD_IAM_API_ENDPOINT"] = state == "down" ? "http://127.0.0.1:1" : Deployment.Iam.Url;
            string[] all =
            [
                "all.proj", "-t:Deploy", .. arguments, "-p:Service=" + Deployment.Iam.Url, "-p:IbmIamTimeout=" + (state == "down" ? 1 : 30),
                .. inFile ? ["-p:IbmIamApiKeyFile=" + file] : Array.Empty<string>(),
            ];
            return state == "cancelled" ? await Deployment.InterruptAsync(all) : await Deployment.BuildAsync(all);
        }
    }
}
