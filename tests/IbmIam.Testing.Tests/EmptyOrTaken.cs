namespace IbmIam.Testing.Tests;

/// <summary>What tells people apart is neither empty nor another's.</summary>
public sealed class EmptyOrTaken : IDisposable
{
    private readonly FrozenFake _fake = new();

    public static TheoryData<string, string> Values => new()
    {
        { """{ "computeResources": [{ "name": "pod", "token": "" }] }""", "computeResources[0]: The token given for compute resource 'pod' is empty or taken: each needs a token of its own." },
        { """{ "passcodes": [""] }""", "passcodes[0]: The passcode is empty or taken: each login needs a code of its own." },
        { """{ "passcodes": ["one", "one"] }""", "passcodes[1]: The passcode is empty or taken: each login needs a code of its own." },
        { """{ "profiles": [{ "name": "p", "id": "" }] }""", "profiles[0]: The id '' is empty or taken: each identity needs an id of its own." },
        { """{ "refreshTokens": [{ "identity": "IBMid-00000FA4E0", "token": "one" }, { "identity": "IBMid-00000FA4E0", "token": "one" }] }""", "refreshTokens[1]: The refresh token is empty or taken: each needs a value of its own." },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void It_is_refused(string json, string problem)
    {
        Assert.Equal("configuration, line 1, " + problem, Assert.ThrowsAny<ArgumentException>(() => _fake.Iam.Configure(json)).Message);
    }

    [Fact]
    public async Task A_passcode_that_is_taken_stays_its_owners()
    {
        _fake.Iam.AddPasscode(passcode: "one");

        Assert.Throws<ArgumentException>(() => _fake.Iam.AddPasscode(_fake.Iam.AddUser("other@example.com"), "one"));

        Assert.Equal(_fake.Iam.DefaultUser.Email, (await LogInAsync()).Claims.Text("email"));
    }

    [Fact]
    public async Task A_passcode_that_was_used_or_is_over_may_come_again()
    {
        _fake.Iam.AddPasscode(passcode: "one");
        Assert.Equal(200, (await LogInAsync()).Status);
        _fake.Iam.AddPasscode(passcode: "one");
        _fake.Iam.Clock.Advance(TimeSpan.FromMinutes(5));
        _fake.Iam.AddPasscode(passcode: "one");

        Assert.Equal(200, (await LogInAsync()).Status);
    }

    public void Dispose() => _fake.Dispose();

    private Task<Answer> LogInAsync() => _fake.FormAsync($"grant_type={Client.Prefix}passcode&passcode=one");
}
