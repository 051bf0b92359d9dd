using System.Text.Json;
using IbmIam.Testing;

namespace IbmIam.Packages.Tests;

/// <summary>Each package, from a folder feed, in an empty project and a home in which nothing is yet, used as its README says.</summary>
public sealed class PackageReadmes(Packages packages)
{
    [Fact]
    public async Task Cake_IbmIam_deploys_by_the_commands_of_its_README()
    {
        await using var iam = FakeIamServer.Start(o => o.KeyProtect = true);
        using var sandbox = new Sandbox(packages, publicPackages: true).WithEmptyHome();
        sandbox.Environment["IBMCLOUD_IAM_API_ENDPOINT"] = sandbox.Environment["KEY_PROTECT_URL"] = iam.Url;
        sandbox.Environment["KEY_PROTECT_INSTANCE"] = Guid.NewGuid().ToString();
        sandbox.Write("apikey.json", JsonSerializer.Serialize(new { name = "deployer", apikey = iam.ApiKey }));
        sandbox.Write("deploy.sh", "test -n \"$IBM_ACCESS_TOKEN\" && echo deployed with a token\n");
        var blocks = Markdown.Blocks("src/Cake.IbmIam/README.md");
        sandbox.Write("build.cake", blocks.First(b => b.Language == "csharp").Text);

        var run = (await sandbox.ShellAsync(blocks.First(b => b.Language == "sh").Text)).ShouldSucceed();

        Assert.Contains("deployed with a token", run.Output, StringComparison.Ordinal);
        Assert.Single(iam.Requests.Tokens);
    }

    [Fact]
    public async Task IbmIam_MSBuild_gets_a_token_in_an_empty_project()
    {
        await using var iam = FakeIamServer.Start();
        using var sandbox = new Sandbox(packages).WithEmptyHome().With(iam.Environment);
        (await sandbox.DotNetAsync("new", "classlib", "--no-restore")).ShouldSucceed();
        (await sandbox.DotNetAsync("add", "package", "IbmIam.MSBuild", "--version", packages.Version)).ShouldSucceed();
        // The target alone, as a README shows it to someone who has a project.
        sandbox.Write("Directory.Build.targets", """
            <Project>
              <Target Name="Deploy" AfterTargets="Build" DependsOnTargets="GetIbmAccessToken">
                <Exec Command="dotnet --version" Condition="'$(IbmAccessToken)' != ''" />
              </Target>
            </Project>
            """);

        (await sandbox.DotNetAsync("build")).ShouldSucceed();

        Assert.Single(iam.Requests.Tokens);
        Assert.DoesNotContain("IbmIam", string.Join(' ', Directory.GetFiles(Path.Combine(sandbox.Folder, "bin"), "*", SearchOption.AllDirectories).Select(Path.GetFileName)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task IbmIam_Testing_starts_in_an_empty_project()
    {
        using var sandbox = new Sandbox(packages, publicPackages: true).WithEmptyHome();
        (await sandbox.DotNetAsync("new", "console", "--no-restore")).ShouldSucceed();
        var blocks = Markdown.Blocks("src/IbmIam.Testing/README.md");
        (await sandbox.ShellAsync(blocks.Single(b => b.Language == "sh").Text)).ShouldSucceed();
        sandbox.Write("Program.cs", blocks.Single(b => b.Language == "csharp").Text);

        var run = (await sandbox.DotNetAsync("run")).ShouldSucceed();

        Assert.EndsWith("503\n200\n2\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task IbmIam_Testing_Server_answers_once_it_is_installed()
    {
        using var sandbox = new Sandbox(packages).WithEmptyHome();

        var run = (await sandbox.ShellAsync($"""
            dotnet tool install --global IbmIam.Testing.Server --version {packages.Version}
            export PATH="$HOME/.dotnet/tools:$PATH"
            ibm-iam-fake --ready-file iam.url &
            until test -s iam.url; do sleep 0.1; done
            curl --silent --fail "$(cat iam.url)/identity/keys"
            kill $!
            """)).ShouldSucceed();

        Assert.Matches("ibm-iam-fake listening on http://127.0.0.1:[0-9]+", run.Output);
        Assert.Contains("\"keys\"", run.Output, StringComparison.Ordinal);
    }
}
