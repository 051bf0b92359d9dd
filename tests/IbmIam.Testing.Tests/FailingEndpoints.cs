using System.Text.Encodings.Web;
using IbmIam.Testing.Http;

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

    [Fact]
    public async Task What_one_of_the_admin_APIs_throws_is_told_too()
    {
        var failing = new Route("GET", "/__fake/state", "Fake_Admin", _ => throw new InvalidOperationException("a mistake of the fake's")) { IsFakeOwn = true };
        var request = new FakeRequest { Method = "GET", Path = failing.Template, Headers = new Dictionary<string, string> { ["Host"] = "127.0.0.1:1" } };

        var answer = await _fake.Iam.AnswerAsync(request, new RouteMatch(failing, Routes.NoValues), TestContext.Current.CancellationToken);

        Assert.Equal((500, """{"error":"InvalidOperationException: a mistake of the fake's"}"""), (answer.Status, PagedFake.Read(answer.Body).ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })));
    }

    public void Dispose() => _fake.Dispose();
}
