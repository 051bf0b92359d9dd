namespace IbmIam.Testing.Tests;

/// <summary>Who may use a trusted profile that trusts some alone.</summary>
public sealed class TrustedProfiles : IDisposable
{
    private readonly PagedFake _fake = new();

    [Theory]
    [InlineData("service", "ServiceId-00000000-0000-4000-8000-00000000fa4e", 200)]
    [InlineData("service", "iam-ServiceId-00000000-0000-4000-8000-00000000fa4e", 200)]
    [InlineData("service", "default", 400)]
    [InlineData("user", "IBMid-00000FA4E0", 200)]
    [InlineData("user", "ServiceId-00000000-0000-4000-8000-00000000fa4e", 400)]
    [InlineData("pod", "a-pod", 200)]
    [InlineData("pod", "crn:v1:bluemix:public:iam-identity::a/fa4e0000fa4e4000a000fa4e00000001::computeresource:a-pod", 200)]
    [InlineData("pod", "another-pod", 400)]
    public void It_lets_in_whom_it_names_by_any_of_their_names(string who, string trusted, int status)
    {
        var profile = _fake.Iam.Identities.AddProfile("deployer");

        Assert.Equal(200, Ask(who, profile));
        profile.TrustOnly("someone.else");
        Assert.Equal(400, Ask(who, profile));
        profile.TrustOnly("one.more", trusted);

        Assert.Equal(status, Ask(who, profile));
    }

    [Fact]
    public void One_link_or_rule_that_fits_is_enough_and_none_lets_nobody_in()
    {
        var (iam, pod) = (_fake.Iam, _fake.Iam.Identities.AddComputeResource("a-pod"));
        var token = ("Authorization", "Bearer " + iam.MintToken(iam.Default, new FakeTokenForm()));
        var made = PagedFake.Read(_fake.Ask("POST", "/v1/profiles", $$"""{ "name": "made", "account_id": "{{iam.Default.AccountId}}" }""", token).Body).Text("id");
        var links = $"/v1/profiles/{made}/links";

        Assert.Equal(400, AskAsPod(pod, made));
        Assert.Equal(201, _fake.Ask("POST", links, """{ "cr_type": "VSI", "link": { "name": "another-pod" } }""", token).Status);
        Assert.Equal(400, AskAsPod(pod, made));
        Assert.Equal(201, _fake.Ask("POST", $"/v1/profiles/{made}/rules", $$"""{ "type": "Profile-CR", "conditions": [{ "claim": "crn", "operator": "EQUALS", "value": "\"{{pod.Crn}}\"" }] }""", token).Status);

        Assert.Equal(200, AskAsPod(pod, made));
    }

    public void Dispose() => _fake.Dispose();

    private int Ask(string who, FakeProfile profile)
    {
        var iam = _fake.Iam;
        if (who == "pod")
        {
            return AskAsPod(iam.Identities.ComputeResources.FirstOrDefault(resource => resource.Name == "a-pod") ?? iam.Identities.AddComputeResource("a-pod"), profile.Id);
        }

        var parent = iam.MintToken(who == "user" ? iam.DefaultUser : iam.Default, new FakeTokenForm());
        return _fake.Token($"grant_type={Client.Prefix}assume&access_token={parent}&profile_id={profile.Id}", basic: null).Status;
    }

    private int AskAsPod(FakeComputeResource pod, string profile) =>
        _fake.Token($"grant_type={Client.Prefix}cr-token&cr_token={pod.Token}&profile_id={profile}", basic: null).Status;
}
