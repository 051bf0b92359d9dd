using System.Text.Json.Nodes;
using IbmIam.Testing.Http;

namespace IbmIam.Testing.Tests;

/// <summary>What the page knows beside the requests, and what it is told when a person asks for it.</summary>
public sealed class PageStates : IDisposable
{
    private readonly PagedFake _fake = new();

    [Fact]
    public async Task The_state_is_who_there_is_by_kind_and_name_with_what_they_have_and_what_is_planned()
    {
        var (iam, store) = (_fake.Iam, _fake.Iam.Identities);
        var (builder, ann) = (store.AddServiceId("builder", id: "ServiceId-b"), store.AddUser("ann@example.com", id: "IBMid-ANN"));
        store.AddProfile("a profile", "Profile-a").TrustOnly("someone");
        store.AddProfile("z profile", "Profile-z");
        store.AddComputeResource("a pod");
        iam.Clock.Advance(TimeSpan.FromMilliseconds(90_400));
        store.AddKey(builder).Name = "second";
        store.AddKey(builder).Name = "third";
        store.DisableKeys(ann, disabled: true);
        iam.Faults.Always().Status(503);
        var inOrder = store.Keys.Where(key => key.Owner == builder && key != builder.Key).OrderBy(key => key.Id, StringComparer.Ordinal).ToArray();

        var state = (await _fake.FirstEventAsync())["state"]!.AsObject();

        state.Is($$"""
            {
              "url": "<url>", "clockOffset": 90,
              "identities": [
                {
                  "id": "ServiceId-b", "kind": "serviceId", "name": "builder", "trustsEveryone": false,
                  "credentials": [
                    { "id": "ApiKey-<guid>", "kind": "apikey", "name": "fake key", "disabled": false },
                    { "id": "ApiKey-<guid>", "kind": "apikey", "name": "{{inOrder[0].Name}}", "disabled": false },
                    { "id": "ApiKey-<guid>", "kind": "apikey", "name": "{{inOrder[1].Name}}", "disabled": false }
                  ]
                },
                {
                  "id": "ServiceId-00000000-0000-4000-8000-00000000fa4e", "kind": "serviceId", "name": "default", "trustsEveryone": false,
                  "credentials": [{ "id": "ApiKey-<guid>", "kind": "apikey", "name": "fake key", "disabled": false }]
                },
                {
                  "id": "IBMid-ANN", "kind": "user", "name": "ann@example.com", "trustsEveryone": false,
                  "credentials": [
                    { "id": "ApiKey-<guid>", "kind": "apikey", "name": "fake key", "disabled": true },
                    { "id": "password:IBMid-ANN", "kind": "password", "name": "ann@example.com" }
                  ]
                },
                {
                  "id": "IBMid-00000FA4E0", "kind": "user", "name": "user@example.com", "trustsEveryone": false,
                  "credentials": [
                    { "id": "ApiKey-<guid>", "kind": "apikey", "name": "fake key", "disabled": false },
                    { "id": "password:IBMid-00000FA4E0", "kind": "password", "name": "user@example.com" }
                  ]
                },
                { "id": "Profile-a", "kind": "profile", "name": "a profile", "trustsEveryone": false, "credentials": [] },
                { "id": "Profile-00000000-0000-4000-8000-00000000fa4e", "kind": "profile", "name": "default", "trustsEveryone": true, "credentials": [] },
                { "id": "Profile-z", "kind": "profile", "name": "z profile", "trustsEveryone": true, "credentials": [] }
              ],
              "identityCount": 9,
              "computeResources": [
                { "id": "ComputeResource-<guid>", "kind": "cr-token", "name": "a pod" },
                { "id": "ComputeResource-<guid>", "kind": "cr-token", "name": "fake-virtual-server" }
              ],
              "faults": ["status for all token requests"],
              "signingKeys": ["202601010000"]
            }
            """);
    }

    [Fact]
    public void A_credential_is_told_to_who_asks_for_that_one()
    {
        var (iam, second) = (_fake.Iam, _fake.Iam.Identities.AddUser("second@example.com", password: "a.password.of.its.own"));

        Assert.Equal(second.ApiKey, Reveal(second.Key!.Id));
        Assert.Equal("a.password.of.its.own", Reveal("password:" + second.Id));
        Assert.Equal(iam.VirtualServer.Token, Reveal(iam.VirtualServer.Id));
        Assert.Equal([("Cache-Control", "no-store")], Headers(_fake.Ask("POST", "/__fake/reveal", $$"""{ "credential": "{{second.Key.Id}}" }""")));
    }

    [Theory]
    [InlineData("{ \"credential\": \"ApiKey-gone\" }")]
    [InlineData("{ \"credential\": \"password:IBMid-GONE\" }")]
    [InlineData("{ \"credential\": \"IBMid-00000FA4E0\" }")]
    [InlineData("{ \"token\": 5 }")]
    [InlineData("{}")]
    public void What_is_not_there_is_not_told(string asked) =>
        _fake.Post("/__fake/reveal", asked, 404).Is("""{ "error": "That credential or token no longer exists." }""");

    [Fact]
    public void A_passcode_is_made_for_the_user_who_is_named_or_for_the_fakes_own()
    {
        var ann = _fake.Iam.Identities.AddUser("ann@example.com", id: "IBMid-ANN");

        var answer = _fake.Ask("POST", "/__fake/passcodes", "{}");
        var own = PagedFake.Read(answer.Body);
        own.Is($$"""{ "passcode": "{{own.Text("passcode")}}", "user": "user@example.com", "expires": 1767323345678 }""");
        Assert.Equal([("Cache-Control", "no-store")], Headers(answer));
        var named = _fake.Post("/__fake/passcodes", """{ "identity": "IBMid-ANN" }""");
        named.Is($$"""{ "passcode": "{{named.Text("passcode")}}", "user": "ann@example.com", "expires": 1767323345678 }""");
        Assert.Equal((ann, _fake.Iam.DefaultUser), (_fake.Iam.Identities.Passcodes.Find(named.Text("passcode"))?.User, _fake.Iam.Identities.Passcodes.Find(own.Text("passcode"))?.User));
        _fake.Post("/__fake/passcodes", $$"""{ "identity": "{{_fake.Iam.Default.Id}}" }""", 400).Is("""{ "error": "Only a user has passcodes." }""");
    }

    public void Dispose() => _fake.Dispose();

    private string Reveal(string credential)
    {
        var told = _fake.Post("/__fake/reveal", new JsonObject { ["credential"] = credential }.ToJsonString());
        return Assert.Single(told, field => field.Key == "value").Value!.GetValue<string>();
    }

    private static IEnumerable<(string, string)> Headers(FakeResponse answer) => answer.Headers.Where(header => header.Name != "Transaction-Id");
}
