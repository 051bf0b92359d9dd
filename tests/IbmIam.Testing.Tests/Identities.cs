using IbmIam.Testing.Identities;

namespace IbmIam.Testing.Tests;

/// <summary>Who there is: ids in IAM's form, each key and id of one identity alone.</summary>
public sealed class Identities : IDisposable
{
    private readonly FrozenFake _fake = new();

    [Fact]
    public void Ids_and_codes_have_IAMs_form()
    {
        Assert.Matches("^ServiceId-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", _fake.Iam.AddServiceId("s").Id);
        Assert.Matches("^Profile-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", _fake.Iam.AddProfile("p").Id);
        Assert.Matches("^IBMid-[0-9A-F]{10}$", _fake.Iam.AddUser("u@example.com").Id);
        Assert.Matches("^[0-9a-f]{10}$", _fake.Iam.AddPasscode());
        Assert.Equal(("IBMid-00000FA4E0", "fake.password"), (_fake.Iam.DefaultUser.Id, _fake.Iam.DefaultUser.Password));
    }

    [Fact]
    public void What_is_taken_is_told()
    {
        _fake.Iam.AddComputeResource("pod", "pod.token");

        Assert.Equal("The API key given for 'second' is empty or taken: each identity needs a key of its own.", Problem(() => _fake.Iam.AddServiceId("second", _fake.Iam.ApiKey)));
        Assert.Equal("The API key given for 'third' is empty or taken: each identity needs a key of its own.", Problem(() => _fake.Iam.AddServiceId("third", "")));
        Assert.Equal("The id 'Profile-00000000-0000-4000-8000-00000000fa4e' is empty or taken: each identity needs an id of its own.", Problem(() => _fake.Iam.AddProfile("second", _fake.Iam.DefaultProfile.Id)));
        Assert.Equal("The token given for compute resource 'second' is empty or taken: each needs a token of its own.", Problem(() => _fake.Iam.AddComputeResource("second", "pod.token")));
    }

    [Fact]
    public void The_oldest_of_too_many_go()
    {
        var store = new BoundedStore<string>();
        for (var i = 0; i < 10_000; i++)
        {
            store.Add($"{i}", "");
        }

        Assert.NotNull(store.Find("0"));
        store.Add("one more", "");
        Assert.Equal((true, false, false), (store.Find("0") is null, store.Find("1") is null, store.Find("one more") is null));
    }

    public void Dispose() => _fake.Dispose();

    private static string Problem(Action action) => Assert.Throws<ArgumentException>(action).Message;
}
