using IbmIam.Core.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>Which source is used, and what is told when none can be.</summary>
public sealed class Choosing : IDisposable
{
    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly Bed _bed = new();

    public void Dispose()
    {
        _iam.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public async Task An_empty_chain_lists_every_place_looked_at()
    {
        var problem = await FailAsync(new());

        Assert.Equal(("IBMIAM5001", IamFailure.Unavailable), (problem.Code, problem.Failure));
        foreach (var place in (string[])["IBMCLOUD_API_KEY", "IC_API_KEY", "BM_API_KEY", "BLUEMIX_API_KEY", "IBMCLOUD_IAM_TOKEN", "IC_IAM_TOKEN", "IBMCLOUD_CR_TOKEN", "/var/run/secrets/tokens/vault-token", "/var/run/secrets/tokens/sa-token", "codeengine", "UseVpc", "IBMCLOUD_CR_VPC_URL", "UseCli"])
        {
            Assert.Contains(place, problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_compute_resource_token_without_a_profile_is_passed_over()
    {
        _bed["IBMCLOUD_CR_TOKEN"] = "canary-token";

        var problem = await FailAsync(new());

        Assert.Contains("IBMCLOUD_CR_PROFILE", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CI")]
    [InlineData("TF_BUILD")]
    [InlineData("GITHUB_ACTIONS")]
    [InlineData("GITLAB_CI")]
    [InlineData("JENKINS_URL")]
    [InlineData("TEAMCITY_VERSION")]
    [InlineData("BUILDKITE")]
    [InlineData("TRAVIS")]
    [InlineData("APPVEYOR")]
    [InlineData("CIRCLECI")]
    [InlineData("BITBUCKET_BUILD_NUMBER")]
    [InlineData("CODEBUILD_BUILD_ID")]
    [InlineData("PIPELINE_RUN_ID")]
    public async Task The_session_of_the_cli_is_never_used_on_continuous_integration(string variable)
    {
        _bed[variable] = "true";

        Assert.Contains($"never used in CI, and {variable} is set", (await FailAsync(new() { UseCli = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_setting_names_beats_what_is_found()
    {
        _bed["IBMCLOUD_API_KEY"] = "canary-wrong";
        _bed["MINE"] = _iam.ApiKey;

        Assert.Equal("API key in variable MINE", (await GetAsync(new() { ApiKeyVariable = "MINE" })).Source);
    }

    [Fact]
    public async Task Variables_are_asked_in_order_and_blank_ones_passed_over()
    {
        _bed["IBMCLOUD_API_KEY"] = " \n";
        _bed["BM_API_KEY"] = _iam.ApiKey;
        _bed["BLUEMIX_API_KEY"] = "canary-wrong";

        Assert.Equal("API key in variable BM_API_KEY", (await GetAsync(new())).Source);
    }

    [Fact]
    public async Task The_refusal_of_the_first_source_that_has_something_is_final()
    {
        _bed["IBMCLOUD_API_KEY"] = "canary-wrong";
        _bed["IC_API_KEY"] = _iam.ApiKey;

        var problem = await FailAsync(new());

        Assert.Equal(("IBMIAM3001", "BXNIM0415E", 400), (problem.Code, problem.IamCode, problem.HttpStatus));
        Assert.Contains(" refused the request with the API key in variable IBMCLOUD_API_KEY: ", problem.Message, StringComparison.Ordinal);
        Assert.NotNull(problem.TransactionId);
        Assert.Contains(new Uri(_iam.Url).Authority, problem.Message, StringComparison.Ordinal);
        Assert.Contains(problem.TransactionId, problem.Message, StringComparison.Ordinal);
        Assert.Single(_iam.Requests);
    }

    [Fact]
    public async Task Two_sources_named_at_once_are_an_error_that_names_both()
    {
        var problem = await FailAsync(new() { ApiKeyVariable = "A", RefreshTokenFile = "b" });

        Assert.Equal("IBMIAM1001", problem.Code);
        Assert.Contains("ApiKeyVariable and RefreshTokenFile", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var problem = await Assert.ThrowsAsync<IamException>(() => _bed.Client(new()
        {
            IamUrl = "http://iam.cloud.ibm.com",
            ApiKeyVariable = "UNSET",
            ClientId = "deployer",
            Account = "mine",
            Tenant = "a\nb",
            Timeout = TimeSpan.Zero,
            MinimumLifetime = TimeSpan.FromSeconds(-1),
            TransactionId = "\u0001",
            CaFile = "nowhere",
        }).GetTokenAsync(Bed.Cancel).AsTask());

        Assert.Equal(IamFailure.Misconfigured, problem.Failure);
        foreach (var code in (string[])["1002", "1003", "1006", "1012", "1013", "1014", "1016"])
        {
            Assert.Contains("IBMIAM" + code, problem.Message, StringComparison.Ordinal);
        }

        Assert.Empty(_iam.Requests);
    }

    [Theory]
    [InlineData("\"canary-key\"", "IBMIAM1004")]
    [InlineData("'canary-key'", "IBMIAM1004")]
    [InlineData("{canary-key}", "IBMIAM1004")]
    [InlineData("canary-key}", "IBMIAM1004")]
    [InlineData("{canary-key", "IBMIAM1004")]
    [InlineData("\"canary-key", "IBMIAM1004")]
    [InlineData("canary-key\"", "IBMIAM1004")]
    [InlineData("'canary-key", "IBMIAM1004")]
    [InlineData("canary-key'", "IBMIAM1004")]
    [InlineData("$(CANARY_KEY)", "IBMIAM1004")]
    [InlineData("%CANARY_KEY%", "IBMIAM1004")]
    [InlineData("canary\u0001key", "IBMIAM1007")]
    [InlineData("canary\nkey", "IBMIAM1007")]
    [InlineData("canary key", "IBMIAM1007")]
    [InlineData("@nowhere", "IBMIAM1003")]
    [InlineData("@~/nowhere", "IBMIAM1003")]
    [InlineData(" ", "IBMIAM1002")]
    public async Task A_key_that_can_not_be_one_is_told_so(string value, string code)
    {
        _bed["KEY"] = value;

        var problem = await FailAsync(new() { ApiKeyVariable = "KEY" });

        Assert.Equal(code, problem.Code);
        Assert.DoesNotContain("canary", problem.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(_iam.Requests);
    }

    [Theory]
    [InlineData("""{"name":"x","apikey":17}""", "IBMIAM1022")]
    [InlineData("""{"apikey":"\"canary\""}""", "IBMIAM1004")]
    [InlineData("{canary}", "IBMIAM1004")]
    [InlineData("\n", "IBMIAM1005")]
    public async Task A_key_file_without_a_key_is_told_so(string text, string code)
    {
        _bed.File("key", text);

        var problem = await FailAsync(new() { ApiKeyFile = "key" });

        Assert.Equal(code, problem.Code);
        Assert.DoesNotContain("canary", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task A_key_file_is_read_by_its_byte_order_mark(string encoding)
    {
        await File.WriteAllTextAsync(Path.Combine(_bed.Folder, "key"), $$"""{"apikey":"{{_iam.ApiKey}}"}""" + "\r\n", System.Text.Encoding.GetEncoding(encoding), Bed.Cancel);

        Assert.NotNull((await _bed.Client(new() { IamUrl = _iam.Url, ApiKeyFile = "key" }).GetTokenAsync(Bed.Cancel)).AccessToken);
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("large")]
    public async Task A_file_that_can_not_be_one_is_told_so(string name)
    {
        Directory.CreateDirectory(Path.Combine(_bed.Folder, "folder"));
        _bed.File("large", new string('x', 300_000));

        Assert.Equal("IBMIAM1003", (await FailAsync(new() { ApiKeyFile = name })).Code);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_with_the_folder_it_was_looked_for_in()
    {
        Assert.Contains($"ApiKeyFile: the file 'keys/mine.json' does not exist (relative to {_bed.Folder}).", (await FailAsync(new() { ApiKeyFile = "keys/mine.json" })).Message, StringComparison.Ordinal);
        Assert.Contains($"the file '{_bed.Folder}/mine.json' does not exist.", (await FailAsync(new() { ApiKeyFile = _bed.Folder + "/mine.json" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_put_where_its_variables_name_belongs_is_not_shown()
    {
        var key = new string('a', 20) + "-Canary_" + new string('b', 15);

        var problem = await FailAsync(new() { ApiKeyVariable = key });

        Assert.Equal("IBMIAM1002", problem.Code);
        Assert.DoesNotContain("Canary", problem.ToString(), StringComparison.Ordinal);
        Assert.Equal("IBMIAM1008", (await FailAsync(new() { ApiKeyVariable = "{\"apikey\"}" })).Code);
    }

    [Theory]
    [InlineData("aBcD3fGh1j")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl")]
    [InlineData("OKAjZ0lSc1VxT2dZb3lQbGpBd2NhbmFyeWNhbmFyeWNhbmFyeQ")]
    public async Task A_secret_put_where_a_name_or_path_belongs_is_not_shown(string secret)
    {
        Assert.DoesNotContain(secret, (await FailAsync(new() { PasscodeVariable = secret })).ToString(), StringComparison.Ordinal);
        if (secret.Length >= 40)
        {
            Assert.DoesNotContain(secret[..30], (await FailAsync(new() { RefreshTokenFile = secret })).ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(secret[..30], (await FailAsync(new() { ApiKey = Secret.From("k"), CaFile = secret })).ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("nowhere/key.json", "'nowhere/key.json'")]
    [InlineData("key.json", "'key.json'")]
    public async Task A_path_is_shown(string path, string shown) =>
        Assert.Contains(shown, (await FailAsync(new() { ApiKeyFile = path })).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_file_that_gives_nothing_ends_with_the_deadline()
    {
        using var bed = new Bed(new FastTime());
        var pipe = Path.Combine(bed.Folder, "pipe");
        Unix.MakePipe(pipe);

        async Task<string> CodeAsync(IamSettings settings, int seconds)
        {
            settings.Timeout = TimeSpan.FromSeconds(seconds);
            return (await Assert.ThrowsAsync<IamException>(() => bed.Client(settings).GetTokenAsync(Bed.Cancel).AsTask())).Code;
        }

        Assert.Equal("IBMIAM4012", await CodeAsync(new() { ApiKeyFile = "pipe" }, 6));
        Assert.Equal("IBMIAM4012", await CodeAsync(new() { ApiKey = Secret.From("k"), CaFile = "pipe" }, 6));
        Assert.Equal("IBMIAM1003", await CodeAsync(new() { ApiKeyFile = "pipe" }, 60));

        Unix.Release(pipe);
    }

    [Fact]
    public async Task The_id_of_a_key_is_sent_with_a_warning()
    {
        var problem = await FailAsync(new() { ApiKey = Secret.From("ApiKey-0123") });

        Assert.Equal("IBMIAM3001", problem.Code);
        Assert.StartsWith("IBMIAM2010", Assert.Single(_bed.Log.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-profile")]
    [InlineData("profile-name-without-account")]
    [InlineData("vpc-version")]
    [InlineData("secret-without-id")]
    [InlineData("ca-file")]
    [InlineData("not-a-token")]
    public async Task Settings_that_do_not_go_together_are_told(string what)
    {
        _bed.File("cr", "canary");
        _bed["TOKEN"] = "canary";
        var (settings, code) = what switch
        {
            "no-profile" => (new IamSettings { CrTokenFile = "cr" }, "IBMIAM1009"),
            "profile-name-without-account" => (new() { ApiKey = Secret.From("k"), TrustedProfile = "builder" }, "IBMIAM1010"),
            "vpc-version" => (new() { UseVpc = true, VpcVersion = "2021-01-01" }, "IBMIAM1021"),
            "secret-without-id" => (new() { ApiKey = Secret.From("k"), ClientSecret = Secret.From("s") }, "IBMIAM1012"),
            "ca-file" => (new() { ApiKey = Secret.From("k"), CaFile = "cr" }, "IBMIAM1015"),
            _ => (new() { TokenVariable = "TOKEN" }, "IBMIAM1019"),
        };

        var problem = await FailAsync(settings);

        Assert.Equal((code, IamFailure.Misconfigured), (problem.Code, problem.Failure));
        Assert.DoesNotContain("canary", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Timeout", "01:00:00", true)]
    [InlineData("Timeout", "01:00:00.001", false)]
    [InlineData("Timeout", "00:00:00", false)]
    [InlineData("MinimumLifetime", "00:00:00", true)]
    [InlineData("MinimumLifetime", "00:59:00", true)]
    [InlineData("MinimumLifetime", "-00:00:00.001", false)]
    [InlineData("MinimumLifetime", "1.00:00:00.001", false)]
    [InlineData("Account", "0123456789abcdefABCDEF0123456789", true)]
    [InlineData("Account", "0123456789abcdefABCDEF012345678", false)]
    [InlineData("Account", "0123456789abcdefABCDEF012345678g", false)]
    [InlineData("Tenant", "~ !", true)]
    [InlineData("Tenant", "é", false)]
    [InlineData("Tenant", "a\u007Fb", false)]
    [InlineData("Tenant", "200", true)]
    [InlineData("Tenant", "201", false)]
    [InlineData("TransactionId", "build-17", true)]
    [InlineData("TransactionId", "201", false)]
    [InlineData("ClientId", "deployer", true)]
    [InlineData("ClientId", "deploy:er", false)]
    [InlineData("ClientId", "201", false)]
    public async Task A_setting_is_held_to_its_range(string setting, string value, bool good)
    {
        using var server = new RawServer(RawServer.Token(""","expires_in":3600"""));
        var settings = new IamSettings { IamUrl = server.Url, ApiKey = Secret.From("k"), ClientId = "c", ClientSecret = Secret.From("s") };
        var property = typeof(IamSettings).GetProperty(setting)!;
        property.SetValue(settings, property.PropertyType == typeof(TimeSpan) ? TimeSpan.Parse(value, System.Globalization.CultureInfo.InvariantCulture) : value is "200" or "201" ? new string('x', int.Parse(value, System.Globalization.CultureInfo.InvariantCulture)) : value);
        var getting = _bed.Client(settings).GetTokenAsync(Bed.Cancel).AsTask();

        if (good)
        {
            await getting;
            return;
        }

        Assert.Contains(setting, (await Assert.ThrowsAsync<IamException>(() => getting)).Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_cache_mode_that_is_none_is_told() =>
        Assert.Equal("IBMIAM1013", (await FailAsync(new() { ApiKey = Secret.From("k"), TokenCache = (TokenCacheMode)7 })).Code);

    [Fact]
    public async Task Every_blank_setting_is_none()
    {
        _bed["IBMCLOUD_API_KEY"] = _iam.ApiKey;
        _bed["IBMCLOUD_IAM_API_ENDPOINT"] = _iam.Url;
        foreach (var blank in (string[])["", " \t"])
        {
            var settings = new IamSettings();
            foreach (var property in typeof(IamSettings).GetProperties().Where(static at => at.PropertyType == typeof(string)))
            {
                property.SetValue(settings, blank);
            }

            Assert.Equal("API key in variable IBMCLOUD_API_KEY", (await _bed.Client(settings).GetTokenAsync(Bed.Cancel)).Source);
        }
    }

    [Fact]
    public async Task Blanks_around_a_setting_are_no_part_of_it()
    {
        _bed["KEY"] = _iam.ApiKey;
        var settings = new IamSettings { IamUrl = $" {_iam.Url} ", ApiKeyVariable = " KEY ", Account = $" {_iam.AccountId} ", Tenant = $" {_iam.AccountId} ", Scope = " ibm openid ", TransactionId = " t-1 ", ClientId = " bx " };
        await _bed.Client(settings).GetTokenAsync(Bed.Cancel);

        var request = Assert.Single(_iam.Requests);
        Assert.Equal((_iam.AccountId, "ibm openid", "t-1"), (request.Form["account"], request.Form["scope"], request.Headers["Transaction-Id"]));
    }

    [Fact]
    public async Task Empty_settings_are_none_and_later_changes_do_nothing()
    {
        _bed["IBMCLOUD_API_KEY"] = _iam.ApiKey;
        _bed["IBMCLOUD_IAM_API_ENDPOINT"] = _iam.Url + "/identity/token";
        var settings = new IamSettings { IamUrl = "", ApiKeyVariable = " ", ApiKeyFile = "", Scope = "", Account = "", TrustedProfile = "" };
        var client = _bed.Client(settings);
        settings.ApiKeyFile = "nowhere";

        Assert.Equal("API key in variable IBMCLOUD_API_KEY", (await client.GetTokenAsync(Bed.Cancel)).Source);
    }

    private Task<IamException> FailAsync(IamSettings settings) => Assert.ThrowsAsync<IamException>(() => GetAsync(settings));

    private Task<IamToken> GetAsync(IamSettings settings)
    {
        settings.IamUrl = _iam.Url;
        return _bed.Client(settings).GetTokenAsync(Bed.Cancel).AsTask();
    }
}
