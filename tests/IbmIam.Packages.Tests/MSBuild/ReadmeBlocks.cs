using IbmIam.Testing;

namespace IbmIam.Packages.Tests.MSBuild;

/// <summary>The uses that the package's README shows, each run as written.</summary>
public sealed class ReadmeBlocks(Packages packages)
{
    private static readonly string _instance = "-p:KeyProtectInstance=" + Guid.NewGuid();

    [Fact]
    public async Task A_target_that_depends_on_the_token_has_it_as_property_variable_and_file()
    {
        await using var iam = FakeIamServer.Start(o => o.KeyProtect = true);
        using var sandbox = new Sandbox(packages).With(iam.Environment);
        sandbox.Write("Deploy.csproj", Block("GetIbmAccessToken"));
        sandbox.Write("deploy.sh", "test ${#IBM_ACCESS_TOKEN} -gt 100 && echo script ran");

        var build = (await sandbox.DotNetAsync("build", "-p:KeyProtectUrl=" + iam.Url, _instance)).ShouldSucceed();

        Assert.Contains("script ran", build.Output, StringComparison.Ordinal);
        Assert.Contains("\"resources\"", await File.ReadAllTextAsync(Path.Combine(sandbox.Folder, "keys.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Single(iam.Requests.Tokens);
    }

    [Fact]
    public async Task The_task_gives_each_of_its_outputs()
    {
        await using var iam = FakeIamServer.Start();
        using var sandbox = new Sandbox(packages).With(iam.Environment);
        sandbox.Write("Show.csproj", Block("<IbmIamToken />"));

        var build = (await sandbox.DotNetAsync("build", "-t:Show")).ShouldSucceed();

        Assert.Matches(@"From API key in variable IBMCLOUD_API_KEY, cached: True, until 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ \(3\d\d\d s\)", build.Output);
        Assert.Single(iam.Requests.Tokens);
    }

    [Fact]
    public async Task A_request_brings_the_answer_into_a_file()
    {
        await using var iam = FakeIamServer.Start(o => o.KeyProtect = true);
        using var sandbox = new Sandbox(packages).With(iam.Environment);
        sandbox.Write("Deploy.csproj", Block("<IbmIamRequest"));

        (await sandbox.DotNetAsync("build", "-p:KeyProtectUrl=" + iam.Url, _instance)).ShouldSucceed();

        Assert.Contains("\"resources\"", await File.ReadAllTextAsync(Path.Combine(sandbox.Folder, "bin/keys.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static string Block(string holding) =>
        Markdown.Blocks("src/IbmIam.MSBuild/README.md").Single(b => b.Language == "xml" && b.Text.Contains(holding, StringComparison.Ordinal)).Text;
}
