using IbmIam.Testing;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace IbmIam.Packages.Tests;

/// <summary>The samples whose services are more than the fake's own, run by the commands of their READMEs.</summary>
public sealed class Samples(Packages packages)
{
    [Fact]
    public async Task An_images_configuration_is_deployed_and_read_back()
    {
        await using var iam = FakeIamServer.Start();
        using var sandbox = Sandbox("image-config-msbuild", iam);
        sandbox.Environment["CodeEngineUrl"] = iam.Url;
        iam.Protect("/v2/**");
        const string Map = "/v2/projects/4e49b3e0-27a8-48d2-a784-c7ee48bb863b/config_maps/orders";
        iam.Server.Given(Request.Create().UsingPut().WithPath(Map).WithHeader("If-Match", "*").WithBody(HasTheImage)).RespondWith(Response.Create().WithBody("{}"));
        iam.Server.Given(Request.Create().UsingGet().WithPath(Map)).RespondWith(Response.Create().WithBody("deployed"));

        (await sandbox.ShellAsync(Command("samples/image-config-msbuild/README.md"))).ShouldSucceed();

        Assert.Equal("deployed", await File.ReadAllTextAsync(Path.Combine(sandbox.Folder, "bin/deployed.json"), TestContext.Current.CancellationToken));
        Assert.Single(iam.Requests.Tokens);
    }

    [Fact]
    public async Task A_key_is_rotated_by_its_name()
    {
        await using var iam = FakeIamServer.Start(o => o.KeyProtect = true);
        using var sandbox = Sandbox("rotate-key-cake", iam);

        var run = (await sandbox.ShellAsync(Command("samples/rotate-key-cake/README.md"))).ShouldSucceed();

        Assert.Contains("root-key-of-the-build is rotated", run.Output, StringComparison.Ordinal);
        Assert.Equal("/api/v2/keys/fa4e0000-0000-4000-8000-000000000001/actions/rotate", Assert.Single(iam.Requests, r => r.Method == "POST" && r.Path.StartsWith("/api/", StringComparison.Ordinal)).Path);
        Assert.Single(iam.Requests.Tokens);
    }

    [Fact]
    public async Task A_key_that_is_not_there_is_not_rotated()
    {
        await using var iam = FakeIamServer.Start(o => o.KeyProtect = true);
        using var sandbox = Sandbox("rotate-key-cake", iam);

        var run = (await sandbox.ShellAsync("dotnet tool restore && dotnet cake rotate.cake --key a-key-of-yesterday")).ShouldFail();

        Assert.Contains("There is no key 'a-key-of-yesterday'. There are: root-key-of-the-build, package-signing-key, database-backup-key.", run.Output, StringComparison.Ordinal);
    }

    private Sandbox Sandbox(string sample, FakeIamServer iam)
    {
        var sandbox = new Sandbox(packages, publicPackages: true).With(iam.Environment);
        sandbox.Environment["KEY_PROTECT_URL"] = iam.Url;
        sandbox.Environment["KEY_PROTECT_INSTANCE"] = "4e49b3e0-27a8-48d2-a784-c7ee48bb863b";
        sandbox.CopyFrom("samples/" + sample);
        // A sample takes the tool of the repository that it stands in.
        sandbox.Write(".config/dotnet-tools.json", Markdown.Read(".config/dotnet-tools.json"));
        return sandbox;
    }

    private static bool HasTheImage(string? body) =>
        (string?)System.Text.Json.Nodes.JsonNode.Parse(body!)!["data"]!["IMAGE"] == "private.icr.io/shop/orders:1.4.2";

    private static string Command(string readme) => Markdown.Blocks(readme).Single().Text;
}
