using System.Text.Json;

namespace IbmIam.Packages.Tests;

/// <summary>Deployment scripts as people write them: set-up and tear-down, many items, long tasks, other addins, dry runs.</summary>
public sealed class CakeScripts(Packages packages)
{
    private static readonly string[] _regions = ["us-south", "eu-de", "jp-tok"];

    private const string Lifecycle = """
        IamToken first = null;
        Setup(context => first = context.IbmIamToken());
        Teardown(context => Information("down with {0}", context.IbmIamToken().AccessToken == first.AccessToken));

        Task("Regions")
            .DoesForEach(new[] { "us-south", "eu-de", "jp-tok" }, async region =>
            {
                IbmIamClearCache();
                var tokens = await System.Threading.Tasks.Task.WhenAll(Enumerable.Range(0, 8).Select(_ => IbmIamTokenAsync(s => s.WithApiKeyVariable(region.Replace('-', '_')))));
                Information("{0}: {1} of {2} alike", region, tokens.Count(t => t.AccessToken == tokens[0].AccessToken), tokens.Length);
            });

        Task("Parallel")
            .Does(() => System.Threading.Tasks.Parallel.ForEach(Enumerable.Range(0, 20), _ => IbmIamAuthorizationHeader(s => s.WithApiKeyVariable("parallel"))));

        Task("Child").Does(() =>
        {
            var (shell, command) = IsRunningOnWindows()
                ? ("cmd", "/c if defined IBM_ACCESS_TOKEN echo child has it")
                : ("sh", "-c \"test -n \\\"$IBM_ACCESS_TOKEN\\\" && echo child has it\"");
            StartProcess(shell, WithIbmIamToken(new ProcessSettings { Arguments = command }));
        });

        Task("Write").Does(() => IbmIamTokenToFile("out/täglich token.json"));

        Task("Deploy").IsDependentOn("Regions").IsDependentOn("Parallel").IsDependentOn("Child").IsDependentOn("Write")
            .Does(() => Information("deployed by argument: {0}", HasArgument("apikey") ? IbmIamToken(s => s.WithApiKey(Argument<string>("apikey"))).TokenType : "none"));

        RunTarget(Argument("target", "Deploy"));
        """;

    [Fact]
    public async Task Share_one_exchange_for_each_key_and_print_no_secret_at_diagnostic_verbosity()
    {
        await using var script = new CakeScript(packages, Lifecycle, folder: "Größe und Übermut");
        var keys = _regions.Select(region => region.Replace('-', '_')).Append("parallel").ToDictionary(name => name, name => script.Iam.AddServiceId(name));
        foreach (var (name, key) in keys)
        {
            script.Sandbox.Environment[name] = key.ApiKey;
        }

        var run = (await script.RunAsync("--verbosity=diagnostic")).ShouldSucceed();

        Assert.All(_regions, region => Assert.Contains(region + ": 8 of 8 alike", run.Output, StringComparison.Ordinal));
        Assert.Contains("child has it", run.Output, StringComparison.Ordinal);
        Assert.Contains("down with ", run.Output, StringComparison.Ordinal);
        Assert.All(keys.Values, key => Assert.Single(script.Iam.Requests.For(key)));
        using var written = JsonDocument.Parse(script.Read("out/täglich token.json"));
        Assert.Equal(3, written.RootElement.GetProperty("access_token").GetString()!.Split('.').Length);
        Assert.Equal("Bearer", written.RootElement.GetProperty("token_type").GetString());
        Assert.InRange(written.RootElement.GetProperty("expires_in").GetInt64(), 3400, 3600);
        Assert.All(
            keys.Values.Select(k => k.ApiKey).Append(script.Iam.ApiKey).Append("eyJ").Append("Bearer ey"),
            secret => Assert.DoesNotContain(secret, run.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("::add-mask::", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("##vso[", run.Output, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Path.Combine(script.Sandbox.Folder, "out/täglich token.json")));
        }
    }

    [Fact]
    public async Task Run_one_task_alone()
    {
        await using var script = new CakeScript(packages, Lifecycle);

        var key = script.Iam.AddServiceId("argument");

        var run = (await script.RunAsync("--exclusive", "--target=Deploy", "--apikey=" + key.ApiKey)).ShouldSucceed();

        Assert.Contains("deployed by argument: Bearer", run.Output, StringComparison.Ordinal);
        Assert.Contains("down with True", run.Output, StringComparison.Ordinal);
        Assert.Single(script.Iam.Requests.For(key));
        Assert.Single(script.Iam.Requests.For(script.Iam.DefaultServiceId));
    }

    [Theory]
    [InlineData("--dryrun")]
    [InlineData("--noop")]
    [InlineData("--whatif=True")]
    public async Task Ask_nobody_and_neither_write_nor_delete_in_a_dry_run(string option)
    {
        await using var script = new CakeScript(packages, """
            IbmIamTokenToFile("token.json");
            Information("deleted: {0}", IbmIamClearCache());
            Information("top level has {0} parts", IbmIamToken().AccessToken.Split('.').Length);
            Setup(context => Information("set-up has {0}", context.IbmIamAuthorizationHeader().Length > 0));
            Task("Deploy").Does(() => Information("deployed"));
            RunTarget("Deploy");
            """);
        script.Sandbox.Environment["IBMCLOUD_API_KEY"] = null;
        var cached = Path.Combine(script.Sandbox.Environment["IBMIAM_CACHE_DIR"]!, new string('0', 32) + ".token");
        await File.WriteAllTextAsync(cached, "", TestContext.Current.CancellationToken);

        var run = (await script.RunAsync(option)).ShouldSucceed();

        Assert.Contains("deleted: 0", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(cached));
        Assert.Contains("top level has 3 parts", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("deployed", run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(script.Sandbox.Folder, "token.json")));
        Assert.Empty(script.Iam.Requests);
    }

    [Fact]
    public async Task Renew_the_token_in_a_task_that_outlives_it()
    {
        await using var script = new CakeScript(
            packages,
            """
            Task("Deploy").Does(async () =>
            {
                var url = EnvironmentVariable("IBMCLOUD_IAM_API_ENDPOINT") + "/api/v2/keys";
                using var http = IbmIamHttpClient();
                http.DefaultRequestHeaders.Add("bluemix-instance", "11111111-2222-3333-4444-555555555555");
                var old = IbmIamToken();
                (await http.GetAsync(url)).EnsureSuccessStatusCode();
                while (old.ExpiresIn > TimeSpan.Zero)
                {
                    await System.Threading.Tasks.Task.Delay(old.ExpiresIn);
                }

                (await http.GetAsync(url)).EnsureSuccessStatusCode();
                Information("renewed: {0}", IbmIamToken().AccessToken != old.AccessToken);
            });
            RunTarget("Deploy");
            """,
            o => (o.KeyProtect, o.TokenLifetime) = (true, TimeSpan.FromSeconds(30)));

        var run = (await script.RunAsync()).ShouldSucceed();

        Assert.Contains("renewed: True", run.Output, StringComparison.Ordinal);
        Assert.True(script.Iam.Requests.Tokens.Count >= 2);
    }

    [Fact]
    public async Task Stand_beside_another_addin()
    {
        // The neighbour brings a Secret and an IamToken of its own: an addin's usual names.
        await using var script = new CakeScript(packages, """
            #addin nuget:?package=Cake.Neighbour

            Task("Deploy").Does(() => Information("{0} / {1}", IbmIamToken().TokenType, NeighbourGreeting()));
            RunTarget("Deploy");
            """);
        using var neighbour = new Sandbox(packages, "Cake.Neighbour");
        await CakeScript.RestoreToolAsync(packages);
        neighbour.Write("Neighbour.cs", """
            using Cake.Core;
            using Cake.Core.Annotations;

            [assembly: CakeNamespaceImport("Cake.Neighbour")]

            namespace Cake.Neighbour;

            public sealed class Secret;

            public sealed class IamToken;

            public static class NeighbourAliases
            {
                [CakeMethodAlias]
                public static string NeighbourGreeting(this ICakeContext context) => "good neighbours";
            }
            """);
        neighbour.Write("Cake.Neighbour.csproj", CakeHost.Project("""
            <PackageTags>cake-addin</PackageTags><Description>x</Description><Version>1.0.0</Version>
            """, privateCake: true, ""));
        (await neighbour.DotNetAsync("pack", "-o", script.Sandbox.Folder, "-v:q", "-nologo")).ShouldSucceed();
        script.Sandbox.Write("nuget.config", $"""
            <configuration><packageSources><clear /><add key="packed" value="{packages.Feed}" /><add key="here" value="." /></packageSources></configuration>
            """);

        var run = (await script.RunAsync()).ShouldSucceed();

        Assert.Contains("Bearer / good neighbours", run.Output, StringComparison.Ordinal);
    }
}
