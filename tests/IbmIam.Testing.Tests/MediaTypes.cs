namespace IbmIam.Testing.Tests;

/// <summary>A media type is written in any case.</summary>
public sealed class MediaTypes : IDisposable
{
    private readonly PagedFake _fake = new();

    [Fact]
    public void What_is_wrong_with_a_form_is_not_how_its_type_is_written()
    {
        _fake.Ask("POST", "/identity/token", "x=y", ("Content-Type", "Application/X-WWW-Form-URLEncoded; charset=UTF-8"));

        Assert.StartsWith("grant_type is missing", Assert.Single(_fake.Iam.Requests).Explanation, StringComparison.Ordinal);
    }

    public void Dispose() => _fake.Dispose();
}
