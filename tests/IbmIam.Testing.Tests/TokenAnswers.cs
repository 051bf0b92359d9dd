namespace IbmIam.Testing.Tests;

/// <summary>What IAM says of tokens, word for word: those it gives, those it is asked about, the keys that sign them.</summary>
public sealed class TokenAnswers : IDisposable
{
    private const string Prefix = "grant_type=" + Client.Prefix;
    private const string ServiceId = "ServiceId-00000000-0000-4000-8000-00000000fa4e";
    private const string Granted = """
        "token_type": "Bearer", "expires_in": 3600, "expiration": 1767326645, "scope": "ibm openid"
        """;

    private readonly FrozenFake _fake = new();

    [Fact]
    public async Task A_key_gives_the_nameless_client_no_refresh_token_and_a_named_one_a_real_one()
    {
        var form = $"{Prefix}apikey&apikey={_fake.Iam.ApiKey}";

        var answer = await _fake.FormAsync(form, basic: null);
        answer.Is($$"""{ "access_token": "<token>", "refresh_token": "not_supported", {{Granted}} }""");
        Assert.Equal(("no-store", "no-cache"), (answer.Headers["Cache-Control"], answer.Headers["Pragma"]));
        answer.Claims.Is(Claims());
        (await _fake.FormAsync(form + "&response_type=cloud_iam")).Is($$"""{ "access_token": "<token>", "refresh_token": "<refresh token>", {{Granted}} }""");
    }

    [Theory]
    [InlineData("cloud_iam+delegated_refresh_token")]
    [InlineData("cloud_iam,delegated_refresh_token")]
    public async Task A_delegated_refresh_token_is_given_beside_the_others(string type)
    {
        (await _fake.FormAsync($"{Prefix}apikey&apikey={_fake.Iam.ApiKey}&response_type={type}&receiver_client_ids=kube"))
            .Is($$"""{ "access_token": "<token>", "refresh_token": "<refresh token>", "delegated_refresh_token": "<refresh token>", {{Granted}} }""");
    }

    [Fact]
    public async Task A_login_gives_a_session()
    {
        var login = await _fake.FormAsync($"{Prefix}passcode&passcode={_fake.Iam.AddPasscode()}");

        login.Is($$"""{ "access_token": "<token>", "refresh_token": "<refresh token>", {{Granted}}, "session_id": "C-<guid>" }""");
        login.Claims.Is("""
            {
              "iam_id": "IBMid-00000FA4E0", "id": "IBMid-00000FA4E0", "realmid": "IBMid", "session_id": "C-<guid>", "jti": "<guid>", "identifier": "00000FA4E0",
              "given_name": "Test", "family_name": "User", "name": "Test User", "email": "user@example.com", "sub": "user@example.com",
              "authn": {
                "sub": "user@example.com", "iam_id": "IBMid-00000FA4E0", "name": "Test User", "given_name": "Test", "family_name": "User", "email": "user@example.com"
              },
              "account": { "boundary": "global", "valid": true, "bss": "<account>", "frozen": true }, "iat": 1767323045, "exp": 1767326645,
              "iss": "<url>/identity", "grant_type": "urn:ibm:params:oauth:grant-type:passcode", "scope": "ibm openid", "client_id": "bx", "acr": 1, "amr": ["pwd"]
            }
            """);
    }

    [Fact]
    public async Task An_assumed_profile_has_no_refresh_token_and_names_who_assumed_it()
    {
        var answer = await _fake.FormAsync($"{Prefix}assume&access_token={_fake.Iam.MintToken()}&profile_id={_fake.Iam.DefaultProfile.Id}", basic: null);

        answer.Is($$"""{ "access_token": "<token>", "refresh_token": "not_supported", {{Granted}} }""");
        Assert.Equal(Client.Prefix + "assume", answer.Claims.Text("grant_type"));
        Assert.Equal((_fake.Iam.DefaultProfile.Id, _fake.Iam.DefaultServiceId.Id), (answer.Claims.Text("sub"), answer.Claims["authn"]!.AsObject().Text("sub")));
    }

    [Fact]
    public async Task A_service_instances_token_is_of_its_resource_name_for_half_an_hour()
    {
        const string Crn = "crn:v1:bluemix:public:databases:us-south:a/fa4e:instance-1::";

        var answer = await _fake.FormAsync($"{Prefix}iam-authz&access_token={_fake.Iam.MintToken()}&desired_iam_id=crn-{Crn}", basic: null);

        answer.Is("""{ "access_token": "<token>", "token_type": "Bearer", "expires_in": 1800, "expiration": 1767324845, "scope": "ibm openid" }""");
        answer.Claims.Is($$"""
            {
              "iam_id": "crn-{{Crn}}", "id": "crn-{{Crn}}", "realmid": "crn", "jti": "<guid>", "identifier": "{{Crn}}", "sub": "{{Crn}}", "sub_type": "CRN",
              "authn": { "sub": "{{Crn}}", "iam_id": "crn-{{Crn}}", "sub_type": "CRN" },
              "account": { "boundary": "global", "valid": true, "bss": "<account>", "frozen": true }, "iat": 1767323045, "exp": 1767324845,
              "iss": "<url>/identity", "grant_type": "urn:ibm:params:oauth:grant-type:iam-authz", "scope": "ibm openid", "client_id": "default", "acr": 0, "amr": []
            }
            """);
    }

    [Fact]
    public async Task Introspection_tells_all_claims_of_a_good_token_and_nothing_of_another()
    {
        var token = (await _fake.Client.ApiKeyAsync(_fake.Iam.ApiKey)).Token;

        (await _fake.FormAsync("token=" + token, "/identity/introspect")).Is(Claims("\"active\": true,"));
        (await _fake.FormAsync("token=nonsense", "/identity/introspect")).Is("""{ "active": false }""");
        Assert.Equal(Documents.Missing("token"), (await _fake.FormAsync("", "/identity/introspect")).Refusal());
        Assert.Equal("401 BXNIM0308E No authorization header found.", (await _fake.FormAsync("token=" + token, "/identity/introspect", null)).Refusal());
        Assert.Equal("401 BXNIM0310E The provided client could not be found.", (await _fake.FormAsync("token=" + token, "/identity/introspect", "bx:wrong")).Refusal());
    }

    [Fact]
    public async Task User_information_is_who_the_holder_of_a_token_is()
    {
        (await _fake.Client.GetAsync("/identity/userinfo", _fake.Iam.MintToken())).Is($$"""
            {
              "iam_id": "iam-{{ServiceId}}", "id": "iam-{{ServiceId}}", "realmid": "iam", "identifier": "{{ServiceId}}", "name": "default", "sub": "{{ServiceId}}",
              "sub_type": "ServiceId", "account": { "boundary": "global", "valid": true, "bss": "<account>", "frozen": true }
            }
            """);
        (await _fake.Client.GetAsync("/identity/userinfo", _fake.Iam.MintToken(_fake.Iam.DefaultUser))).Is("""
            {
              "iam_id": "IBMid-00000FA4E0", "id": "IBMid-00000FA4E0", "realmid": "IBMid", "identifier": "00000FA4E0", "given_name": "Test", "family_name": "User",
              "name": "Test User", "email": "user@example.com", "sub": "user@example.com",
              "account": { "boundary": "global", "valid": true, "bss": "<account>", "frozen": true }
            }
            """);
        Assert.Equal("401 BXNIM0308E No authorization header found.", (await _fake.Client.GetAsync("/identity/userinfo")).Refusal());
        Assert.Equal("401 BXNIM0405E Provided token is not supported.", (await _fake.Client.GetAsync("/identity/userinfo", "nonsense")).Refusal());
    }

    [Fact]
    public async Task Discovery_tells_what_IAMs_own_tells()
    {
        (await _fake.Client.GetAsync("/identity/.well-known/openid-configuration")).Is("""
            {
              "issuer": "<url>/identity", "authorization_endpoint": "<url>/identity/authorize", "token_endpoint": "<url>/identity/token",
              "passcode_endpoint": "<url>/identity/passcode", "userinfo_endpoint": "<url>/identity/userinfo", "jwks_uri": "<url>/identity/keys",
              "response_types_supported": ["code", "id_token", "token", "token id_token"],
              "grant_types_supported": [
                "authorization_code", "refresh_token", "password", "implicit", "urn:ibm:params:oauth:grant-type:apikey",
                "urn:ibm:params:oauth:grant-type:delegated-refresh-token", "urn:ibm:params:oauth:grant-type:iam-authz"
              ],
              "scopes_supported": ["openid", "email", "profile", "ibm", "roles", "containers-kubernetes", "containers-openshift"],
              "public_hosts": ["<url>"], "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"]
            }
            """);
    }

    [Fact]
    public async Task A_key_is_published_with_its_public_half_alone()
    {
        var key = (await _fake.Client.GetAsync("/identity/keys")).Json["keys"]![0]!.AsObject();

        key.Is($$"""{ "kty": "RSA", "n": "{{key.Text("n")}}", "e": "AQAB", "alg": "RS256", "kid": "202601010000" }""");
        Assert.Equal(256, System.Buffers.Text.Base64Url.DecodeFromChars(key.Text("n")).Length);
    }

    public void Dispose() => _fake.Dispose();

    private static string Claims(string before = "") => $$"""
        {
          {{before}}
          "iam_id": "iam-{{ServiceId}}", "id": "iam-{{ServiceId}}", "realmid": "iam", "jti": "<guid>", "identifier": "{{ServiceId}}", "name": "default",
          "sub": "{{ServiceId}}", "sub_type": "ServiceId",
          "authn": { "sub": "{{ServiceId}}", "iam_id": "iam-{{ServiceId}}", "sub_type": "ServiceId", "name": "default" },
          "account": { "boundary": "global", "valid": true, "bss": "<account>", "frozen": true }, "iat": 1767323045, "exp": 1767326645,
          "iss": "<url>/identity", "grant_type": "urn:ibm:params:oauth:grant-type:apikey", "scope": "ibm openid", "client_id": "default", "acr": 1, "amr": ["pwd"]
        }
        """;
}
