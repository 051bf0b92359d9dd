using IbmIam.Core.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>IBM SDK configuration of a named service, read as the SDK cores read it, without their defects.</summary>
public sealed class SdkConfigurations : IDisposable
{
    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly Bed _bed = new();

    public void Dispose()
    {
        _iam.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public async Task A_credentials_file_with_comments_quotes_and_its_own_endpoint()
    {
        _bed["IBM_CREDENTIALS_FILE"] = _bed.File("creds.env", $"# mine\n\nMY_SERVICE_URL=https://service.example\r\nMY_SERVICE_APIKEY=\"{_iam.ApiKey}\"\r\nmy_service_auth_url={_iam.Url}/identity/token\nMY_SERVICEX_APIKEY=canary\n");

        Assert.Equal($"API key in file {_bed["IBM_CREDENTIALS_FILE"]}", (await GetAsync("my-service")).Source);
    }

    [Theory]
    [InlineData("")]
    [InlineData("home")]
    public async Task A_file_in_the_working_or_the_home_folder(string folder)
    {
        var path = Directory.CreateDirectory(Path.Combine(_bed.Folder, folder)).FullName;
        await File.WriteAllTextAsync(Path.Combine(path, "ibm-credentials.env"), $"KMS_APIKEY={_iam.ApiKey}\nKMS_AUTH_URL={_iam.Url}", Bed.Cancel);
        _bed["HOME"] = path;
        _bed["IBM_CREDENTIALS_FILE"] = "missing";

        Assert.NotNull((await GetAsync("kms")).AccessToken);
    }

    [Fact]
    public async Task A_file_beats_the_environment_as_a_whole()
    {
        _bed.File("ibm-credentials.env", $"KMS_APIKEY={_iam.ApiKey}\nKMS_AUTH_URL={_iam.Url}");
        _bed["KMS_APIKEY"] = "canary";
        _bed["KMS_SCOPE"] = "openid email";

        await GetAsync("kms");

        Assert.False(Assert.Single(_iam.Requests).Form.ContainsKey("scope"));
    }

    [Fact]
    public async Task The_environment_with_its_options()
    {
        _iam.AddClient("deployer", "s3cret");
        Variables(("APIKEY", _iam.ApiKey), ("CLIENT_ID", "deployer"), ("CLIENT_SECRET", "s3cret"), ("SCOPE", "ibm openid"));

        Assert.Equal("API key in the environment", (await GetAsync("kms")).Source);
        var request = Assert.Single(_iam.Requests);
        Assert.Equal("ibm openid", request.Form["scope"]);
        Assert.True(request.Headers.ContainsKey("Authorization"));
    }

    [Theory]
    [InlineData("""[{"name":"mine","credentials":{"apikey":"KEY","url":"https://service.example"}}]""", "mine")]
    [InlineData("""[{"name":"other","credentials":{"iam_apikey":"KEY","apikey":"KEY"}}]""", "kms")]
    public async Task Vcap_by_name_or_by_label_and_the_key_never_goes_to_the_services_url(string entries, string service)
    {
        _bed["VCAP_SERVICES"] = $$"""{"kms":{{entries.Replace("KEY", _iam.ApiKey, StringComparison.Ordinal)}}}""";
        _bed["IBMCLOUD_IAM_API_ENDPOINT"] = _iam.Url;

        Assert.Equal("API key in VCAP_SERVICES", (await GetAsync(service)).Source);
        Assert.Single(_iam.Requests);
    }

    [Fact]
    public async Task A_profile_is_assumed()
    {
        Variables(("AUTH_TYPE", "iamassume"), ("APIKEY", _iam.ApiKey), ("IAM_PROFILE_ID", _iam.DefaultProfile.Id));

        Assert.Contains(_iam.DefaultProfile.Id, (await GetAsync("kms")).Identity, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_is_the_default_without_a_key()
    {
        Variables(("CR_TOKEN_FILENAME", _bed.File("cr", _iam.AddComputeResource("cluster").Token)), ("IAM_PROFILE_NAME", _iam.DefaultProfile.Name));

        Assert.Contains(_iam.DefaultProfile.Id, (await GetAsync("kms")).Identity, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("variable IBMCLOUD_CR_TOKEN")]
    [InlineData("file /var/run/secrets/tokens/sa-token")]
    public async Task A_container_without_a_file_of_its_own_takes_the_token_that_any_program_there_would(string source)
    {
        var token = _iam.AddComputeResource("cluster").Token;
        _bed["IBMCLOUD_CR_TOKEN"] = source.StartsWith("variable", StringComparison.Ordinal) ? token : null;
        _bed["IBMCLOUD_CR_PROFILE"] = _iam.AddProfile("other").Id;
        Directory.CreateDirectory(Path.Combine(_bed.Folder, "var/run/secrets/tokens"));
        _bed.File("var/run/secrets/tokens/sa-token", token);
        Variables(("AUTH_TYPE", "container"), ("IAM_PROFILE_NAME", _iam.DefaultProfile.Name));

        var found = await GetAsync("kms");

        Assert.Equal($"compute-resource token in {source}", found.Source);
        Assert.Equal(_iam.DefaultProfile.Name, Assert.Single(_iam.Requests).Form["profile_name"]);
    }

    [Fact]
    public async Task A_virtual_server_takes_its_metadata_address_from_the_auth_url()
    {
        Variables(("AUTH_TYPE", "vpc"), ("IAM_PROFILE_CRN", _iam.DefaultProfile.Crn));

        Assert.Equal("VPC instance identity", (await GetAsync("kms")).Source);
    }

    [Theory]
    [InlineData("container")]
    [InlineData("vpc")]
    [InlineData("iamassume")]
    public async Task A_profile_that_a_setting_names_comes_first(string type)
    {
        Variables(("AUTH_TYPE", type), ("APIKEY", _iam.ApiKey), ("CR_TOKEN_FILENAME", _bed.File("cr", _iam.AddComputeResource("cluster").Token)), ("IAM_PROFILE_ID", _iam.DefaultProfile.Id));
        var other = _iam.AddProfile("other");

        var token = await _bed.Client(new() { ServiceName = "kms", TrustedProfile = other.Id }).GetTokenAsync(Bed.Cancel);
        Variables(("IAM_PROFILE_ID", ""));
        var alone = await _bed.Client(new() { ServiceName = "kms", TrustedProfile = other.Id, TokenCache = TokenCacheMode.None }).GetTokenAsync(Bed.Cancel);

        Assert.Contains(other.Id, token.Identity, StringComparison.Ordinal);
        Assert.Contains(other.Id, alone.Identity, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_token_or_a_ready_one()
    {
        Variables(("REFRESH_TOKEN", _iam.AddRefreshToken(_iam.DefaultUser)), ("CLIENT_ID", "bx"), ("CLIENT_SECRET", "bx"));
        Assert.Equal("refresh token in the environment", (await GetAsync("kms")).Source);

        Variables(("AUTH_TYPE", "bearerToken"), ("BEARER_TOKEN", _iam.MintToken()));
        Assert.Equal("token in the environment", (await GetAsync("kms")).Source);
    }

    [Theory]
    [InlineData("AUTH_TYPE", "noAuth", "IBMIAM1018")]
    [InlineData("AUTH_TYPE", "iam", "IBMIAM1023")]
    [InlineData("AUTH_TYPE", "iamAssume", "IBMIAM1023")]
    [InlineData("AUTH_TYPE", "container", "IBMIAM1023")]
    [InlineData("AUTH_TYPE", "bearerToken", "IBMIAM1023")]
    [InlineData("APIKEY", "{canary}", "IBMIAM1004")]
    [InlineData("CR_TOKEN_FILENAME", "nowhere", "IBMIAM1023")]
    [InlineData("NOTHING", "x", "IBMIAM1017")]
    public async Task What_is_missing_is_told_by_its_property(string property, string value, string code)
    {
        Variables((property, value));

        var problem = await Assert.ThrowsAsync<IamException>(() => GetAsync("kms"));

        Assert.Equal(code, problem.Code);
        Assert.Contains("KMS_", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "IBMIAM1024")]
    [InlineData("[]", "IBMIAM1024")]
    [InlineData("{}", "IBMIAM1017")]
    [InlineData("""{"kms":[{"credentials":{"url":"x"}}]}""", "IBMIAM1017")]
    public async Task A_vcap_that_has_nothing_is_told(string vcap, string code)
    {
        _bed["VCAP_SERVICES"] = vcap;

        Assert.Equal(code, (await Assert.ThrowsAsync<IamException>(() => GetAsync("kms"))).Code);
    }

    private void Variables(params (string Name, string Value)[] properties)
    {
        _bed["KMS_AUTH_URL"] = _iam.Url;
        foreach (var (name, value) in properties)
        {
            _bed["KMS_" + name] = value;
        }

        if (properties is [("NOTHING", _)])
        {
            _bed["KMS_AUTH_URL"] = null;
        }
    }

    private Task<IamToken> GetAsync(string service) => _bed.Client(new() { ServiceName = service }).GetTokenAsync(Bed.Cancel).AsTask();
}
