using static IbmIam.Testing.Tests.Documents;

namespace IbmIam.Testing.Tests;

/// <summary>Which profiles an identity may assume, and links removed by what they link.</summary>
public sealed class IdentityApiProfiles : IDisposable
{
    private const string Path = "/identity/profiles";
    private const string Links = "/v1/profiles/Profile-00000000-0000-4000-8000-00000000fa4e/links";

    private readonly FrozenFake _fake = new();
    private readonly string _token;

    public IdentityApiProfiles() => _token = _fake.Iam.MintToken();

    [Fact]
    public async Task Whoever_has_a_token_learns_which_profiles_it_may_assume()
    {
        await _fake.AskAsync("POST", "/v1/profiles", """{ "name": "made", "description": "d", "account_id": "fa4e0000fa4e4000a000fa4e00000001" }""", _token);
        var made = (await _fake.AskAsync("GET", "/v1/profiles?name=made&account_id=fa4e0000fa4e4000a000fa4e00000001", bearer: _token)).Json["profiles"]![0]!.AsObject();
        _fake.Iam.AddProfile("of others").TrustOnly("someone.else");
        (await ProfilesAsync("access_token=" + _token)).Is($$"""{ "count": 1, "profiles": [{{Profile("Profile-00000000-0000-4000-8000-00000000fa4e", "default")}}] }""");

        await _fake.AskAsync("POST", $"/v1/profiles/{made.Text("id")}/identities/serviceid", $$"""{ "identifier": "{{_fake.Iam.DefaultServiceId.Id}}", "type": "serviceid" }""", _token);

        var profiles = await ProfilesAsync("access_token=" + _token);
        Assert.Equal((2, _fake.Iam.DefaultServiceId.Id), (profiles.Json["count"]!.GetValue<int>(), _fake.Iam.Requests[^1].Identity));
        var told = profiles.Json["profiles"]!.AsArray().Single(one => $"{one!["id"]}" == made.Text("id"))!.AsObject();
        Assert.Equal(made.Text("entity_tag"), told.Text("entity_tag"));
        told.Is(Profile("Profile-<guid>", "made", "d"));
        Assert.Equal(200, (await _fake.FormAsync($"grant_type={Client.Prefix}assume&access_token={_token}&profile_id={told.Text("id")}")).Status);
    }

    [Fact]
    public async Task A_compute_resource_and_a_virtual_server_learn_it_by_their_own_tokens()
    {
        var pod = _fake.Iam.AddComputeResource("a-pod");
        _fake.Iam.AddProfile("of the pod").TrustOnly("a-pod");
        _fake.Iam.AddProfile("of the server").TrustOnly("fake-virtual-server");
        var server = (await _fake.AskAsync("PUT", "/instance_identity/v1/token?version=2022-03-01", headers: ("Metadata-Flavor", "ibm"))).Token;

        Assert.Equal(["default", "of the pod"], await NamesAsync("cr_token=" + pod.Token));
        Assert.Equal(["default", "of the server"], await NamesAsync("cr_token=" + server));
    }

    [Theory]
    [InlineData("", "400 BXNIM0109E Property 'access_token' either missing or empty.")]
    [InlineData("refresh_token=x", "400 BXNIM0109E Property 'access_token' either missing or empty.")]
    [InlineData("access_token=x", "400 BXNIM0401E Provided token is malformed.")]
    [InlineData("cr_token=x", "400 BXNIM0401E Provided token is malformed.")]
    [InlineData("access_token=x&access_token=y", "400 BXNIM0106E Validation of property 'access_token' with value '[****, ****]' failed. Valid values: one value")]
    [InlineData("access_token=%zz", "400 BXNIM0106E Validation of property 'body' with value '****' failed. Valid values: a percent-encoded form in UTF-8")]
    public async Task Without_a_good_token_nothing_is_told(string form, string refusal) => Assert.Equal(refusal, (await ProfilesAsync(form)).Refusal());

    [Fact]
    public async Task It_is_asked_with_a_form()
    {
        Assert.Equal(Missing("access_token"), (await _fake.AskAsync("POST", Path, $$"""{ "access_token": "{{_token}}" }""")).Refusal());
        Assert.Equal(405, (await _fake.AskAsync("PUT", Path)).Status);
    }

    [Fact]
    public async Task A_link_is_removed_by_what_it_links()
    {
        var pod = await LinkAsync("IKS_SA", """{ "crn": "crn:v1:c", "namespace": "default", "name": "pod" }""");
        var server = await LinkAsync("VSI", """{ "crn": "crn:v1:c" }""");
        var engine = await LinkAsync("CE", """{ "crn": "crn:v1:c", "component_type": "job", "component_name": "n" }""");
        string[] others = ["type=VSI", "type=VSI&crn=crn:v1:d", "type=BMS&crn=crn:v1:c", "type=IKS_SA&crn=crn:v1:c&name=pod", "type=CE&crn=crn:v1:c&component_type=job&component_name=m"];

        foreach (var other in others)
        {
            Assert.Equal(NotFound("Link", other), (await UnlinkAsync(other)).Refusal());
        }

        Assert.Equal(new HashSet<string> { pod, server, engine }, await LeftAsync());
        Assert.Equal(204, (await UnlinkAsync("type=IKS_SA&crn=crn:v1:c&namespace=default&name=pod")).Status);
        Assert.Equal(new HashSet<string> { server, engine }, await LeftAsync());
        Assert.Equal(204, (await UnlinkAsync("type=CE&crn=crn:v1:c&component_type=job&component_name=n")).Status);
        Assert.Equal(server, Assert.Single(await LeftAsync()));
        Assert.Equal(204, (await UnlinkAsync("type=VSI&crn=crn:v1:c")).Status);
        Assert.Empty(await LeftAsync());
    }

    [Fact]
    public async Task A_link_to_remove_has_a_type_and_a_profile()
    {
        Assert.Equal(Missing("type"), (await UnlinkAsync("crn=crn:v1:c")).Refusal());
        Assert.Equal(Invalid("type", "POD", "VSI, BMS, IKS_SA, ROKS_SA, CE"), (await UnlinkAsync("type=POD")).Refusal());
        Assert.Equal(NotFound("Profile", "none"), (await _fake.AskAsync("DELETE", "/v1/profiles/none/links?type=VSI", bearer: _token)).Refusal());
    }

    public void Dispose() => _fake.Dispose();

    private static string Profile(string id, string name, string description = "") => $$"""
        {
          "id": "{{id}}", "entity_tag": "1-{{id}}", "crn": "crn:v1:bluemix:public:iam-identity::a/<account>::profile:{{id}}", "name": "{{name}}", "description": "{{description}}",
          "created_at": "2026-01-02T03:04+0000", "modified_at": "2026-01-02T03:04+0000", "iam_id": "iam-{{id}}", "account_id": "<account>"
        }
        """;

    private Task<Answer> ProfilesAsync(string form) => _fake.FormAsync(form, Path, basic: null);

    private async Task<string[]> NamesAsync(string form) => [.. (await ProfilesAsync(form)).Json["profiles"]!.AsArray().Select(one => $"{one!["name"]}").Order(StringComparer.Ordinal)];

    private async Task<string> LinkAsync(string type, string link) =>
        (await _fake.AskAsync("POST", Links, $$"""{ "cr_type": "{{type}}", "link": {{link}} }""", _token)).Json.Text("id");

    private Task<Answer> UnlinkAsync(string query) => _fake.AskAsync("DELETE", Links + "?" + query, bearer: _token);

    private async Task<HashSet<string>> LeftAsync() =>
        [.. (await _fake.AskAsync("GET", Links, bearer: _token)).Json["links"]!.AsArray().Select(one => $"{one!["id"]}")];
}
