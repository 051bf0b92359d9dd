namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>What does leak is found: else the search for leaks would prove nothing. And the package says so where it can.</summary>
public sealed class LeaksAreFound(Packages packages)
{
    [Fact]
    public async Task A_token_bound_to_a_property_stands_in_the_binary_log_and_is_warned_of()
    {
        using var deployment = new Deployment(packages).Project("p.csproj", """
            <Target Name="Deploy">
              <IbmIamToken>
                <Output TaskParameter="AccessToken" PropertyName="Token" />
              </IbmIamToken>
            </Target>
            """);
        await deployment.RestoreAsync("p.csproj");
        var quiet = (await deployment.BuildAsync("-t:Deploy")).ShouldSucceed();
        var logged = (await deployment.BuildAsync("-t:Deploy", "-bl:p.binlog", "-v:diag")).ShouldSucceed();

        Assert.DoesNotContain("IBMIAM2001", quiet.Output, StringComparison.Ordinal);
        Assert.Matches(@"p\.csproj\(\d+,\d+\): warning IBMIAM2001: ", logged.Output);
        Assert.Contains("console: a token", deployment.Secrets.InText("console", logged.Output));
        var found = deployment.Secrets.InBinaryLog(Path.Combine(deployment.Folder, "p.binlog"));
        Assert.Contains("string: a token", found);
        Assert.Contains(found, f => f.StartsWith("node ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_in_a_project_file_stands_in_the_files_of_the_binary_log_and_is_warned_of()
    {
        using var deployment = new Deployment(packages);
        deployment.Project("p.csproj", $"""
            <Target Name="Deploy">
              <IbmIamToken ApiKey="{deployment.Iam.ApiKey}" ClientId="mine" ClientSecret="secret-of-mine" />
            </Target>
            """);
        deployment.Iam.AddClient("mine", "secret-of-mine");
        await deployment.RestoreAsync("p.csproj");
        var build = (await deployment.BuildAsync("-t:Deploy", "-bl:p.binlog")).ShouldSucceed();

        Assert.Matches(@"p\.csproj\(\d+,\d+\): warning IBMIAM2002: .*ApiKeyVariable", build.Output);
        Assert.Matches(@"p\.csproj\(\d+,\d+\): warning IBMIAM2002: ClientSecret is the secret itself.*ClientSecretVariable", build.Output);
        // The parameter's own logging is off: the file alone gives the key away.
        Assert.All(deployment.Secrets.InBinaryLog(Path.Combine(deployment.Folder, "p.binlog")), f => Assert.StartsWith("file ", f, StringComparison.Ordinal));
        Assert.NotEmpty(deployment.Secrets.InBinaryLog(Path.Combine(deployment.Folder, "p.binlog")));
    }

    [Fact]
    public async Task A_token_in_a_file_on_the_console_or_in_a_command_line_is_found()
    {
        Needs.Linux();
        using var deployment = new Deployment(packages).Project("p.csproj", """
            <Target Name="Deploy" DependsOnTargets="GetIbmAccessToken">
              <Exec Command="echo $IBM_ACCESS_TOKEN" />
              <Exec Command="echo $IBM_ACCESS_TOKEN > kept.txt" />
              <Exec Command="sh -c 'cat /proc/[0-9]*/cmdline > ps.txt' $IBM_ACCESS_TOKEN" IgnoreExitCode="true" />
            </Target>
            """);
        await deployment.RestoreAsync("p.csproj");
        var build = (await deployment.BuildAsync("-t:Deploy")).ShouldSucceed();

        Assert.Contains("console: a token", deployment.Secrets.InText("console", build.Output));
        var files = deployment.Secrets.InFiles(deployment.Sandbox.Root);
        Assert.Contains(files, f => f.EndsWith("kept.txt: a token", StringComparison.Ordinal));
        Assert.Contains(files, f => f.EndsWith("ps.txt: a token", StringComparison.Ordinal));
    }

    // What docs/msbuild.md says of each use that logs by its nature, and MSBuild lets no package prevent.
    private static readonly (string Written, string Target, string[] Arguments, string Found)[] _uses =
    [
        ("`$(IbmAccessToken)` as a parameter", "Parameter", ["-bl:p.binlog"], "a token"),
        ("`$(IbmAccessToken)` in `Exec Command`", "Command", ["-v:n"], "a token"),
        ("`<Output TaskParameter=", "Output", ["-bl:p.binlog"], "a token"),
        ("`ApiKey=", "Literal", ["-bl:p.binlog"], "the API key"),
        ("`-p:IbmIamApiKey=", "Nothing", ["-p:IbmIamApiKey={key}", "-bl:p.binlog"], "the API key"),
        ("`$(IBMCLOUD_API_KEY)`", "Variable", ["-v:d"], "the API key"),
        ("`MSBUILDLOGALLENVIRONMENTVARIABLES=1`", "Nothing", ["-bl:p.binlog"], "the API key"),
    ];

    [Fact]
    public async Task Each_use_that_the_documentation_says_is_logged_is_logged_and_no_other_row_stands_there()
    {
        // "true" is no command elsewhere.
        Needs.Unix();
        using var deployment = new Deployment(packages);
        deployment.Sandbox.Write("p.proj", $"""
            <Project>
              <Import Project="{packages.Build}.props" />
              <Target Name="Parameter" DependsOnTargets="GetIbmAccessToken"><Message Importance="low" Text="$(IbmAccessToken)" /></Target>
              <Target Name="Command" DependsOnTargets="GetIbmAccessToken"><Exec Command="true $(IbmAccessToken)" /></Target>
              <Target Name="Output"><IbmIamToken><Output TaskParameter="AccessToken" PropertyName="Token" /></IbmIamToken></Target>
              <Target Name="Literal"><IbmIamToken ApiKey="{deployment.Iam.ApiKey}" /></Target>
              <Target Name="Variable" Condition="'$(IBMCLOUD_API_KEY)' != ''" />
              <Target Name="Nothing" />
              <Import Project="{packages.Build}.targets" />
            </Project>
            """);
        foreach (var (written, target, arguments, found) in _uses)
        {
            deployment.Sandbox.Environment["MSBUILDLOGALLENVIRONMENTVARIABLES"] = written.Contains("MSBUILDLOGALL", StringComparison.Ordinal) ? "1" : null;
            var build = (await deployment.Sandbox.DotNetAsync(["msbuild", "p.proj", "-t:" + target, .. arguments.Select(a => a.Replace("{key}", deployment.Iam.ApiKey, StringComparison.Ordinal))])).ShouldSucceed();
            var places = arguments.Contains("-bl:p.binlog") ? deployment.Secrets.InBinaryLog(Path.Combine(deployment.Folder, "p.binlog")) : [.. deployment.Secrets.InText("console", build.Output)];

            Assert.True(places.Any(p => p.EndsWith(found, StringComparison.Ordinal)), $"{written}: {string.Join(", ", places)}");
        }

        // The first four rows are those that NoLeaks shows to log nothing.
        Assert.Collection(
            Markdown.Rows("docs/msbuild.md", "| use | in such a log |").Skip(4),
            [.. _uses.Select(use => (Action<string[]>)(cells => Assert.StartsWith(use.Written, cells[0], StringComparison.Ordinal)))]);
    }

    [Fact]
    public async Task A_refresh_token_and_what_is_encoded_is_found()
    {
        await using var iam = Testing.FakeIamServer.Start();
        using var folder = new TempFolder("ibmiam-encoded");
        var token = iam.MintToken();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "utf-16"), token, System.Text.Encoding.Unicode, TestContext.Current.CancellationToken);
        var secrets = new Secrets(iam.ApiKey);

        Assert.Equal(["x: a refresh token"], secrets.InText("x", $"refresh_token={iam.AddRefreshToken(iam.DefaultServiceId)}&"));
        Assert.Equal(["x: a token"], secrets.InText("x", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(token))));
        Assert.Equal(["x: the API key"], secrets.InText("x", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(iam.ApiKey))));
        Assert.EndsWith("utf-16: a token", Assert.Single(secrets.InFiles(folder.Path)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_this_IAM_or_of_an_unknown_one_is_found_and_one_of_another_IAM_is_not()
    {
        await using var iam = Testing.FakeIamServer.Start();
        await using var other = Testing.FakeIamServer.Start();
        var secrets = new Secrets(iam.ApiKey) { Iam = iam.Url };
        var (ours, theirs) = (iam.MintToken(), other.MintToken());

        Assert.Empty(secrets.InText("x", theirs));
        Assert.Equal(["x: a token"], secrets.InText("x", theirs + "\0" + ours));
        Assert.Equal(["x: a token"], secrets.InText("x", theirs[..(theirs.IndexOf('.', StringComparison.Ordinal) + 50)]));
    }

    [Fact]
    public async Task A_build_that_must_not_log_tokens_fails_before_IAM_is_asked()
    {
        using var deployment = new Deployment(packages).Project("p.csproj", """
            <PropertyGroup>
              <IbmIamFailOnTokenInLogs>true</IbmIamFailOnTokenInLogs>
            </PropertyGroup>
            <Target Name="Deploy" DependsOnTargets="GetIbmAccessToken">
              <Message Importance="high" Text="deployed" />
            </Target>
            <Target Name="Bound">
              <IbmIamToken FailOnTokenInLogs="true">
                <Output TaskParameter="AccessToken" PropertyName="Token" />
              </IbmIamToken>
              <Message Importance="high" Text="deployed" />
            </Target>
            """);
        await deployment.RestoreAsync("p.csproj");
        foreach (var (target, log) in new[] { ("-t:Deploy", "-bl:p.binlog"), ("-t:Deploy", "-v:diag"), ("-t:Bound", "-check") })
        {
            var build = (await deployment.BuildAsync(target, log)).ShouldFail();

            Assert.Contains("error IBMIAM2001: ", build.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("error MSB", build.Output, StringComparison.Ordinal);
            Assert.Empty(deployment.Secrets.InText("console", build.Output));
        }

        Assert.Equal(0, deployment.Exchanges);
        Assert.Contains("deployed", (await deployment.BuildAsync("-t:Deploy")).ShouldSucceed().Output, StringComparison.Ordinal);
    }
}
