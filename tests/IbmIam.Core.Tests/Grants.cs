using System.Diagnostics;
using IbmIam.Core.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>Each credential, over HTTP, against a fake that states IAM's wire format on its own.</summary>
public sealed class Grants : IDisposable
{
    private readonly FakeIamServer _iam = FakeIamServer.Start();
    private readonly Bed _bed = new();

    public void Dispose()
    {
        _iam.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public async Task An_api_key_given_by_value()
    {
        var token = await GetAsync(new() { ApiKey = Secret.From(_iam.ApiKey) });

        Assert.Equal("API key given by value", token.Source);
        Assert.Contains(_iam.DefaultServiceId.Name, token.Identity, StringComparison.Ordinal);
        Assert.Equal("Bearer", token.TokenType);
        Assert.Equal("ibm openid", token.Scope);
        Assert.Null(token.RefreshToken);
        Assert.False(token.FromCache);
        Assert.Equal("Bearer " + token.AccessToken, token.AuthorizationHeader);
        Assert.InRange(token.ExpiresIn, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
        var request = Assert.Single(_iam.Requests);
        Assert.Equal(["apikey", "grant_type"], request.Form.Keys.Order());
        Assert.Equal("application/json", request.Headers["Accept"]);
        Assert.Equal("ibm-iam-tooling/" + FileVersionInfo.GetVersionInfo(typeof(IamClient).Assembly.Location).ProductVersion!.Split('+')[0], request.UserAgent);
        Assert.True(int.Parse(request.Headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture) > 40);
        Assert.Equal(36, request.Headers["Transaction-Id"].Length);
        Assert.False(request.Headers.ContainsKey("Authorization"));
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("\uFEFF{0}\r\n")]
    [InlineData("  {0}\n\n")]
    public async Task An_api_key_in_a_named_variable(string form)
    {
        _bed["DEPLOY_KEY"] = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, _iam.ApiKey);

        var token = await GetAsync(new() { ApiKeyVariable = "DEPLOY_KEY" });

        Assert.Equal("API key in variable DEPLOY_KEY", token.Source);
    }

    [Theory]
    [InlineData("""{{"name":"deployer","createdAt":"2026","apikey":"{0}"}}""")]
    [InlineData("""{{"apiKey":"{0}"}}""")]
    [InlineData("{0}\r\n")]
    [InlineData("\uFEFF{0}")]
    public async Task An_api_key_in_a_file(string form)
    {
        _bed.File("key.json", string.Format(System.Globalization.CultureInfo.InvariantCulture, form, _iam.ApiKey));

        var token = await GetAsync(new() { ApiKeyFile = "key.json" });

        Assert.Equal("API key in file key.json", token.Source);
    }

    [Theory]
    [InlineData("IBMCLOUD_API_KEY")]
    [InlineData("IC_API_KEY")]
    [InlineData("BM_API_KEY")]
    [InlineData("BLUEMIX_API_KEY")]
    public async Task An_api_key_found_in_the_environment(string variable)
    {
        _bed[variable] = _iam.ApiKey;

        Assert.Equal($"API key in variable {variable}", (await GetAsync(new())).Source);
    }

    [Fact]
    public async Task A_variable_may_name_a_key_file_as_the_cli_takes_it()
    {
        _bed["IBMCLOUD_API_KEY"] = "@" + _bed.File("key.json", $$"""{"apikey":"{{_iam.ApiKey}}"}""");

        Assert.NotNull((await GetAsync(new())).AccessToken);
    }

    [Fact]
    public async Task A_refresh_token_with_its_client()
    {
        _bed["REFRESH"] = _iam.AddRefreshToken(_iam.DefaultUser) + "\n";

        var token = await GetAsync(new() { RefreshTokenVariable = "REFRESH", ClientId = "bx" });

        Assert.Equal("refresh_token", _iam.Requests[0].Grant);
        Assert.NotNull(token.RefreshToken);
    }

    [Fact]
    public async Task A_refresh_token_in_a_file_with_a_client_of_its_own()
    {
        _iam.AddClient("deployer", "s3cret");
        _bed.File("refresh", _iam.AddRefreshToken(_iam.DefaultUser, "deployer"));
        _bed["CLIENT_SECRET"] = "s3cret";

        var token = await GetAsync(new() { RefreshTokenFile = "refresh", ClientId = "deployer", ClientSecretVariable = "CLIENT_SECRET" });

        Assert.Equal("refresh token in file refresh", token.Source);
    }

    [Fact]
    public async Task A_passcode_goes_with_the_client_of_the_cli()
    {
        _bed["PASSCODE"] = _iam.AddPasscode();

        await GetAsync(new() { PasscodeVariable = "PASSCODE" });

        var request = Assert.Single(_iam.Requests);
        Assert.Equal(_iam.DefaultUser.Id, request.Identity);
        Assert.Equal("Basic " + Convert.ToBase64String("bx:bx"u8), request.Headers["Authorization"]);
    }

    [Theory]
    [InlineData(null, null, "")]
    [InlineData("bx", null, "Authorization: Basic Yng6Yng=\r\n")]
    [InlineData("deployer", "s3:cret", "Authorization: Basic ZGVwbG95ZXI6czM6Y3JldA==\r\n")]
    public async Task A_client_is_named_only_where_one_is_asked_for(string? id, string? secret, string header)
    {
        using var server = new RawServer(RawServer.Token(""","expires_in":3600"""));
        _bed["REFRESH"] = "refresh";
        _bed["CLIENT_SECRET"] = secret;
        await _bed.Client(new() { IamUrl = server.Url, RefreshTokenVariable = "REFRESH", ClientId = id, ClientSecretVariable = secret is null ? null : "CLIENT_SECRET" }).GetTokenAsync(Bed.Cancel);

        var request = Assert.Single(server.Requests);
        Assert.Equal(header.Length > 0, request.Contains("Authorization:", StringComparison.Ordinal));
        Assert.Contains(header, request, StringComparison.Ordinal);
        Assert.EndsWith("grant_type=refresh_token&refresh_token=refresh", request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(""","refresh_token":"" """, null)]
    [InlineData(""","refresh_token":null""", null)]
    [InlineData(""","refresh_token":"not_supported" """, null)]
    [InlineData(""","refresh_token":"real" """, "real")]
    public async Task A_refresh_token_that_is_none_is_none(string field, string? expected)
    {
        using var server = new RawServer(RawServer.Token(""","expires_in":3600""" + field));

        Assert.Equal(expected, (await _bed.Client(new() { IamUrl = server.Url, ApiKey = Secret.From("k") }).GetTokenAsync(Bed.Cancel)).RefreshToken);
    }

    [Theory]
    [InlineData("/var/run/secrets/tokens/vault-token")]
    [InlineData("/var/run/secrets/tokens/sa-token")]
    [InlineData("/var/run/secrets/codeengine.cloud.ibm.com/compute-resource-token/token")]
    public async Task A_compute_resource_token_in_a_well_known_file(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_bed.Folder + path)!);
        await File.WriteAllTextAsync(_bed.Folder + path, _iam.AddComputeResource("cluster").Token + "\n", Bed.Cancel);

        var token = await GetAsync(new() { TrustedProfile = _iam.DefaultProfile.Name });

        Assert.Equal($"compute-resource token in file {path}", token.Source);
        Assert.Contains(_iam.DefaultProfile.Id, token.Identity, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compute_resource_token_is_read_anew_at_each_exchange()
    {
        using var bed = Bed.OnFakeClock();
        using var iam = FakeIamServer.Start(options => options.Time = bed.Clock);
        var cluster = iam.AddComputeResource("cluster");
        var other = iam.AddComputeResource("other");
        var client = bed.Client(new() { IamUrl = iam.Url, CrTokenFile = bed.File("cr", cluster.Token), TrustedProfile = iam.DefaultProfile.Id });
        await client.GetTokenAsync(Bed.Cancel);
        bed.File("cr", $"\n{other.Token}\r\n");
        bed.Clock.Advance(TimeSpan.FromMinutes(61));
        await client.GetTokenAsync(Bed.Cancel);

        Assert.Equal([cluster.Token, other.Token], iam.Requests.Select(static request => request.Form["cr_token"]));
    }

    [Theory]
    [InlineData("passcode")]
    [InlineData("refresh token")]
    public async Task A_trusted_profile_assumed_by_a_person(string by)
    {
        _bed["PASSCODE"] = _iam.AddPasscode();
        _bed["REFRESH"] = _iam.AddRefreshToken(_iam.DefaultUser);
        var settings = by == "passcode" ? new IamSettings { PasscodeVariable = "PASSCODE" } : new() { RefreshTokenVariable = "REFRESH", ClientId = "bx" };
        settings.TrustedProfile = _iam.DefaultProfile.Id;

        Assert.Contains(_iam.DefaultProfile.Id, (await GetAsync(settings)).Identity, StringComparison.Ordinal);
        Assert.Equal(2, _iam.Requests.Count);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("crn")]
    [InlineData("name")]
    public async Task A_trusted_profile_from_a_compute_resource_token(string by)
    {
        var profile = _iam.AddProfile("builder");
        _bed.File("cr-token", _iam.AddComputeResource("cluster").Token + "\n");

        var token = await GetAsync(new() { CrTokenFile = "cr-token", TrustedProfile = Called(profile, by) });

        Assert.Contains(profile.Id, token.Identity, StringComparison.Ordinal);
        Assert.Null(token.RefreshToken);
    }

    [Fact]
    public async Task A_named_compute_resource_token_is_for_the_profile_of_the_environment()
    {
        _bed.File("cr-token", _iam.AddComputeResource("cluster").Token);
        _bed["IBMCLOUD_CR_PROFILE"] = _iam.DefaultProfile.Id;

        Assert.Contains(_iam.DefaultProfile.Id, (await GetAsync(new() { CrTokenFile = "cr-token" })).Identity, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_compute_resource_token_found_in_the_environment(bool inFile)
    {
        var cr = _iam.AddComputeResource("cluster").Token;
        _bed["IBMCLOUD_CR_TOKEN"] = inFile ? "@" + _bed.File("cr", cr) : cr;
        _bed["IBMCLOUD_CR_PROFILE"] = _iam.DefaultProfile.Id;

        Assert.Contains(_iam.DefaultProfile.Id, (await GetAsync(new())).Identity, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "id")]
    [InlineData("2022-03-01", "crn")]
    [InlineData("2025-08-26", "id")]
    [InlineData("2025-08-26", null)]
    public async Task A_trusted_profile_from_the_identity_of_a_virtual_server(string? version, string? by)
    {
        var token = await GetAsync(new() { UseVpc = true, VpcUrl = _iam.Url, VpcVersion = version, TrustedProfile = by is null ? null : Called(_iam.DefaultProfile, by) });

        Assert.Contains(_iam.DefaultProfile.Id, token.Identity, StringComparison.Ordinal);
        Assert.InRange(token.ExpiresIn, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(60));
        Assert.Equal(2, _iam.Requests.Count);
        Assert.All(_iam.Requests, static request => Assert.Equal("ibm", request.Headers["Metadata-Flavor"]));
        Assert.Equal(version == "2025-08-26" ? "/identity/v1/iam_tokens" : "/instance_identity/v1/iam_token", _iam.Requests[1].Path);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("crn")]
    [InlineData("name")]
    public async Task A_trusted_profile_assumed_with_an_api_key(string by)
    {
        var settings = new IamSettings { ApiKey = Secret.From(_iam.ApiKey), TrustedProfile = Called(_iam.DefaultProfile, by), Account = by == "name" ? _iam.AccountId : null };

        var token = await GetAsync(settings);

        Assert.Contains(_iam.DefaultProfile.Id, token.Identity, StringComparison.Ordinal);
        Assert.Equal(2, _iam.Requests.Count);
        Assert.Null(token.RefreshToken);
    }

    [Theory]
    [InlineData("IBMCLOUD_IAM_TOKEN", "")]
    [InlineData("IC_IAM_TOKEN", "Bearer ")]
    [InlineData("IC_IAM_TOKEN", "bearer ")]
    public async Task A_ready_token_found_in_the_environment(string variable, string scheme)
    {
        var ready = _iam.MintToken();
        _bed[variable] = scheme + ready + "\n";

        var token = await GetAsync(new());

        Assert.Equal(ready, token.AccessToken);
        Assert.InRange(token.ExpiresIn, TimeSpan.FromMinutes(58), TimeSpan.FromMinutes(60));
        Assert.Empty(_iam.Requests);
    }

    [Fact]
    public async Task A_ready_token_may_assume_a_profile()
    {
        _bed["TOKEN"] = _iam.MintToken();

        var token = await GetAsync(new() { TokenVariable = "TOKEN", TrustedProfile = _iam.DefaultProfile.Id });

        Assert.Contains(_iam.DefaultProfile.Id, token.Identity, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ready_token_that_has_ended_is_refused()
    {
        _bed["TOKEN"] = _iam.MintToken(form: FakeTokenForm.Expired);

        var problem = await Assert.ThrowsAsync<IamException>(() => GetAsync(new() { TokenVariable = "TOKEN" }));

        Assert.Equal("IBMIAM3013", problem.Code);
    }

    [Fact]
    public async Task Options_go_where_iam_reads_them()
    {
        _iam.AddClient("deployer", "s3cret");
        await GetAsync(new()
        {
            ApiKey = Secret.From(_iam.ApiKey),
            ClientId = "deployer",
            ClientSecret = Secret.From("s3cret"),
            Scope = "ibm openid",
            Account = _iam.AccountId,
            Tenant = _iam.AccountId,
            TransactionId = "build-17",
        });

        var request = Assert.Single(_iam.Requests);
        Assert.Equal("ibm openid", request.Form["scope"]);
        Assert.Equal(_iam.AccountId, request.Form["account"]);
        Assert.Equal(_iam.AccountId, request.Headers["ibm-cloud-tenant"]);
        Assert.Equal("build-17", request.Headers["Transaction-Id"]);
        Assert.True(request.Headers.ContainsKey("Authorization"));
    }

    private static string Called(FakeProfile profile, string by) => by switch { "id" => profile.Id, "crn" => profile.Crn, _ => profile.Name };

    private async Task<IamToken> GetAsync(IamSettings settings)
    {
        settings.IamUrl = _iam.Url;
        return await _bed.Client(settings).GetTokenAsync(Bed.Cancel);
    }
}
