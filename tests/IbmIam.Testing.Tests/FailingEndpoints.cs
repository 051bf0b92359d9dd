namespace IbmIam.Testing.Tests;

/// <summary>A mistake inside the fake is told to the client and stands in the log.</summary>
public sealed class FailingEndpoints : IDisposable
{
    private readonly PagedFake _fake = new();

    [Fact]
    public async Task What_an_endpoint_throws_is_an_answer_and_an_entry()
    {
        _fake.Iam.FindConflict = () => throw new InvalidOperationException("a mistake of the fake's");

        var answer = _fake.Token("grant_type=x");

        var body = PagedFake.Read(answer.Body);
        Assert.Equal((500, "FAKE_FAILED", "InvalidOperationException: a mistake of the fake's"), (answer.Status, body.Text("errorCode"), body.Text("errorDetails")));
        var entry = Assert.Single(_fake.Iam.Requests);
        Assert.Equal((500, "FAKE_FAILED", "InvalidOperationException: a mistake of the fake's"), (entry.Status, entry.ErrorCode, entry.Explanation));
        Assert.Equal(500, (await _fake.LastEntryAsync())["request"]!["status"]!.GetValue<int>());
    }

    public void Dispose() => _fake.Dispose();
}
