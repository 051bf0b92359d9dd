using IbmIam.Testing.Endpoints;

namespace IbmIam.Testing.Tests;

/// <summary>A line break in a path does not end what a guard looks at.</summary>
public sealed class GuardedLines
{
    [Theory]
    [InlineData("/api/**", "/api/\nthings", true)]
    [InlineData("/api/**", "/api/things\n", true)]
    [InlineData("/api/things", "/api/things\n", false)]
    public void It_counts_as_any_other_letter(string pattern, string path, bool guarded)
    {
        var guard = new Guard();
        guard.Add(pattern, FakeService.KeyProtect);

        Assert.Equal(guarded, guard.Find(path) is not null);
    }

    [Fact]
    public async Task A_request_with_one_is_refused_without_a_token()
    {
        using var fake = new FrozenFake();
        fake.Iam.Protect("/api/**");

        Assert.Equal(401, (await fake.AskAsync("GET", "/api/%0Athings")).Status);
    }
}
