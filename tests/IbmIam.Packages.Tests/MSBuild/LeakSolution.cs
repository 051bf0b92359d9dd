using IbmIam.Testing;

namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>Two projects, one of the SDK and a plain one, that use the package in each documented way; restored once.</summary>
internal sealed class LeakSolution(Packages packages) : IDisposable
{
    private const string Targets = """
        <PropertyGroup>
          <IbmIamWriteTokenFiles>true</IbmIamWriteTokenFiles>
          <Ps>cat /proc/[0-9]*/cmdline > ps.txt 2>/dev/null</Ps>
        </PropertyGroup>
        <Target Name="DependsOnTarget" DependsOnTargets="GetIbmAccessToken">
          <Error Condition="'$(IbmAccessToken)' == ''" Text="There is no token." />
          <Exec Command="test ${#IBM_ACCESS_TOKEN} -gt 100" />
          <Exec Command="grep -q '^Authorization: Bearer ey' &quot;$(IbmAuthorizationHeaderFile)&quot; &amp;&amp; $(Ps)" IgnoreExitCode="true" />
        </Target>
        <Target Name="BareTask">
          <IbmIamToken ApiKeyFile="$(IbmIamApiKeyFile)" ClientId="bx" Timeout="$(IbmIamTimeout)" />
          <Exec Command="$(Ps)" IgnoreExitCode="true" />
        </Target>
        <Target Name="TaskWithOutputs">
          <IbmIamToken ApiKeyFile="$(IbmIamApiKeyFile)" ClientId="bx" Timeout="$(IbmIamTimeout)">
            <Output TaskParameter="ExpiresAt" PropertyName="End" />
            <Output TaskParameter="ExpiresIn" PropertyName="Seconds" />
            <Output TaskParameter="TokenFile" PropertyName="File" />
            <Output TaskParameter="AuthorizationHeaderFile" PropertyName="HeaderFile" />
            <Output TaskParameter="Source" PropertyName="Source" />
            <Output TaskParameter="FromCache" PropertyName="FromCache" />
          </IbmIamToken>
          <Exec Command="test -s &quot;$(File)&quot; -a -s &quot;$(HeaderFile)&quot; &amp;&amp; $(Ps)" IgnoreExitCode="true" />
        </Target>
        <Target Name="Request">
          <IbmIamRequest ApiKeyFile="$(IbmIamApiKeyFile)" ClientId="bx" Timeout="$(IbmIamTimeout)" Url="$(Service)/api/v2/keys" Headers="bluemix-instance: 9f8e7d6c-0000-4000-8000-000000000001" OutputFile="keys.json" />
          <Exec Command="$(Ps)" IgnoreExitCode="true" />
        </Target>
        """;

    private FakeServiceId? _who;

    public Deployment Deployment { get; } = new(packages, "all projects");

    public async Task<LeakSolution> RestoreAsync()
    {
        Deployment.Project("a/a.csproj", Targets);
        Deployment.Sandbox.Write("b/b.proj", $"""
            <Project>
              <Import Project="{packages.Build}.props" />
              {Targets}
              <Import Project="{packages.Build}.targets" />
            </Project>
            """);
        Deployment.Sandbox.Write("all.proj", """
            <Project>
              <Target Name="Deploy">
                <MSBuild Projects="a/a.csproj;b/b.proj" Targets="$(Use)" BuildInParallel="true" />
              </Target>
            </Project>
            """);
        await Deployment.RestoreAsync("a");
        return this;
    }

    /// <summary>Builds a cell and searches console, binary log, and every file below the solution.</summary>
    /// <returns>What was found, and what else is not as it should be; empty where all is well.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(LeakCell cell)
    {
        Needs.Linux();
        await ReadyAsync(cell);
        using var logs = new TempFolder("ibmiam-logs");
        var log = Path.Combine(logs.Path, "build.binlog");
        var wrong = "wrong-" + Guid.NewGuid();
        var build = await BuildAsync(cell, cell.State == "wrong key" ? wrong : _who!.ApiKey, log);

        var secrets = new Secrets(_who!.ApiKey, wrong) { Iam = Deployment.Iam.Url };
        var found = secrets.InText("console", build.Output).ToList();
        found.AddRange(File.Exists(log) ? secrets.InBinaryLog(log) : []);
        found.AddRange(secrets.InFiles(Deployment.Sandbox.Root));
        found.AddRange(cell.Succeeds == (build.ExitCode == 0) ? [] : [$"ended with {build.ExitCode}: {build.Output}"]);
        found.AddRange(File.Exists(log) == cell.Log.IsBinary ? [] : ["binary log: " + !cell.Log.IsBinary]);
        found.AddRange(Directory.EnumerateFileSystemEntries(Deployment.RuntimeFolder).Select(f => "left: " + f));
        found.AddRange(!cell.Succeeds || File.ReadAllText(Path.Combine(Deployment.Folder, "a/ps.txt")).Contains("all.proj", StringComparison.Ordinal) ? [] : ["no list of processes"]);
        return [.. found.Select(f => $"{cell}: {f}")];
    }

    public void Dispose() => Deployment.Dispose();

    // A key of its own for each cell, so that nothing is cached; but for the cached one, whose key was just used.
    private async Task ReadyAsync(LeakCell cell)
    {
        _who = Deployment.Iam.AddServiceId("deployer");
        if (cell.State == "cached")
        {
            (await BuildAsync(cell with { Log = new("-v:q") }, _who.ApiKey, "")).ShouldSucceed();
        }
    }

    private async Task<SdkResult> BuildAsync(LeakCell cell, string key, string log)
    {
        using var secret = new TempFolder("ibmiam-key");
        var file = Path.Combine(secret.Path, "key.json");
        await File.WriteAllTextAsync(file, $$"""{"apikey":"{{key}}"}""");
        using var changed = Deployment.Sandbox.Set(
        [
            ("IBMCLOUD_API_KEY", cell.Log.NeedsKeyInFile ? "" : key),
            ("IBMCLOUD_IAM_API_ENDPOINT", cell.State == "down" ? "http://127.0.0.1:1" : Deployment.Iam.Url),
            .. cell.Log.Variable is { } variable ? [(variable, cell.Log.Value.Replace("{log}", log, StringComparison.Ordinal))] : Array.Empty<(string, string?)>(),
        ]);

        string[] all =
        [
            "all.proj", "-t:Deploy", "-p:Use=" + cell.Use, .. cell.Nodes.Split(' '), "-p:Service=" + Deployment.Iam.Url,
            "-p:IbmIamTimeout=" + (cell.State == "down" ? 1 : 30), "-p:IbmIamClientId=bx",
            .. cell.Log.Argument.Length > 0 ? [cell.Log.Argument.Replace("{log}", log, StringComparison.Ordinal)] : Array.Empty<string>(),
            .. cell.Log.NeedsKeyInFile ? ["-p:IbmIamApiKeyFile=" + file] : Array.Empty<string>(),
        ];
        return cell.State == "cancelled" ? await Deployment.InterruptAsync(all) : await Deployment.BuildAsync(all);
    }
}
