using System.Text;

namespace IbmIam.Packages.Tests.Trust;

/// <summary>Secrets where they must not be, each found: else a search that finds nothing would prove nothing.</summary>
public sealed class LeakControls(Packages packages)
{
    [Fact]
    public void Every_form_of_every_canary_is_found()
    {
        using var planted = new Plantation(packages);
        using var folder = new TempFolder("ibmiam-control");
        Canary[] canaries = [Canary.Of(Canary.Credential, "key", "canary-one-two-three/+="), Canary.OfClaim("token", "canary-four-five-six")];
        var search = new CanarySearch(canaries);
        var count = 0;
        foreach (var (canary, form, text) in canaries.SelectMany(c => c.Forms.Select(f => (c, f.Form, f.Text))))
        {
            File.WriteAllBytes(Path.Combine(folder.Folder("deep/er"), $"{count++}.bin"), Encoding.Latin1.GetBytes("\0before" + text + "after\0"));
            Assert.Contains(search.InText("console", form, "before" + text + "after"), f => f.Kind == canary.Kind);
        }

        Assert.True(count > 30, $"{count} forms");
        Assert.True(search.InFiles(folder.Path, _ => "another file").Count >= count);
        Assert.Empty(search.InText("console", "harmless", "canary-one-two-three and canary-four-five"));
    }

    [Fact]
    public void What_is_deleted_while_the_search_goes_on_does_not_stop_it()
    {
        using var folder = new TempFolder("ibmiam-control");
        var search = new CanarySearch([Canary.Of(Canary.Credential, "key", "canary-one-two-three/+=")]);
        string[] gone = [Path.Combine(folder.Folder("gone"), "file"), Path.Combine(folder.Path, "gone-file")];
        foreach (var path in (string[])[.. gone, Path.Combine(folder.Folder("kept"), "file")])
        {
            File.WriteAllText(path, "canary-one-two-three/+=");
        }

        var asked = new HashSet<string>();
        var found = search.InFiles(folder.Path, path =>
        {
            // Asked once for its name, and again just before it is read.
            if (!asked.Add(path) && gone.Contains(path))
            {
                Delete(path);
            }

            return "another file";
        });

        Assert.Contains(Path.Combine("kept", "file"), Assert.Single(found).Detail, StringComparison.Ordinal);
        Assert.All(gone, path => Assert.False(File.Exists(path)));

        void Delete(string path)
        {
            if (Path.GetDirectoryName(path) == folder.Path)
            {
                File.Delete(path);
            }
            else
            {
                Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
            }
        }
    }

    [Fact]
    public void A_file_that_a_build_holds_locked_is_read()
    {
        Needs.Unix();
        using var folder = new TempFolder("ibmiam-control");
        using var held = new FileStream(Path.Combine(folder.Path, "held"), FileMode.Create, FileAccess.Write, FileShare.None);
        held.Write("canary-one-two-three/+="u8);
        held.Flush();

        Assert.Single(new CanarySearch([Canary.Of(Canary.Credential, "key", "canary-one-two-three/+=")]).InFiles(folder.Path, _ => "another file"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("B")]
    [InlineData("Bearer ")]
    public void A_token_of_IAM_is_found_however_it_is_wrapped(string before)
    {
        using var planted = new Plantation(packages);
        var token = before + planted.Sandbox.Environment["READY_TOKEN"];
        Assert.All(
            [
                token, Uri.EscapeDataString(token), Convert.ToBase64String(Encoding.UTF8.GetBytes(token)), Convert.ToBase64String(Encoding.Unicode.GetBytes(token)),
                Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(token)), token.Split('.')[1],
            ],
            text => Assert.Contains(planted.Search.InText("console", "the output", text), f => f is { Kind: Canary.Token, Place: "console" }));
    }

    [Fact]
    public async Task What_a_script_gives_away_is_found_on_the_console_in_a_command_line_and_in_a_file()
    {
        await CakeScript.RestoreToolAsync(packages);
        using var planted = new Plantation(packages);
        planted.Sandbox.Write(".config/dotnet-tools.json", await File.ReadAllTextAsync(Path.Combine(Packages.RepositoryRoot, ".config/dotnet-tools.json"), TestContext.Current.CancellationToken));
        planted.Sandbox.Write("build.cake", """
            #addin nuget:?package=Cake.IbmIam
            var token = IbmIamToken(s => s.WithApiKeyVariable("KEY_BY_VARIABLE")).AccessToken;
            Information(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("Bearer " + token)));
            System.IO.File.WriteAllText("kept.txt", EnvironmentVariable("KEY_BY_VARIABLE"), System.Text.Encoding.Unicode);
            StartProcess("sh", new ProcessSettings { Arguments = "-c \"cat wait.pipe\" " + token });
            """);
        using var run = await WatchedRun.StartAsync(planted.Sandbox, "cake");
        IReadOnlyList<Finding> shown = [];
        await run.AtPipeAsync(() => shown = ProcessSample.Take(planted.Search, run.Id));
        var output = (await run.EndAsync()).ShouldSucceed().Output;

        Assert.Contains(shown, f => f is { Kind: Canary.Token, Place: "command line" });
        Assert.Contains(planted.Search.InText("console", "the output", output), f => f.Kind == Canary.Token);
        Assert.Contains(planted.Files(), f => f is { Kind: Canary.Credential, Place: "another file" } && f.Detail.Contains("UTF-16", StringComparison.Ordinal));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AllowedPlaces.Check(shown));
    }

    [Fact]
    public async Task What_a_name_gives_away_is_found_on_the_fakes_page()
    {
        using var planted = new Plantation(packages);
        Assert.DoesNotContain(await planted.ByFakeAsync(), f => f.Place == "the fake's page");

        planted.Iam.AddServiceId(planted.Sandbox.Environment["PASSCODE"]!);

        Assert.Contains(await planted.ByFakeAsync(), f => f is { Kind: Canary.Credential, Place: "the fake's page" });
    }

    [Fact]
    public async Task What_a_build_binds_to_a_property_is_found_in_its_binary_log()
    {
        using var planted = new Plantation(packages);
        planted.Sandbox.Write("deploy.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="IbmIam.MSBuild" Version="*" PrivateAssets="all" />
              </ItemGroup>
              <Target Name="Deploy">
                <IbmIamToken ApiKeyVariable="KEY_BY_VARIABLE">
                  <Output TaskParameter="AccessToken" PropertyName="Token" />
                </IbmIamToken>
              </Target>
            </Project>
            """);
        (await planted.Sandbox.DotNetAsync("build", "-t:Deploy", "-bl:build.binlog")).ShouldSucceed();

        Assert.Contains(planted.Search.InBinaryLog(Path.Combine(planted.Sandbox.Folder, "build.binlog")), f => f is { Kind: Canary.Token, Place: "binary log" });
    }

    [Fact]
    public void The_threat_model_allows_what_it_lists_and_nothing_else()
    {
        var allowed = AllowedPlaces.Read();

        Assert.Contains(("your-environment", Canary.Credential), allowed);
        Assert.Contains(("token-file", Canary.Token), allowed);
        Assert.DoesNotContain(("token-file", Canary.Credential), allowed);
        Assert.DoesNotContain("command line", allowed.Select(a => a.Place));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AllowedPlaces.Check([new Finding(Canary.Credential, "token-file", "a key in a token file")]));
    }
}
