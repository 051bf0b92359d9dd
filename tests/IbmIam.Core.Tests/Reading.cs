using IbmIam.Core.Tests.Infra;
using IbmIam.Credentials;
using IbmIam.Exchange;

namespace IbmIam.Core.Tests;

/// <summary>Settings, variables and files, read into one request or into what is wrong with them; nothing is sent.</summary>
public sealed class Reading : IDisposable
{
    private const string Token = "e30.eyJleHAiOjk5OTk5OTk5OTl9.sig";
    private readonly Bed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData("Timeout", "00:00:00", "Timeout must be more than 0 and at most an hour.")]
    [InlineData("Timeout", "01:00:01", "Timeout must be more than 0 and at most an hour.")]
    [InlineData("Timeout", "01:00:00", null)]
    [InlineData("MinimumLifetime", "-00:00:01", "MinimumLifetime must be from 0 to a day.")]
    [InlineData("MinimumLifetime", "1.00:00:01", "MinimumLifetime must be from 0 to a day.")]
    [InlineData("MinimumLifetime", "1.00:00:00", null)]
    public async Task Spans_are_held_to_their_range(string setting, string span, string? fault)
    {
        var settings = new IamSettings { ApiKey = Secret.From("k") };
        typeof(IamSettings).GetProperty(setting)!.SetValue(settings, TimeSpan.Parse(span, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(fault, await FaultAsync(settings));
    }

    [Fact]
    public async Task Odd_values_are_told_with_their_setting()
    {
        Assert.Equal("TokenCache must be user, process or none.", await FaultAsync(new() { ApiKey = Secret.From("k"), TokenCache = (TokenCacheMode)3 }));
        Assert.StartsWith("Tenant is not valid in an HTTP header", await FaultAsync(new() { ApiKey = Secret.From("k"), Tenant = "" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere", "does not exist")]
    [InlineData("/nowhere/key", "does not exist")]
    [InlineData(".", "is not readable")]
    [InlineData("a\0b", "can't be read")]
    [InlineData("large", "is larger than 256 KiB")]
    public async Task Why_a_file_can_not_be_read(string path, string why)
    {
        _bed.File("large", new string('x', (256 * 1024) + 1));

        Assert.Contains($"' {why}. Check", await FaultAsync(new() { ApiKeyFile = path }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_may_be_as_large_as_a_quarter_of_a_mebibyte()
    {
        _bed.File("large", "key" + new string('\n', (256 * 1024) - 3));

        Assert.Equal("API key in file large", (await RequestAsync(new() { ApiKeyFile = "large" })).Credential.Source);
    }

    [Theory]
    [InlineData("A=B")]
    [InlineData("A B")]
    [InlineData("A.B")]
    [InlineData("{A")]
    [InlineData("A}")]
    [InlineData("\"A")]
    [InlineData("A'")]
    [InlineData("A\tB")]
    [InlineData("A\nB")]
    [InlineData(" ")]
    public async Task What_no_variable_is_called(string name) =>
        Assert.StartsWith("ApiKeyVariable is not a variable name", await FaultAsync(new() { ApiKeyVariable = name }), StringComparison.Ordinal);

    [Fact]
    public async Task Each_named_source_says_where_the_credential_was()
    {
        (_bed["T"], _bed["C"], _bed["R"]) = ("Bearer " + Token, "123456", "refresh");
        _bed.File("file", "content");

        foreach (var (settings, source) in ((IamSettings, string)[])
        [
            (new() { ApiKey = Secret.From("k") }, "API key given by value"),
            (new() { TokenVariable = "T" }, "token in variable T"),
            (new() { PasscodeVariable = "C" }, "passcode in variable C"),
            (new() { RefreshTokenVariable = "R" }, "refresh token in variable R"),
            (new() { RefreshTokenFile = "file" }, "refresh token in file file"),
            (new() { CrTokenFile = "file", TrustedProfile = "Profile-1" }, "compute-resource token in file file"),
        ])
        {
            Assert.Equal(source, (await RequestAsync(settings)).Credential.Source);
        }
    }

    [Fact]
    public async Task Each_variable_of_an_api_key_or_a_ready_token_is_found()
    {
        foreach (var (name, what, value) in ((string, string, string)[])
        [
            ("IBMCLOUD_API_KEY", "API key", "k"), ("IC_API_KEY", "API key", "k"), ("BM_API_KEY", "API key", "k"), ("BLUEMIX_API_KEY", "API key", "k"),
            ("IBMCLOUD_IAM_TOKEN", "token", Token), ("IC_IAM_TOKEN", "token", Token),
        ])
        {
            _bed[name] = value;
            Assert.Equal($"{what} in variable {name}", (await RequestAsync(new())).Credential.Source);
            _bed[name] = null;
        }
    }

    [Fact]
    public async Task All_places_looked_at_are_told_in_order()
    {
        var problem = await Assert.ThrowsAsync<IamException>(() => RequestAsync(new()));

        Assert.Equal(
            "No IBM Cloud credential found. Tried: API key (none of IBMCLOUD_API_KEY, IC_API_KEY, BM_API_KEY, BLUEMIX_API_KEY is set); "
            + "access token (none of IBMCLOUD_IAM_TOKEN, IC_IAM_TOKEN is set); compute-resource token (IBMCLOUD_CR_TOKEN is not set; none of "
            + "/var/run/secrets/tokens/vault-token, /var/run/secrets/tokens/sa-token, /var/run/secrets/codeengine.cloud.ibm.com/compute-resource-token/token exists); "
            + "VPC identity (neither UseVpc nor IBMCLOUD_CR_VPC_URL is set); CLI session (UseCli is not set). "
            + "Set the variable IBMCLOUD_API_KEY, or a credential setting such as ApiKeyFile.",
            problem.Message);
    }

    [Theory]
    [InlineData("/var/run/secrets/tokens/vault-token")]
    [InlineData("/var/run/secrets/tokens/sa-token")]
    [InlineData("/var/run/secrets/codeengine.cloud.ibm.com/compute-resource-token/token")]
    public async Task A_compute_resource_token_at_a_well_known_place(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_bed.Folder + file)!);
        await File.WriteAllTextAsync(_bed.Folder + file, "token\n", Bed.Cancel);
        _bed["IBMCLOUD_CR_PROFILE"] = "builder";

        var credential = Assert.IsType<IamCredential.ComputeResource>((await RequestAsync(new())).Credential);

        Assert.Equal((TrustedProfile.ByName, "builder", $"compute-resource token in file {file}"), (credential.Profile.Field, credential.Profile.Value, credential.Source));
        _bed["KMS_IAM_PROFILE_ID"] = "Profile-2";
        credential = Assert.IsType<IamCredential.ComputeResource>((await RequestAsync(new() { ServiceName = "kms" })).Credential);
        Assert.Equal((TrustedProfile.ById, "Profile-2"), (credential.Profile.Field, credential.Profile.Value));
    }

    [Fact]
    public async Task A_compute_resource_token_in_a_variable_with_the_profile_that_is_set_first()
    {
        (_bed["IBMCLOUD_CR_TOKEN"], _bed["IBMCLOUD_CR_PROFILE"]) = ("token", "crn:v1:one");

        var credential = Assert.IsType<IamCredential.ComputeResource>((await RequestAsync(new())).Credential);
        Assert.Equal((TrustedProfile.ByCrn, "compute-resource token in variable IBMCLOUD_CR_TOKEN"), (credential.Profile.Field, credential.Source));
        Assert.Equal("Profile-1", Assert.IsType<IamCredential.ComputeResource>((await RequestAsync(new() { TrustedProfile = "Profile-1" })).Credential).Profile.Value);

        (_bed["IBMCLOUD_CR_PROFILE"], _bed["IBMCLOUD_CR_TOKEN"]) = (null, "token");
        Assert.Contains(
            "compute-resource token in variable IBMCLOUD_CR_TOKEN (no trusted profile: neither TrustedProfile nor IBMCLOUD_CR_PROFILE is set)",
            (await Assert.ThrowsAsync<IamException>(() => RequestAsync(new()))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_metadata_service_is_the_one_set_before_the_one_found_before_the_usual_one()
    {
        Assert.Equal("http://169.254.169.254/", await VpcUrlAsync(new() { UseVpc = true }));
        Assert.Equal("VpcUrl", ((IamCredential.VpcIdentity)(await RequestAsync(new() { UseVpc = true })).Credential).Setting);
        _bed["IBMCLOUD_CR_VPC_URL"] = "http://127.0.0.1:1";
        Assert.Equal("http://127.0.0.1:1/", await VpcUrlAsync(new()));
        Assert.Equal("http://127.0.0.1:2/", await VpcUrlAsync(new() { VpcUrl = "http://127.0.0.1:2" }));

        async Task<string> VpcUrlAsync(IamSettings settings) => Assert.IsType<IamCredential.VpcIdentity>((await RequestAsync(settings)).Credential).Url.AbsoluteUri;
    }

    [Fact]
    public async Task What_a_setting_says_goes_before_the_services_configuration()
    {
        Kms(("APIKEY", "k"), ("AUTH_URL", "https://sdk.example"), ("SCOPE", "sdk"), ("CLIENT_ID", "sdk"), ("CLIENT_SECRET", "s"), ("IAM_ACCOUNT_ID", "sdk"));
        _bed["IBMCLOUD_IAM_API_ENDPOINT"] = "https://variable.example";

        var of = await RequestAsync(new() { ServiceName = "kms" });
        Assert.Equal(("https://sdk.example/", "sdk", "sdk"), (of.Endpoint.AbsoluteUri, of.Scope, of.Client?.Id));
        // IBM's SDKs send it for an assumed profile's name only: with a key of another account, IAM would refuse.
        Assert.Null(of.Account);

        var set = await RequestAsync(new() { ServiceName = "kms", IamUrl = "set.example", Scope = "set", ClientId = "set", ClientSecret = Secret.From("t"), Account = new string('a', 32) });
        Assert.Equal(("https://set.example/", "set", "set", "t", new string('a', 32)), (set.Endpoint.AbsoluteUri, set.Scope, set.Client?.Id, set.Client?.Secret.Reveal(), set.Account));

        Assert.Equal("https://variable.example/", (await RequestAsync(new() { ApiKey = Secret.From("k") })).Endpoint.AbsoluteUri);
        Kms(("AUTH_TYPE", "VPC"), ("AUTH_URL", "http://127.0.0.1:1"), ("VPC_IMS_VERSION", "2025-08-26"));
        var vpc = await RequestAsync(new() { ServiceName = "kms" });
        Assert.Equal("https://variable.example/", vpc.Endpoint.AbsoluteUri);
        Kms(("AUTHTYPE", "vpc"), ("AUTH_URL", "http://169.254.169.254"));
        Assert.Equal("https://variable.example/", (await RequestAsync(new() { ServiceName = "kms" })).Endpoint.AbsoluteUri);
        Assert.Equal(("http://127.0.0.1:1/", "2025-08-26"), (((IamCredential.VpcIdentity)vpc.Credential).Url.AbsoluteUri, ((IamCredential.VpcIdentity)vpc.Credential).Version));
    }

    [Fact]
    public async Task A_passcodes_client_is_bx_unless_another_is_set()
    {
        _bed["C"] = "123456";

        Assert.Equal("bx", (await RequestAsync(new() { PasscodeVariable = "C" })).Client?.Id);
        Assert.Equal("bx", (await RequestAsync(new() { PasscodeVariable = "C", TrustedProfile = "Profile-1" })).Client?.Id);
        Assert.Equal("mine", (await RequestAsync(new() { PasscodeVariable = "C", ClientId = "mine", ClientSecret = Secret.From("s") })).Client?.Id);
        Assert.Null((await RequestAsync(new() { ApiKey = Secret.From("k") })).Client);
    }

    [Fact]
    public async Task A_client_without_its_other_half_is_told_once()
    {
        Assert.Equal("ClientId is set without its secret. Set ClientSecretVariable, or remove ClientId.", await FaultAsync(new() { ApiKey = Secret.From("k"), ClientId = "mine" }));
        Assert.Equal("A client secret is set without a ClientId. Set both, or neither.", await FaultAsync(new() { ApiKey = Secret.From("k"), ClientSecret = Secret.From("s") }));
        Assert.StartsWith("ClientSecretVariable names the variable S,", await FaultAsync(new() { ApiKey = Secret.From("k"), ClientId = "mine", ClientSecretVariable = "S" }), StringComparison.Ordinal);
        Assert.StartsWith("ClientSecret: the value is wrapped", await FaultAsync(new() { ApiKey = Secret.From("k"), ClientId = "mine", ClientSecret = Secret.From("{s}") }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_by_name_is_assumed_within_the_account_of_the_configuration()
    {
        Kms(("AUTH_TYPE", "iamAssume"), ("APIKEY", "k"), ("IAM_PROFILE_NAME", "builder"));
        Assert.StartsWith("TrustedProfile is a name", await FaultAsync(new() { ServiceName = "kms" }), StringComparison.Ordinal);

        _bed["KMS_IAM_ACCOUNT_ID"] = "mine";
        var request = await RequestAsync(new() { ServiceName = "kms" });
        Assert.Equal(("mine", "builder"), (request.Account, ((IamCredential.Assumed)request.Credential).Profile.Value));

        _bed["KMS_IAM_PROFILE_CRN"] = "crn:v1:two";
        request = await RequestAsync(new() { ServiceName = "kms" });
        Assert.Equal((null, TrustedProfile.ByCrn), (request.Account, ((IamCredential.Assumed)request.Credential).Profile.Field));
    }

    [Theory]
    [InlineData("AUTH_TYPE")]
    [InlineData("AUTHTYPE")]
    [InlineData("AUTH_URL")]
    [InlineData("APIKEY")]
    [InlineData("REFRESH_TOKEN")]
    [InlineData("CLIENT_ID")]
    [InlineData("CLIENT_SECRET")]
    [InlineData("SCOPE")]
    [InlineData("BEARER_TOKEN")]
    [InlineData("CR_TOKEN_FILENAME")]
    [InlineData("IAM_PROFILE_ID")]
    [InlineData("IAM_PROFILE_CRN")]
    [InlineData("IAM_PROFILE_NAME")]
    [InlineData("IAM_ACCOUNT_ID")]
    [InlineData("VPC_IMS_VERSION")]
    public async Task One_property_is_a_configuration(string property)
    {
        Kms((property, "x"));

        Assert.DoesNotContain("no IBM SDK configuration", await FaultAsync(new() { ServiceName = "kms" }) ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_configuration_was_looked_for_is_told() => Assert.Equal(
        "ServiceName: no IBM SDK configuration for kms. Looked in: IBM_CREDENTIALS_FILE, ibm-credentials.env in the working and home folders, the environment, VCAP_SERVICES. Set KMS_APIKEY or one of these.",
        await FaultAsync(new() { ServiceName = "kms" }));

    [Theory]
    [InlineData("AUTH_TYPE=iam", "KMS_APIKEY is missing")]
    [InlineData("AUTHTYPE=iam", "KMS_APIKEY is missing")]
    [InlineData("AUTH_TYPE=iamAssume", "KMS_IAM_PROFILE_ID is missing")]
    [InlineData("AUTH_TYPE=container", "KMS_IAM_PROFILE_ID is missing")]
    [InlineData("AUTH_TYPE=container IAM_PROFILE_ID=Profile-1", "KMS_CR_TOKEN_FILENAME is missing")]
    [InlineData("AUTH_TYPE=bearerToken", "KMS_BEARER_TOKEN is missing")]
    [InlineData("AUTH_TYPE=mine", "KMS_AUTH_TYPE is an authentication type")]
    [InlineData("APIKEY={x}", "KMS_APIKEY: the value is wrapped")]
    [InlineData("REFRESH_TOKEN={x}", "KMS_REFRESH_TOKEN: the value is wrapped")]
    [InlineData("AUTH_TYPE=bearerToken BEARER_TOKEN={x}", "KMS_BEARER_TOKEN: the value is wrapped")]
    [InlineData("APIKEY=x CLIENT_ID=c CLIENT_SECRET={x}", "KMS_CLIENT_SECRET: the value is wrapped")]
    [InlineData("APIKEY=x AUTH_URL=ftp://x", "KMS_AUTH_URL is not a valid endpoint")]
    [InlineData("AUTH_TYPE=vpc AUTH_URL=ftp://x", "KMS_AUTH_URL is not a valid endpoint")]
    [InlineData("AUTH_TYPE=vpc VPC_IMS_VERSION=1", "KMS_VPC_IMS_VERSION is not a metadata API version")]
    [InlineData("CR_TOKEN_FILENAME=nowhere IAM_PROFILE_ID=Profile-1", "KMS_CR_TOKEN_FILENAME: the file 'nowhere' does not exist")]
    [InlineData("CR_TOKEN_FILENAME=wrapped IAM_PROFILE_ID=Profile-1", "KMS_CR_TOKEN_FILENAME: the value is wrapped")]
    public async Task What_is_wrong_in_a_configuration_is_told_by_its_property(string properties, string fault)
    {
        _bed.File("wrapped", "{x}");
        Kms([.. properties.Split(' ').Select(static at => (at[..at.IndexOf('=', StringComparison.Ordinal)], at[(at.IndexOf('=', StringComparison.Ordinal) + 1)..]))]);

        Assert.Contains(fault, await FaultAsync(new() { ServiceName = "kms" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_endpoint_in_the_environment_is_told_by_its_variable()
    {
        _bed["IBMCLOUD_IAM_API_ENDPOINT"] = "http://iam.example";

        Assert.StartsWith("IBMCLOUD_IAM_API_ENDPOINT is not a valid endpoint", await FaultAsync(new() { ApiKey = Secret.From("k") }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HOME")]
    [InlineData("USERPROFILE")]
    public async Task A_configuration_in_the_home_folder_goes_before_the_environment(string variable)
    {
        foreach (var folder in (string[])["HOME", "USERPROFILE"])
        {
            Directory.CreateDirectory(Path.Combine(_bed.Folder, folder));
            _bed.File(folder + "/ibm-credentials.env", $"#KMS_REFRESH_TOKEN=no\nXYZ_SCOPE=no\nKMS_APIKEY={folder}\n");
            _bed[folder] = folder == variable || variable == "HOME" ? Path.Combine(_bed.Folder, folder) : null;
        }

        Kms(("APIKEY", "environment"));

        var request = await RequestAsync(new() { ServiceName = "kms" });

        Assert.Equal((variable, null), (((IamCredential.ApiKey)request.Credential).Key.Reveal(), request.Scope));
    }

    [Fact]
    public async Task The_environment_goes_before_vcap_whose_names_are_its_own()
    {
        _bed["VCAP_SERVICES"] = """{"kms":[{"name":"a","credentials":{"iam_apikey":"old","apikey":"key","iam_url":"https://vcap.example","url":"https://service.example"}}]}""";
        var request = await RequestAsync(new() { ServiceName = "kms" });
        Assert.Equal(("key", "https://vcap.example/", "API key in VCAP_SERVICES"), (((IamCredential.ApiKey)request.Credential).Key.Reveal(), request.Endpoint.AbsoluteUri, request.Credential.Source));

        _bed["VCAP_SERVICES"] = """{"kms":[{"name":"a","credentials":{"iam_apikey":"old"}}]}""";
        Assert.Equal("old", ((IamCredential.ApiKey)(await RequestAsync(new() { ServiceName = "kms" })).Credential).Key.Reveal());

        Kms(("APIKEY", "environment"));
        Assert.Equal("environment", ((IamCredential.ApiKey)(await RequestAsync(new() { ServiceName = "kms" })).Credential).Key.Reveal());
    }

    [Fact]
    public async Task A_container_says_which_file_its_token_was_in()
    {
        Kms(("CR_TOKEN_FILENAME", _bed.File("cr", "token")), ("IAM_PROFILE_ID", "Profile-1"));

        Assert.Equal($"compute-resource token in file {_bed.Folder}/cr", (await RequestAsync(new() { ServiceName = "kms" })).Credential.Source);
    }

    private void Kms(params (string Name, string Value)[] properties)
    {
        foreach (var (name, value) in properties)
        {
            _bed["KMS_" + name] = value;
        }
    }

    private async Task<TokenRequest> RequestAsync(IamSettings settings) => (await new CredentialChain(settings, _bed.Host).RequestAsync(Bed.Cancel)).Request;

    private async Task<string?> FaultAsync(IamSettings settings)
    {
        try
        {
            await RequestAsync(settings);
            return null;
        }
        catch (IamException e)
        {
            return e.Message;
        }
    }
}
