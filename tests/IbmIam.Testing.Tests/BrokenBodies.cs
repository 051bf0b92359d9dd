namespace IbmIam.Testing.Tests;

/// <summary>A body that did not arrive whole is refused on the fake's own paths too: it must not be taken for an empty one.</summary>
public sealed class BrokenBodies : IDisposable
{
    private readonly FrozenFake _fake = new(options => options.Page = true);

    [Theory]
    [InlineData("/__fake/tokens")]
    [InlineData("/__fake/config")]
    [InlineData("/__fake/holds")]
    [InlineData("/__fake/passcodes")]
    public async Task One_that_is_too_large_is_told_as_such(string path)
    {
        var answer = await _fake.AskAsync("POST", path, $$"""{ "{{new string('x', FakeIam.BodyLimit)}}": 1 }""");

        answer.Is("""{ "error": "HTTP 413 Request Entity Too Large" }""", 413);
    }

    [Fact]
    public async Task One_with_a_broken_chunk_gets_no_token()
    {
        var (text, _) = await RawHttp.SendAsync(
            _fake.Iam.Url, "POST /__fake/tokens HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", text, StringComparison.Ordinal);
    }

    public void Dispose() => _fake.Dispose();
}
