using IbmIam.Core.Tests.Infra;
using IbmIam.Credentials;
using IbmIam.Exchange;

namespace IbmIam.Core.Tests;

/// <summary>The order of the places that are looked at, and what is said of one that is wrong; nothing is sent.</summary>
public sealed class Sources : IDisposable
{
    private readonly Bed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData("IBMCLOUD_API_KEY", "API key in variable IBMCLOUD_API_KEY")]
    [InlineData("IC_API_KEY", "API key in variable IC_API_KEY")]
    [InlineData("BM_API_KEY", "API key in variable BM_API_KEY")]
    [InlineData("BLUEMIX_API_KEY", "API key in variable BLUEMIX_API_KEY")]
    [InlineData("IBMCLOUD_IAM_TOKEN", "token in variable IBMCLOUD_IAM_TOKEN")]
    [InlineData("IC_IAM_TOKEN", "token in variable IC_IAM_TOKEN")]
    [InlineData("IBMCLOUD_CR_TOKEN", "compute-resource token in variable IBMCLOUD_CR_TOKEN")]
    [InlineData("/var/run/secrets/tokens/vault-token", "compute-resource token in file /var/run/secrets/tokens/vault-token")]
    [InlineData("/var/run/secrets/tokens/sa-token", "compute-resource token in file /var/run/secrets/tokens/sa-token")]
    [InlineData("/var/run/secrets/codeengine.cloud.ibm.com/compute-resource-token/token", "compute-resource token in file /var/run/secrets/codeengine.cloud.ibm.com/compute-resource-token/token")]
    [InlineData("IBMCLOUD_CR_VPC_URL", "VPC instance identity")]
    public async Task Each_place_is_looked_at_and_beats_those_after_it(string place, string source)
    {
        string[] places =
        [
            "IBMCLOUD_API_KEY", "IC_API_KEY", "BM_API_KEY", "BLUEMIX_API_KEY", "IBMCLOUD_IAM_TOKEN", "IC_IAM_TOKEN", "IBMCLOUD_CR_TOKEN",
            "/var/run/secrets/tokens/vault-token", "/var/run/secrets/tokens/sa-token", "/var/run/secrets/codeengine.cloud.ibm.com/compute-resource-token/token", "IBMCLOUD_CR_VPC_URL",
        ];
        _bed["IBMCLOUD_CR_PROFILE"] = "Profile-1";
        foreach (var later in places[Array.IndexOf(places, place)..])
        {
            Put(later, later == "IBMCLOUD_CR_VPC_URL" ? "http://169.254.169.254" : later.EndsWith("IAM_TOKEN", StringComparison.Ordinal) ? Jwt() : "canary-key");
        }

        Assert.Equal(source, (await RequestAsync(new())).Credential.Source);
    }

    [Theory]
    [InlineData("ApiKeyFile")]
    [InlineData("CrTokenFile")]
    [InlineData("RefreshTokenFile")]
    [InlineData("CaFile")]
    public async Task A_file_that_is_not_there_is_one_fault(string setting)
    {
        var settings = new IamSettings { ApiKey = setting == "CaFile" ? Secret.From("canary-key") : null, TrustedProfile = "Profile-1" };
        typeof(IamSettings).GetProperty(setting)!.SetValue(settings, "f");

        Assert.Equal($"{setting}: the file 'f' does not exist (relative to {_bed.Folder}). Check the path and its permissions.", await FailAsync(settings));
    }

    [Theory]
    [InlineData("IBMCLOUD_API_KEY", "a b", "IBMCLOUD_API_KEY: the value contains a line break")]
    [InlineData("IBMCLOUD_IAM_TOKEN", "canary", "IBMCLOUD_IAM_TOKEN is not an IAM access token")]
    [InlineData("IBMCLOUD_CR_TOKEN", "a b", "variable IBMCLOUD_CR_TOKEN: the value contains a line break")]
    [InlineData("IBMCLOUD_CR_TOKEN", "@nowhere", "IBMCLOUD_CR_TOKEN: the file 'nowhere' does not exist")]
    public async Task A_wrong_variable_is_named(string variable, string value, string told)
    {
        (_bed["IBMCLOUD_CR_PROFILE"], _bed[variable]) = ("Profile-1", value);

        Assert.StartsWith(told, await FailAsync(new()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clients_secret_that_can_not_be_one_is_not_told_as_missing_too()
    {
        (_bed["KMS_APIKEY"], _bed["KMS_CLIENT_ID"], _bed["KMS_CLIENT_SECRET"]) = ("k", "mine", "a b");

        Assert.StartsWith("KMS_CLIENT_SECRET: the value contains a line break", await FailAsync(new() { ServiceName = "kms" }), StringComparison.Ordinal);
    }

    private static string Jwt() => $"e30.{Convert.ToBase64String("""{"exp":1,"iat":0}"""u8).TrimEnd('=')}.e30";

    private void Put(string place, string text)
    {
        if (!place.StartsWith('/'))
        {
            _bed[place] = text;
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(_bed.Folder + place)!);
        File.WriteAllText(_bed.Folder + place, text);
    }

    private async Task<TokenRequest> RequestAsync(IamSettings settings) => (await new CredentialChain(settings, _bed.Host).RequestAsync(Bed.Cancel)).Request;

    private async Task<string> FailAsync(IamSettings settings) => (await Assert.ThrowsAsync<IamException>(() => RequestAsync(settings))).Message;
}
