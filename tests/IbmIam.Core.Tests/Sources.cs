using IbmIam.Core.Tests.Infra;
using IbmIam.Credentials;
using IbmIam.Exchange;

namespace IbmIam.Core.Tests;

/// <summary>What settings, environment and files come to, before anybody is asked; and what is said of each that is wrong.</summary>
public sealed class Sources : IDisposable
{
    private const string Account = "0123456789abcdef0123456789abcdef";
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
    [InlineData("ApiKey", "API key given by value")]
    [InlineData("ApiKeyVariable", "API key in variable V")]
    [InlineData("ApiKeyFile", "API key in file f")]
    [InlineData("TokenVariable", "token in variable V")]
    [InlineData("CrTokenFile", "compute-resource token in file f")]
    [InlineData("PasscodeVariable", "passcode in variable V")]
    [InlineData("RefreshTokenVariable", "refresh token in variable V")]
    [InlineData("RefreshTokenFile", "refresh token in file f")]
    public async Task A_named_source_says_where_it_is(string setting, string source)
    {
        var secret = setting == "TokenVariable" ? "Bearer " + Jwt() : "canary-key";
        (_bed["V"], _) = (secret, _bed.File("f", secret));

        Assert.Equal(source, (await RequestAsync(With(new() { TrustedProfile = "Profile-1" }, setting))).Credential.Source);
    }

    [Theory]
    [InlineData("ApiKeyFile")]
    [InlineData("CrTokenFile")]
    [InlineData("RefreshTokenFile")]
    [InlineData("CaFile")]
    public async Task A_file_that_is_not_there_is_one_fault(string setting)
    {
        var settings = With(new() { ApiKey = setting == "CaFile" ? Secret.From("canary-key") : null, TrustedProfile = "Profile-1" }, setting);

        Assert.Equal($"{setting}: the file 'f' does not exist. Check the path and its permissions.", await FailAsync(settings));
    }

    [Theory]
    [InlineData(262144, null)]
    [InlineData(262145, "ApiKeyFile: the file 'f' is too large to be one. Check the path and its permissions.")]
    public async Task A_file_has_a_quarter_of_a_mebibyte_at_most(int length, string? told)
    {
        _bed.File("f", new string('x', length));

        if (told is null)
        {
            Assert.Equal(length, Assert.IsType<IamCredential.ApiKey>((await RequestAsync(new() { ApiKeyFile = "f" })).Credential).Key.Reveal().Length);
            return;
        }

        Assert.Equal(told, await FailAsync(new() { ApiKeyFile = "f" }));
    }

    [Theory]
    [InlineData("f", "'f' may not be read")]
    [InlineData("f\0", "'f' can't be read")]
    public async Task A_file_that_can_not_be_read_says_why(string path, string why)
    {
        Directory.CreateDirectory(Path.Combine(_bed.Folder, "f"));

        Assert.Equal($"ApiKeyFile: the file {why}. Check the path and its permissions.", await FailAsync(new() { ApiKeyFile = path }));
    }

    [Fact]
    public async Task An_empty_chain_says_why_of_each()
    {
        const string Files = "/var/run/secrets/tokens/vault-token, /var/run/secrets/tokens/sa-token, /var/run/secrets/codeengine.cloud.ibm.com/compute-resource-token/token";

        Assert.StartsWith(
            "No IBM Cloud credential was found. Looked at: API key (none of IBMCLOUD_API_KEY, IC_API_KEY, BM_API_KEY, BLUEMIX_API_KEY is set); "
            + $"ready token (none of IBMCLOUD_IAM_TOKEN, IC_IAM_TOKEN is set); compute-resource token (IBMCLOUD_CR_TOKEN is not set; none of {Files} is there); "
            + "VPC identity (neither UseVpc nor IBMCLOUD_CR_VPC_URL is set); CLI session (UseCli is not set). Set ",
            await FailAsync(new()),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IBMCLOUD_API_KEY", "a b", "IBMCLOUD_API_KEY: the value holds a line break")]
    [InlineData("IBMCLOUD_IAM_TOKEN", "canary", "IBMCLOUD_IAM_TOKEN holds no IAM access token")]
    [InlineData("IBMCLOUD_CR_TOKEN", "a b", "variable IBMCLOUD_CR_TOKEN: the value holds a line break")]
    [InlineData("IBMCLOUD_CR_TOKEN", "@nowhere", "IBMCLOUD_CR_TOKEN: the file 'nowhere' does not exist")]
    [InlineData("IBMCLOUD_IAM_API_ENDPOINT", "http://iam.example", "IBMCLOUD_IAM_API_ENDPOINT is not a usable endpoint")]
    public async Task A_wrong_variable_is_named(string variable, string value, string told)
    {
        (_bed["IBMCLOUD_CR_PROFILE"], _bed[variable]) = ("Profile-1", value);

        Assert.StartsWith(told, await FailAsync(variable.EndsWith("ENDPOINT", StringComparison.Ordinal) ? new() { ApiKey = Secret.From("k") } : new()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=")]
    [InlineData("a=b")]
    [InlineData("a\0b")]
    [InlineData("a\rb")]
    [InlineData("a\nb")]
    [InlineData("a\tb")]
    [InlineData("a b")]
    [InlineData("{a}")]
    [InlineData("a}")]
    [InlineData("\"a")]
    [InlineData("a'b")]
    [InlineData("a.b")]
    [InlineData(" ")]
    public async Task What_is_no_name_is_not_shown(string name) =>
        Assert.StartsWith("ApiKeyVariable is not the name of a variable; ", await FailAsync(new() { ApiKeyVariable = name }), StringComparison.Ordinal);

    [Fact]
    public async Task What_is_out_of_range_tells_the_range()
    {
        IamSettings Key() => new() { ApiKey = Secret.From("k") };
        var (hour, day, cache, tenant) = (Key(), Key(), Key(), Key());
        (hour.Timeout, day.MinimumLifetime, cache.TokenCache, tenant.Tenant) = (TimeSpan.Zero, TimeSpan.FromDays(2), (TokenCacheMode)7, "");

        Assert.Equal("Timeout must be more than 0 and at most an hour.", await FailAsync(hour));
        Assert.Equal("MinimumLifetime must be from 0 to a day.", await FailAsync(day));
        Assert.Equal("TokenCache must be user, process or none.", await FailAsync(cache));
        Assert.StartsWith("Tenant holds a character", await FailAsync(tenant), StringComparison.Ordinal);
        var longest = Key();
        longest.MinimumLifetime = TimeSpan.FromDays(1);
        Assert.NotNull(await RequestAsync(longest));
    }

    [Theory]
    [InlineData(null, true, "A client secret is given without a ClientId.")]
    [InlineData("mine", false, "ClientId is given without its secret.")]
    [InlineData("mine", true, null)]
    [InlineData("bx", false, null)]
    [InlineData(null, false, null)]
    public async Task A_client_has_an_id_and_a_secret(string? id, bool secret, string? told)
    {
        var settings = new IamSettings { ApiKey = Secret.From("k"), ClientId = id, ClientSecret = secret ? Secret.From("s") : null };

        if (told is null)
        {
            Assert.Equal(id is null ? null : new ClientPair(id, Secret.From(secret ? "s" : "bx")), (await RequestAsync(settings)).Client);
            return;
        }

        Assert.StartsWith(told, await FailAsync(settings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_can_not_be_read_is_not_told_as_missing_too()
    {
        Assert.StartsWith("ClientSecretVariable names", await FailAsync(new() { ApiKey = Secret.From("k"), ClientId = "mine", ClientSecretVariable = "UNSET" }), StringComparison.Ordinal);
        Assert.StartsWith("ClientSecret: the value", await FailAsync(new() { ApiKey = Secret.From("k"), ClientId = "mine", ClientSecret = Secret.From("a b") }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_setting_says_beats_the_sdks_and_the_sdks_the_environments()
    {
        Sdk(("APIKEY", "k"), ("AUTH_URL", "https://sdk.example"), ("CLIENT_ID", "sdk"), ("CLIENT_SECRET", "t"), ("SCOPE", "sdk"), ("IAM_ACCOUNT_ID", "sdk"));
        _bed["IBMCLOUD_IAM_API_ENDPOINT"] = "https://variable.example";

        var sdk = await RequestAsync(new() { ServiceName = "kms" });
        var given = await RequestAsync(new() { ServiceName = "kms", IamUrl = "https://mine.example", ClientId = "mine", ClientSecret = Secret.From("s"), Scope = "mine", Account = Account });

        Assert.Equal(("sdk.example", new("sdk", Secret.From("t")), "sdk", "sdk"), (sdk.Endpoint.Host, sdk.Client, sdk.Scope, sdk.Account));
        Assert.Equal(("mine.example", new("mine", Secret.From("s")), "mine", Account), (given.Endpoint.Host, given.Client, given.Scope, given.Account));
        Assert.Equal("variable.example", (await RequestAsync(new() { ApiKey = Secret.From("k") })).Endpoint.Host);
    }

    [Fact]
    public async Task A_passcode_has_the_client_given_before_that_of_the_cli()
    {
        _bed["V"] = "canary";

        Assert.Equal("bx", (await RequestAsync(new() { PasscodeVariable = "V" })).Client!.Id);
        Assert.Equal("bx", (await RequestAsync(new() { PasscodeVariable = "V", TrustedProfile = "Profile-1" })).Client!.Id);
        Assert.Equal("mine", (await RequestAsync(new() { PasscodeVariable = "V", ClientId = "mine", ClientSecret = Secret.From("s") })).Client!.Id);
    }

    [Fact]
    public async Task A_profile_and_a_metadata_address_given_beat_those_of_variables()
    {
        (_bed["IBMCLOUD_CR_PROFILE"], _bed["IBMCLOUD_CR_TOKEN"], _bed["IBMCLOUD_CR_VPC_URL"]) = ("Profile-v", "canary", "https://variable.example");

        Assert.Equal("Profile-g", Assert.IsType<IamCredential.ComputeResource>((await RequestAsync(new() { TrustedProfile = "Profile-g" })).Credential).Profile.Value);
        _bed["IBMCLOUD_CR_TOKEN"] = null;
        Assert.Equal("variable.example", Assert.IsType<IamCredential.VpcIdentity>((await RequestAsync(new())).Credential).Url.Host);
        Assert.Equal("given.example", Assert.IsType<IamCredential.VpcIdentity>((await RequestAsync(new() { VpcUrl = "https://given.example" })).Credential).Url.Host);
    }

    [Theory]
    [InlineData("AUTH_TYPE", "container", "kms|IAM_PROFILE_ID")]
    [InlineData("AUTH_TYPE", "nothing", "KMS_AUTH_TYPE asks for a kind")]
    [InlineData("AUTHTYPE", "nothing", "KMS_AUTH_TYPE asks for a kind")]
    [InlineData("AUTH_TYPE", "iam", "kms|APIKEY")]
    [InlineData("AUTH_TYPE", "iamAssume", "kms|IAM_PROFILE_ID")]
    [InlineData("AUTH_TYPE", "bearerToken", "kms|BEARER_TOKEN")]
    [InlineData("AUTH_URL", "https://iam.example", "kms|IAM_PROFILE_ID")]
    [InlineData("SCOPE", "x", "kms|IAM_PROFILE_ID")]
    [InlineData("CLIENT_ID", "bx", "kms|IAM_PROFILE_ID")]
    [InlineData("CLIENT_SECRET", "x", "2 settings are wrong. (1) IBMIAM1023: The IBM SDK configuration has no KMS_IAM_PROFILE_ID.")]
    [InlineData("IAM_ACCOUNT_ID", "x", "kms|IAM_PROFILE_ID")]
    [InlineData("IAM_PROFILE_ID", "x", "kms|CR_TOKEN_FILENAME")]
    [InlineData("IAM_PROFILE_CRN", "x", "kms|CR_TOKEN_FILENAME")]
    [InlineData("IAM_PROFILE_NAME", "x", "kms|CR_TOKEN_FILENAME")]
    [InlineData("CR_TOKEN_FILENAME", "f", "kms|IAM_PROFILE_ID")]
    [InlineData("VPC_IMS_VERSION", "x", "kms|IAM_PROFILE_ID")]
    [InlineData("BEARER_TOKEN", "x", "kms|IAM_PROFILE_ID")]
    [InlineData("APIKEY", "a b", "KMS_APIKEY: the value holds a line break")]
    [InlineData("REFRESH_TOKEN", "a b", "KMS_REFRESH_TOKEN: the value holds a line break")]
    [InlineData("OTHER", "x", "ServiceName: no IBM SDK configuration for kms. Looked at: IBM_CREDENTIALS_FILE, ibm-credentials.env in the working and the home folder, the environment, VCAP_SERVICES.")]
    public async Task One_property_is_a_configuration_and_what_it_lacks_is_named(string property, string value, string told)
    {
        Sdk((property, value));

        Assert.StartsWith(told.Replace("kms|", "The IBM SDK configuration has no KMS_", StringComparison.Ordinal), await FailAsync(new() { ServiceName = "kms" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AUTH_TYPE=bearerToken;BEARER_TOKEN=x", "KMS_BEARER_TOKEN holds no IAM access token")]
    [InlineData("AUTH_TYPE=vpc;AUTH_URL=ftp://x", "KMS_AUTH_URL is not a usable endpoint")]
    [InlineData("AUTH_TYPE=vpc;VPC_IMS_VERSION=x", "KMS_VPC_IMS_VERSION is not a version")]
    [InlineData("APIKEY=k;AUTH_URL=http://x.example", "KMS_AUTH_URL is not a usable endpoint")]
    [InlineData("APIKEY=k;CLIENT_ID=mine;CLIENT_SECRET=a b", "KMS_CLIENT_SECRET: the value holds a line break")]
    [InlineData("IAM_PROFILE_ID=p;CR_TOKEN_FILENAME=f", "KMS_CR_TOKEN_FILENAME: the value holds a line break")]
    [InlineData("IAM_PROFILE_ID=p;CR_TOKEN_FILENAME=g", "KMS_CR_TOKEN_FILENAME: the file 'g' does not exist")]
    [InlineData("AUTH_TYPE=iamAssume;APIKEY=k;IAM_PROFILE_NAME=p", "TrustedProfile is a name, and IAM finds a profile to assume by its name only within an account.")]
    public async Task A_wrong_property_is_named(string properties, string told)
    {
        _bed.File("f", "a b");
        Sdk([.. properties.Split(';').Select(static at => (at[..at.IndexOf('=', StringComparison.Ordinal)], at[(at.IndexOf('=', StringComparison.Ordinal) + 1)..]))]);

        Assert.StartsWith(told, await FailAsync(new() { ServiceName = "kms" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sdks_container_may_take_what_is_found()
    {
        Sdk(("IAM_PROFILE_CRN", "crn:1"));
        _bed["IBMCLOUD_CR_TOKEN"] = "canary";

        var found = Assert.IsType<IamCredential.ComputeResource>((await RequestAsync(new() { ServiceName = "kms" })).Credential);

        Assert.Equal((new(TrustedProfile.ByCrn, "crn:1"), "compute-resource token in variable IBMCLOUD_CR_TOKEN"), (found.Profile, found.Source));
        Sdk(("CR_TOKEN_FILENAME", "f"));
        _bed.File("f", "canary");
        Assert.Equal("compute-resource token in file f", (await RequestAsync(new() { ServiceName = "kms" })).Credential.Source);
    }

    [Fact]
    public async Task The_sdks_profile_by_name_has_the_sdks_account()
    {
        Sdk(("AUTH_TYPE", "iamAssume"), ("APIKEY", "k"), ("IAM_PROFILE_NAME", "p"), ("IAM_ACCOUNT_ID", "a"));

        Assert.Equal("a", (await RequestAsync(new() { ServiceName = "kms" })).Account);
    }

    [Fact]
    public async Task The_sdks_places_are_read_in_order()
    {
        _bed["VCAP_SERVICES"] = """{"kms":[{"credentials":{"apikey":"old","iam_apikey":"vcap","iam_url":"https://vcap.example"}}]}""";
        Assert.Equal(("API key in VCAP_SERVICES", "old", "vcap.example"), await KeyAsync());
        _bed["VCAP_SERVICES"] = """{"kms":[{"credentials":{"iam_apikey":"vcap"}}]}""";
        Assert.Equal(("API key in VCAP_SERVICES", "vcap", "iam.cloud.ibm.com"), await KeyAsync());
        Sdk(("APIKEY", "environment"));
        Assert.Equal(("API key in the environment", "environment", "iam.cloud.ibm.com"), await KeyAsync());

        foreach (var variable in (string[])["USERPROFILE", "HOME"])
        {
            _bed[variable] = Directory.CreateDirectory(Path.Combine(_bed.Folder, variable)).FullName;
            var file = _bed.File($"{variable}/ibm-credentials.env", $"#KMS_APIKEY=comment\nOTHER_APIKEY=other\nKMS_APIKEY={variable}\nKMS_SCOPE");
            Assert.Equal(($"API key in file {file}", variable, "iam.cloud.ibm.com"), await KeyAsync());
        }

        _bed.File("ibm-credentials.env", "KMS_APIKEY=here");
        Assert.Equal(("API key in file ibm-credentials.env", "here", "iam.cloud.ibm.com"), await KeyAsync());
    }

    private async Task<(string Source, string Key, string Host)> KeyAsync()
    {
        var request = await RequestAsync(new() { ServiceName = "kms" });
        return (request.Credential.Source, Assert.IsType<IamCredential.ApiKey>(request.Credential).Key.Reveal(), request.Endpoint.Host);
    }

    private static string Jwt() => $"e30.{Convert.ToBase64String("""{"exp":1,"iat":0}"""u8).TrimEnd('=')}.e30";

    private static IamSettings With(IamSettings settings, string setting)
    {
        typeof(IamSettings).GetProperty(setting)!.SetValue(settings, setting == "ApiKey" ? Secret.From("canary-key") : setting.EndsWith("File", StringComparison.Ordinal) ? "f" : "V");
        return settings;
    }

    private void Sdk(params (string Name, string Value)[] properties)
    {
        foreach (var (name, value) in properties)
        {
            _bed["KMS_" + name] = value;
        }
    }

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
