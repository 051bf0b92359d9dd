namespace IbmIam.Testing.Tests;

/// <summary>What is wrong with a configuration is said in full: where it stands, what is given, what is taken.</summary>
public sealed class WrongConfigurations : IDisposable
{
    private readonly FakeIamServer _iam = FakeIamServer.Start();

    [Theory]
    [InlineData("[]", "configuration: it must be a JSON object.")]
    [InlineData("""{ "advance": "soon" }""", "configuration, line 1, advance: it must be a number of seconds.")]
    [InlineData("""{ "advance": 1e9 }""", "configuration, line 1, advance: it must be a number of seconds.")]
    [InlineData("""{ "now": "soon" }""", "configuration, line 1, now: it must be a date such as 2026-01-31T12:00:00Z.")]
    [InlineData("""{ "now": 1 }""", "configuration, line 1, now: it must be a string.")]
    [InlineData("""{ "rotateKeys": "yes" }""", "configuration, line 1, rotateKeys: it must be true or false.")]
    [InlineData("""{ "nextTokenClaims": [] }""", "configuration, line 1, nextTokenClaims: it must be an object.")]
    [InlineData("""{ "users": {} }""", "configuration, line 1, users: it must be an array.")]
    [InlineData("{ // one\n /* two\n three */ \"remove\":\n [\n \"nobody\" ] }", "configuration, line 5, remove[0]: there is no identity 'nobody': use an ID such as ServiceId-…, IBMid-… or Profile-….")]
    [InlineData("{ \"users\": [{},\n {\"email\": \"\"},] }", "configuration, line 1, users[0]: 'email' is missing.")]
    [InlineData("{ \"users\": [\n { \"email\": \"x\", \"id\": \"y\" }] }", "configuration, line 2, users[0]: 'y' is not a user's ID: it must start with 'IBMid-'.")]
    [InlineData("""{ "serviceIds": [{ "name": "" }] }""", "configuration, line 1, serviceIds[0]: 'name' is missing.")]
    [InlineData("""{ "profiles": [{ "nam": "p" }] }""", "configuration, line 1, profiles[0].nam: unknown property 'nam'. Known: name, id, trustOnly, claims, tokenLifetime.")]
    [InlineData("""{ "computeResources": [{ "name": "pod", "claims": { "x": 1 } }] }""", "configuration, line 1, computeResources[0].claims.x: it must be a string.")]
    [InlineData("""{ "clients": [{ "id": "cli" }] }""", "configuration, line 1, clients[0]: 'secret' is missing.")]
    [InlineData("""{ "clients": [{ "secret": "x" }] }""", "configuration, line 1, clients[0]: 'id' is missing.")]
    [InlineData("""{ "refreshTokens": [{ "token": "x" }] }""", "configuration, line 1, refreshTokens[0]: 'identity' is missing.")]
    [InlineData("""{ "refreshTokens": [{ "identity": "IBMid-00000FA4E0" }] }""", "configuration, line 1, refreshTokens[0]: 'token' is missing.")]
    [InlineData("""{ "protect": [{ "service": "key-protect" }] }""", "configuration, line 1, protect[0]: 'path' is missing.")]
    [InlineData("""{ "protect": [{ "path": "/x", "service": "cos" }] }""", "configuration, line 1, protect[0].service: there is no service 'cos'. Known: key-protect, resource-controller.")]
    [InlineData("""{ "faults": [{ "next": 1 }] }""", "configuration, line 1, faults[0]: 'kind' is missing.")]
    [InlineData("""{ "faults": [{ "kind": "status" }] }""", "configuration, line 1, faults[0]: 'status' is missing: this kind of fault requires it.")]
    [InlineData("""{ "faults": [{ "kind": "status", "status": 503.5 }] }""", "configuration, line 1, faults[0].status: it must be a whole number.")]
    [InlineData("""{ "faults": [{ "kind": "rate-limit", "retryAfter": -1 }] }""", "configuration, line 1, faults[0]: Retry-After is -00:00:01: use 0 to 1 hour.")]
    [InlineData(
        """{ "faults": [{ "kind": "explode" }] }""",
        "configuration, line 1, faults[0].kind: there is no fault 'explode'. Known: status, rate-limit, html, empty, malformed, no-token, redirect-loop, delay, stall, slow-body, reset, reset-after-headers, truncated, wrong-length.")]
    [InlineData(
        """{ "faults": [{ "kind": "empty", "of": 1 }] }""",
        "configuration, line 1, faults[0].of: unknown property 'of'. Known: kind, next, path, identity.")]
    public void What_is_wrong_is_told_by_its_place_and_what_is_taken_there(string json, string problem)
    {
        Assert.Equal(problem, Assert.ThrowsAny<ArgumentException>(() => _iam.Configure(json)).Message);
    }

    [Fact]
    public void A_long_name_with_many_below_it_takes_no_memory_for_each()
    {
        var below = string.Join(",", Enumerable.Range(0, 2000).Select(i => $"\"a{i}\":0"));
        var json = $"{{\"{new string('n', 50_000)}\":{{{below}}}}}";
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsAny<ArgumentException>(() => _iam.Configure(json));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    public void Dispose() => _iam.Dispose();
}
