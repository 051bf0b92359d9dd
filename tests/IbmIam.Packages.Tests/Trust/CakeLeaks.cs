namespace IbmIam.Packages.Tests.Trust;

/// <summary>
/// Cake at diagnostic verbosity with a canary in every kind of credential: whatever the run prints, shows, writes or
/// leaves, no canary is found but where the threat model allows it.
/// </summary>
public sealed class CakeLeaks(Packages packages)
{
    private const string Uses = """
        #addin nuget:?package=Cake.IbmIam

        var url = EnvironmentVariable("IBMCLOUD_IAM_API_ENDPOINT");
        var uses = new Dictionary<string, Action<IbmIamSettings>>
        {
            ["variable"] = s => s.WithApiKeyVariable("KEY_BY_VARIABLE"),
            ["file"] = s => s.WithApiKeyFile("../secrets/key.json"),
            ["ready"] = s => s.WithTokenVariable("READY_TOKEN"),
            ["configuration"] = s => s.WithServiceName("canary-service"),
            ["compute resource"] = s => s.WithCrTokenFile("../secrets/cr-token").WithTrustedProfile(EnvironmentVariable("PROFILE")),
            ["passcode"] = s => s.WithPasscodeVariable("PASSCODE"),
            ["refresh"] = s => s.WithRefreshTokenVariable("REFRESH_TOKEN").WithClientId("canary-client").WithClientSecretVariable("CLIENT_SECRET"),
            ["virtual server"] = s => s.UseVpc().WithVpcUrl(url),
            ["session"] = s => s.UseCli(),
        };

        Task("Use").DoesForEach(uses, use =>
        {
            try
            {
                Information("{0}: {1}, {2}", use.Key, IbmIamToken(use.Value), IbmIamAuthorizationHeader(use.Value).Length);
                using var http = IbmIamHttpClient(use.Value);
                http.DefaultRequestHeaders.Add("bluemix-instance", "11111111-2222-3333-4444-555555555555");
                Information("{0}: {1}", use.Key, http.GetAsync(url + "/api/v2/keys").Result);
                var exitCode = StartProcess("sh", WithIbmIamToken(new ProcessSettings { Arguments = "-c \"test ${#IBM_ACCESS_TOKEN} -gt 100\"" }, use.Value));
                Information("{0}: worked: {1}", use.Key, exitCode == 0);
            }
            catch (Exception e)
            {
                Information("{0}: failed: {1}", use.Key, e);
            }
        });
        Task("Write").Does(() => IbmIamTokenToFile("token.json", s => s.WithApiKeyVariable("KEY_BY_VARIABLE").WithClientId("bx")));
        Task("Wait").Does(() => StartProcess("cat", WithIbmIamToken(new ProcessSettings { Arguments = "wait.pipe" }, uses["variable"])));
        Task("Throw").Does(() => throw new InvalidOperationException("thrown with " + IbmIamToken(uses["variable"])));
        Task("Crash").Does(() => Environment.FailFast("crashed with " + IbmIamToken(uses["variable"])));
        RunTarget(Argument("target", "Use"));
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_credential_that_works_or_fails_leaves_no_secret(bool known)
    {
        using var planted = await PlantAsync(known);

        var run = (await planted.Sandbox.DotNetAsync("cake", "--verbosity=diagnostic")).ShouldSucceed();

        Assert.Equal(9, run.Output.Split(": worked: True").Length - 1 + run.Output.Split(": failed: ").Length - 1);
        Assert.Equal(known ? 9 : 1, run.Output.Split(": worked: True").Length - 1);
        AllowedPlaces.Check([
            .. await OutsideAsync(planted, run.Output),
            .. planted.Search.InFiles(packages.Home, _ => "the user's home"),
            .. planted.Search.InFiles(packages.PackageCache, _ => "the package cache"),
        ]);
        Assert.Equal(known, Directory.EnumerateFiles(planted.Sandbox.Environment["IBMIAM_CACHE_DIR"]!, "*.token").Any());
    }

    [Fact]
    public async Task A_token_file_is_the_one_file_that_holds_a_token()
    {
        using var planted = await PlantAsync();
        // A file that all can read and that has a second name: neither gets the token.
        var (path, second) = (planted.Sandbox.Write("token.json", "old"), Path.Combine(planted.Sandbox.Folder, "second.json"));
        using (var link = System.Diagnostics.Process.Start("ln", [path, second]))
        {
            await link.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var run = (await planted.Sandbox.DotNetAsync("cake", "--verbosity=diagnostic", "--target=Write")).ShouldSucceed();

        Assert.Equal("old", await File.ReadAllTextAsync(second, TestContext.Current.CancellationToken));
        var found = await OutsideAsync(planted, run.Output);
        AllowedPlaces.Check(found);
        Assert.Contains(found, f => f is { Kind: Canary.Token, Place: "token-file" });
    }

    [Fact]
    public async Task A_child_has_the_token_in_its_environment_and_no_other_process_shows_a_secret()
    {
        using var planted = await PlantAsync();
        using var run = await WatchedRun.StartAsync(planted.Sandbox, "cake", "--verbosity=diagnostic", "--target=Wait");
        IReadOnlyList<Finding> shown = [];
        await run.AtPipeAsync(() => shown = ProcessSample.Take(planted.Search, run.Id));
        var ended = (await run.EndAsync()).ShouldSucceed();

        AllowedPlaces.Check([.. shown, .. await OutsideAsync(planted, ended.Output)]);
        Assert.Contains(shown, f => f is { Kind: Canary.Token, Place: "child-environment" });
        Assert.Contains(shown, f => f is { Kind: Canary.Credential, Place: "your-environment" });
    }

    [Fact]
    public async Task A_run_that_is_killed_leaves_no_secret()
    {
        using var planted = await PlantAsync();
        using var asking = await WatchedRun.StartAsync(planted.Sandbox, "cake", "--verbosity=diagnostic", "--target=Wait");
        using (var hold = planted.Iam.HoldNext())
        {
            await hold.Arrived.WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, TestContext.Current.CancellationToken);
            AllowedPlaces.Check(ProcessSample.Take(planted.Search, asking.Id));
            asking.Kill();
        }

        AllowedPlaces.Check(await OutsideAsync(planted, (await asking.EndAsync()).Output));

        using var deploying = await WatchedRun.StartAsync(planted.Sandbox, "cake", "--verbosity=diagnostic", "--target=Wait");
        await deploying.AtPipeAsync(deploying.Kill);
        AllowedPlaces.Check(await OutsideAsync(planted, (await deploying.EndAsync()).Output));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_leaves_no_secret()
    {
        using var planted = await PlantAsync();
        using var hold = planted.Iam.HoldNext();
        using var run = await WatchedRun.StartAsync(planted.Sandbox, "cake", "--verbosity=diagnostic");
        await hold.Arrived.WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, TestContext.Current.CancellationToken);
        await run.InterruptAsync();

        AllowedPlaces.Check(await OutsideAsync(planted, (await run.EndAsync()).ShouldFail().Output));
    }

    [Theory]
    [InlineData("Throw", "0", false)]
    [InlineData("Crash", "0", false)]
    [InlineData("Crash", "1", true)]
    public async Task A_crash_shows_no_secret_but_in_a_dump_that_was_asked_for(string target, string dump, bool found)
    {
        using var planted = await PlantAsync();
        planted.Sandbox.Environment["DOTNET_DbgEnableMiniDump"] = dump;
        planted.Sandbox.Environment["DOTNET_DbgMiniDumpType"] = "2";
        planted.Sandbox.Environment["DOTNET_DbgMiniDumpName"] = Path.Combine(planted.Folder("dumps"), "crash.dmp");

        var run = (await planted.Sandbox.DotNetAsync("cake", "--verbosity=diagnostic", "--target=" + target)).ShouldFail();

        Assert.Contains(target == "Throw" ? "thrown with " : "crashed with ", run.Output, StringComparison.Ordinal);
        var places = await OutsideAsync(planted, run.Output);
        AllowedPlaces.Check(places);
        Assert.Equal(found, places.Any(f => f.Place == "crash-dump"));
    }

    private async Task<Plantation> PlantAsync(bool known = true)
    {
        Needs.Unix();
        await CakeScript.RestoreToolAsync(packages);
        var planted = new Plantation(packages, known);
        planted.Sandbox.Environment["PROFILE"] = planted.Iam.DefaultProfile.Id;
        planted.Sandbox.Write("build.cake", Uses);
        planted.Sandbox.Write(".config/dotnet-tools.json", await File.ReadAllTextAsync(Path.Combine(Packages.RepositoryRoot, ".config/dotnet-tools.json")));
        return planted;
    }

    private static async Task<IReadOnlyList<Finding>> OutsideAsync(Plantation planted, string output) =>
    [
        .. planted.Search.InText("console", "the output", output),
        .. await planted.ByFakeAsync(),
        .. planted.Files(),
    ];
}
