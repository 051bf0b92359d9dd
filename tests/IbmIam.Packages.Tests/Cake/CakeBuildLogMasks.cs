using System.Text.Json;
using System.Text.RegularExpressions;

namespace IbmIam.Packages.Tests;

/// <summary>The token is registered as a secret with the build system, on the standard output that its agent reads, before anyone can print it.</summary>
public sealed partial class CakeBuildLogMasks(Packages packages)
{
    // The script prints what no script should: that is what masking is for.
    private const string Script = """
        Task("Deploy").Does(async () =>
        {
            // This client's tokens come with a refresh token.
            var settings = new IbmIamSettings { ClientId = "bx" };
            var token = await IbmIamTokenAsync(settings);
            Console.WriteLine("printed " + token.AccessToken);
            IbmIamTokenToFile("token.json", settings);
            IbmIamAuthorizationHeader(settings);
            using var http = IbmIamHttpClient(s => s.WithApiKeyVariable("CLIENT_API_KEY"));
            using var response = await http.GetAsync(EnvironmentVariable("IBMCLOUD_IAM_API_ENDPOINT") + "/api/v2/keys");
            // The request forgets its token once it is answered; asked for again without a mask, the cache gives the same one.
            Console.WriteLine("printed " + IbmIamToken(s => s.WithApiKeyVariable("CLIENT_API_KEY").WithMaskInBuildLog(false)).AccessToken);
            IbmIamTokenToFile("unmasked.json", s => s.WithApiKeyVariable("OWN_API_KEY").WithMaskInBuildLog(false));
        });
        RunTarget("Deploy");
        """;

    [Theory]
    [InlineData("GITHUB_ACTIONS", "true", "::add-mask::")]
    [InlineData("TF_BUILD", "True", "##vso[task.setsecret]")]
    public async Task Come_before_the_token_can_be_printed(string variable, string value, string command)
    {
        var (output, token, refreshToken, unmasked) = await RunAsync(variable, value);

        var masked = Lines(output, command);
        var printed = Lines(output, "printed ");
        Assert.Equal(2, printed.Length);
        Assert.Equal(token, printed[0]);
        Assert.All(printed, p => Assert.True(
            output.IndexOf(command + p, StringComparison.Ordinal) is >= 0 and var at && at < output.IndexOf("printed " + p, StringComparison.Ordinal)));
        Assert.Contains(refreshToken, masked);
        // Each once, however often the token was asked for: an announcement is itself a line that holds the secret.
        Assert.Equal(masked.Distinct(), masked);
        Assert.DoesNotContain(unmasked, output, StringComparison.Ordinal);
        Assert.DoesNotContain("task.setvariable", output, StringComparison.Ordinal);
    }

    private async Task<(string Output, string Token, string RefreshToken, string Unmasked)> RunAsync(string variable, string value)
    {
        await using var script = new CakeScript(packages, Script, o => o.KeyProtect = true);
        script.Sandbox.Environment[variable] = value;
        script.Sandbox.Environment["CLIENT_API_KEY"] = script.Iam.AddServiceId("client").ApiKey;
        script.Sandbox.Environment["OWN_API_KEY"] = script.Iam.AddServiceId("own").ApiKey;
        var run = (await script.RunAsync()).ShouldSucceed();
        using var document = JsonDocument.Parse(script.Read("token.json"));
        using var own = JsonDocument.Parse(script.Read("unmasked.json"));
        return (
            run.Output,
            document.RootElement.GetProperty("access_token").GetString()!,
            document.RootElement.GetProperty("refresh_token").GetString()!,
            own.RootElement.GetProperty("access_token").GetString()!);
    }

    private static string[] Lines(string output, string start) =>
        [.. Line().Matches(output).Select(m => m.Value.TrimEnd('\r')).Where(l => l.StartsWith(start, StringComparison.Ordinal)).Select(l => l[start.Length..])];

    [GeneratedRegex("^.+$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
