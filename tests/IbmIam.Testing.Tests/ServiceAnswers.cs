using System.Text;
using IbmIam.Testing.Endpoints;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Tests;

/// <summary>What IBM Cloud services, not IAM, say of a token, word for word.</summary>
public sealed class ServiceAnswers : IDisposable
{
    private const string Bearer = "Extracting the subject from the bearer token failed. See logs for more information. ";

    private readonly FrozenFake _fake = new(options => options.KeyProtect = true);

    [Fact]
    public async Task Key_Protect_lists_its_sample_keys()
    {
        var answer = await _fake.AskAsync("GET", "/api/v2/keys", null, _fake.Iam.MintToken(), ("bluemix-instance", "instance"));

        answer.Is($$"""
            {
              "metadata": { "collectionType": "application/vnd.ibm.kms.key+json", "collectionTotal": 3 },
              "resources": [{{Key(1, "root-key-of-the-build")}}, {{Key(2, "package-signing-key")}}, {{Key(3, "database-backup-key")}}]
            }
            """);
        Assert.Equal("application/vnd.ibm.collection+json", answer.Headers["Content-Type"]);
        Assert.Equal(_fake.Iam.DefaultServiceId.Id, _fake.Iam.Requests[^1].Identity);
    }

    [Theory]
    [InlineData("GET /api/v2/keys", "", 400, "BAD_HEADER_ERR", "The header bluemix-instance is missing: it names the Key Protect instance.")]
    [InlineData("POST /api/v2/keys/fa4e0000-0000-4000-8000-000000000004/actions/rotate", "instance", 404, "KEY_NOT_FOUND_ERR", "Key does not exist. Verify that the key ID is correct.")]
    public async Task Key_Protect_refuses_what_it_does_not_know(string route, string instance, int status, string code, string message)
    {
        var answer = await _fake.AskAsync(route.Split(' ')[0], route.Split(' ')[1], null, _fake.Iam.MintToken(), ("bluemix-instance", instance));

        AssertKeyProtectRefused(answer, status, code, message);
    }

    public static TheoryData<string, string> Flaws => new()
    {
        { "expired", "Token expired" }, { "not yet valid", "Token is not valid yet" }, { "foreign", "Token comes from another issuer" },
        { "unknown key", "Token was signed by an unknown key or changed" }, { "none", "Token is missing or malformed" }, { "removed", "Token's identity was removed" },
    };

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task A_bad_token_is_told_from_a_good_one(string flaw, string words)
    {
        _fake.Iam.Protect("/kms/**", FakeService.KeyProtect);
        _fake.Iam.Protect("/resources/**");
        var token = Token(flaw);

        AssertKeyProtectRefused(await _fake.AskAsync("GET", "/api/v2/keys", null, token), 400, "BEARER_SUB_EXTRACTION_ERR", $"{Bearer}({words})");
        AssertKeyProtectRefused(await _fake.AskAsync("GET", "/kms/keys", null, token), 400, "BEARER_SUB_EXTRACTION_ERR", $"{Bearer}({words})");
        (await _fake.AskAsync("GET", "/resources/instances", null, token)).Is($$"""{ "message": "{{words}}", "code": 401, "global_transaction_id": "t-1" }""", 401);
        Assert.Equal(("401", words), (_fake.Iam.Requests[^1].ErrorCode, _fake.Iam.Requests[^1].Explanation));
    }

    [Fact]
    public void A_guarded_path_without_a_stub_tells_who_came_in()
    {
        using var iam = new FakeIam(new FakeIamOptions());
        iam.Guard.Add("/api/**", FakeService.ResourceController);
        var headers = new Dictionary<string, string> { ["Authorization"] = "Bearer " + iam.MintToken(iam.DefaultUser, new FakeTokenForm()) };

        Assert.Null(iam.Refusal(new FakeRequest { Method = "GET", Path = "/api/x", Headers = headers }, "/api/x", out var guarded));

        Assert.Equal("""{"identity":"IBMid-00000FA4E0"}""", Encoding.UTF8.GetString(Guard.Welcome(guarded!).Body.Span));
    }

    [Fact]
    public void A_pattern_begins_with_a_slash()
    {
        var problem = Assert.Throws<ArgumentException>(() => _fake.Iam.Protect("api/**"));

        Assert.Equal("The pattern is 'api/**': begin it with '/', such as /api/** for everything below /api.", problem.Message);
    }

    public void Dispose() => _fake.Dispose();

    private static string Key(int number, string name) => $$"""
        {
          "type": "application/vnd.ibm.kms.key+json", "id": "fa4e0000-0000-4000-8000-00000000000{{number}}", "name": "{{name}}", "state": 1, "extractable": false,
          "crn": "crn:v1:bluemix:public:kms:us-south:a/fa4e:fa4e:key:fa4e0000-0000-4000-8000-00000000000{{number}}", "creationDate": "2026-01-01T00:00:00Z", "deleted": false
        }
        """;

    private void AssertKeyProtectRefused(Answer answer, int status, string code, string message)
    {
        answer.Is(
            $$"""
            {
              "metadata": { "collectionType": "application/vnd.ibm.kms.error+json", "collectionTotal": 1 },
              "resources": [{
                "errorMsg": "{{(status == 404 ? "Not Found" : "Bad Request")}}: {{message}}",
                "reasons": [{ "code": "{{code}}", "message": "{{message}}", "status": {{status}}, "moreInfo": "https://cloud.ibm.com/apidocs/key-protect" }]
              }]
            }
            """,
            status);
        Assert.Equal("application/vnd.ibm.kms.error+json", answer.Headers["Content-Type"]);
        Assert.Equal(code, _fake.Iam.Requests[^1].ErrorCode);
    }

    private string? Token(string flaw)
    {
        var service = _fake.Iam.AddServiceId("gone");
        var token = _fake.Iam.MintToken(service, flaw switch
        {
            "expired" => FakeTokenForm.Expired,
            "not yet valid" => new() { NotBefore = TimeSpan.FromHours(1) },
            "foreign" => new() { Claims = new Dictionary<string, System.Text.Json.Nodes.JsonNode?> { ["iss"] = "https://iam.example/identity" } },
            "unknown key" => new() { SignedByUnknownKey = true },
            _ => new(),
        });
        if (flaw == "removed")
        {
            _fake.Iam.Remove(service);
        }

        return flaw == "none" ? null : token;
    }
}
