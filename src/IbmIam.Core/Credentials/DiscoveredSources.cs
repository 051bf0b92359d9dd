using IbmIam.Exchange;

namespace IbmIam.Credentials;

/// <summary>The credential sources tried, in order, when no setting names one. The first that is not skipped ends the search, even if it is invalid.</summary>
internal sealed class DiscoveredSources(IamSettings settings, SettingReader reader)
{
    private static string[] KeyVariables => ["IBMCLOUD_API_KEY", "IC_API_KEY", "BM_API_KEY", "BLUEMIX_API_KEY"];

    private static string[] TokenVariables => ["IBMCLOUD_IAM_TOKEN", "IC_IAM_TOKEN"];

    /// <summary>Windows has none: there, any local user could create these paths on the current drive.</summary>
    private static string[] CrTokenFiles => OperatingSystem.IsWindows() ? [] :
    [
        "/var/run/secrets/tokens/vault-token",
        "/var/run/secrets/tokens/sa-token",
        "/var/run/secrets/codeengine.cloud.ibm.com/compute-resource-token/token",
    ];

    private static string[] CiVariables =>
        ["CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "TEAMCITY_VERSION", "BUILDKITE", "TRAVIS", "APPVEYOR", "CIRCLECI", "BITBUCKET_BUILD_NUMBER", "CODEBUILD_BUILD_ID", "PIPELINE_RUN_ID"];

    /// <summary>Returns the result of the first source not skipped, or null, and why the sources before it were skipped.</summary>
    public async Task<(Found? Found, List<string> SkipReasons)> FindAsync(CancellationToken cancellationToken)
    {
        List<string> skipReasons = [];
        foreach (var source in (Func<CancellationToken, Task<Found>>[])[ApiKeyAsync, _ => Task.FromResult(Token()), CrTokenAsync, _ => Task.FromResult(Vpc()), _ => Task.FromResult(Cli())])
        {
            var found = await source(cancellationToken).ConfigureAwait(false);
            if (found.SkipReason is null)
            {
                return (found, skipReasons);
            }

            skipReasons.Add(found.SkipReason);
        }

        return (null, skipReasons);
    }

    private async Task<Found> ApiKeyAsync(CancellationToken cancellationToken)
    {
        if (FirstSet(KeyVariables) is not var (name, value))
        {
            return Found.Skipped($"API key (none of {string.Join(", ", KeyVariables)} is set)");
        }

        var key = await reader.KeyAsync(value, name, cancellationToken).ConfigureAwait(false);
        return key is null ? Found.Invalid : new(new IamCredential.ApiKey(key) { Source = $"API key in variable {name}" });
    }

    private Found Token()
    {
        if (FirstSet(TokenVariables) is not var (name, value))
        {
            return Found.Skipped($"access token (none of {string.Join(", ", TokenVariables)} is set)");
        }

        return ReadyTokens.Read(reader, value, name) is { } token
            ? new(new IamCredential.ReadyToken(token) { Source = $"token in variable {name}" })
            : Found.Invalid;
    }

    public async Task<Found> CrTokenAsync(CancellationToken cancellationToken)
    {
        const string Variable = "IBMCLOUD_CR_TOKEN";
        var (text, source) = reader.Variable(Variable) is { } value ? (value, $"variable {Variable}") : await WellKnownFileAsync(cancellationToken).ConfigureAwait(false);
        if (text is null)
        {
            return Found.Skipped($"compute-resource token ({Variable} is not set{(CrTokenFiles.Length > 0 ? $"; none of {string.Join(", ", CrTokenFiles)} exists" : "")})");
        }

        if (Profile() is not { } profile)
        {
            return Found.Skipped($"compute-resource token in {source} (no trusted profile: neither TrustedProfile nor IBMCLOUD_CR_PROFILE is set)");
        }

        if (SecretText.Trimmed(text) is ['@', .. var path] && reader.Variable(Variable) is not null)
        {
            source = $"file {path}";
            text = await reader.FileAsync(path, Variable, cancellationToken).ConfigureAwait(false);
        }

        return text is not null && reader.Clean(text, source!) is { } token
            ? new(new IamCredential.ComputeResource(token, profile) { Source = $"compute-resource token in {source}" })
            : Found.Invalid;
    }

    private async Task<(string? Text, string? Source)> WellKnownFileAsync(CancellationToken cancellationToken)
    {
        foreach (var file in CrTokenFiles)
        {
            if ((await reader.TryFileAsync(reader.Host.Root + file, cancellationToken).ConfigureAwait(false)).Text is { } text)
            {
                return (text, $"file {file}");
            }
        }

        return default;
    }

    private Found Vpc()
    {
        if (!settings.UseVpc && reader.Variable(VpcMetadata.UrlVariable) is null)
        {
            return Found.Skipped($"VPC identity (neither UseVpc nor {VpcMetadata.UrlVariable} is set)");
        }

        var (url, setting) = settings.VpcUrl is null && reader.Variable(VpcMetadata.UrlVariable) is { } variable
            ? (variable, VpcMetadata.UrlVariable)
            : (settings.VpcUrl ?? VpcMetadata.DefaultUrl, nameof(settings.VpcUrl));
        return VpcMetadata.Credential(reader, (url, setting), (settings.VpcVersion, nameof(settings.VpcVersion)), Profile());
    }

    private Found Cli() => !settings.UseCli ? Found.Skipped("CLI session (UseCli is not set)")
        : FirstSet(CiVariables) is var (name, _) ? Found.Skipped($"CLI session (never used in CI, and {name} is set)")
        : new(new IamCredential.CliSession { Source = "ibmcloud CLI session" });

    private TrustedProfile? Profile() => TrustedProfile.OfResource(settings, reader);

    private (string Name, string Value)? FirstSet(string[] names)
    {
        foreach (var name in names)
        {
            if (reader.Variable(name) is { } value)
            {
                return (name, value);
            }
        }

        return null;
    }
}
