using IbmIam.Core.Tests.Infra;
using IbmIam.MSBuild.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.MSBuild.Tests;

/// <summary>What <c>&lt;IbmIamRequest /&gt;</c> sends, and what it makes of the answer.</summary>
public sealed class Requests(FakeIamServer iam) : IDisposable
{
    private readonly Bed _bed = new(iam);

    [Fact]
    public async Task A_call_with_nothing_but_a_URL_is_a_GET_with_the_token()
    {
        using var service = new RawServer(RawServer.Answer(200, "it says"));
        var call = await _bed.DoneAsync(new IbmIamRequest { Url = service.Url + "/v1/things?of=mine" });

        Assert.Equal((200, "it says"), (call.StatusCode, call.Response));
        var sent = Assert.Single(service.Requests);
        Assert.StartsWith("GET /v1/things?of=mine HTTP/1.1\r\n", sent, StringComparison.Ordinal);
        Assert.Contains($"Authorization: Bearer {await TokenAsync()}\r\n", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-", sent, StringComparison.Ordinal);
        Assert.Contains($"GET {service.Url}/v1/things answered 200.", _bed.Engine.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_stands_where_the_call_does_and_links_to_its_explanation()
    {
        Assert.False(await _bed.RunAsync(new IbmIamRequest { Url = "nonsense" }));

        var error = Assert.Single(_bed.Engine.Errors);
        Assert.Equal(("IBMIAM6002", "https://www.nuget.org/packages/IbmIam.MSBuild#IBMIAM6002"), (error.Code, error.HelpLink));
        Assert.Equal((_bed.Engine.ProjectFileOfTaskNode, 12), (error.File, error.LineNumber));
    }

    [Theory]
    [InlineData(null, "POST")]
    [InlineData("put", "PUT")]
    public async Task A_body_makes_it_a_POST_unless_told_otherwise(string? method, string sent)
    {
        using var service = new RawServer(RawServer.Answer(201, ""));
        await _bed.DoneAsync(new IbmIamRequest { Url = service.Url, Method = method, Body = """{"name":"a;b"}""" });

        var request = Assert.Single(service.Requests);
        Assert.StartsWith(sent + " / HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json\r\nContent-Length: 14\r\n\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith("""{"name":"a;b"}""", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_beside_the_project_may_be_the_body()
    {
        _bed.File("body.txt", "from a file");
        using var service = new RawServer(RawServer.Answer(200, ""));
        await _bed.DoneAsync(new IbmIamRequest { Url = service.Url, BodyFile = "body.txt", ContentType = "text/plain; charset=utf-8" });

        var request = Assert.Single(service.Requests);
        Assert.StartsWith("POST ", request, StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/plain; charset=utf-8\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nfrom a file", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_go_where_they_belong()
    {
        using var service = new RawServer(RawServer.Answer(200, ""));
        await _bed.DoneAsync(new IbmIamRequest
        {
            Url = service.Url,
            Body = "x",
            Headers = ["X-List : one; two:three ", "Content-Language: de", "content-type: text/csv"],
        });

        var request = Assert.Single(service.Requests);
        Assert.Contains("\r\nX-List: one; two:three\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Language: de\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: text/csv\r\n", request, StringComparison.Ordinal);
        Assert.DoesNotContain("application/json", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_of_a_body_that_is_not_there_is_left_out()
    {
        using var service = new RawServer(RawServer.Answer(200, ""));
        await _bed.DoneAsync(new IbmIamRequest { Url = service.Url, Headers = ["Content-Language: de"] });

        Assert.DoesNotContain("Content-Language", Assert.Single(service.Requests), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(204, "2xx", true)]
    [InlineData(299, "2XX", true)]
    [InlineData(404, "2xx;404", true)]
    [InlineData(404, "200", false)]
    [InlineData(403, "2xx", false)]
    [InlineData(200, "404", false)]
    public async Task A_status_is_a_success_where_it_is_expected(int status, string expected, bool success)
    {
        using var service = new RawServer(RawServer.Answer(status, ""));
        var call = new IbmIamRequest { Url = service.Url, ExpectedStatus = expected.Split(';') };

        Assert.Equal(success, await _bed.RunAsync(call));

        Assert.Equal(success ? status : 0, call.StatusCode);
        Assert.Equal(
            success ? [] : [$"IBMIAM6010: GET {service.Url}/ answered {status}, expected {expected.Replace(";", " or ", StringComparison.Ordinal)}."],
            _bed.Engine.Errors.Select(e => $"{e.Code}: {e.Message}"));
    }

    [Theory]
    [InlineData("Transaction-Id: t-1", "X-Correlation-Id: c-2")]
    [InlineData("X-Correlation-Id: t-1", "X-Request-Id: r-3")]
    [InlineData("X-Request-Id: t-1", "Date: x")]
    public async Task A_refusal_tells_the_transaction_and_what_was_said(string header, string other)
    {
        using var service = new RawServer(RawServer.Answer(403, "not\nyours", other, header));

        Assert.Equal(
            $"IBMIAM6010: GET {service.Url}/ answered 403, expected 2xx or 404. Transaction t-1. It said: not yours",
            await _bed.FailsAsync(new IbmIamRequest { Url = service.Url, ExpectedStatus = ["2xx", "404"] }));
    }

    [Fact]
    public async Task What_a_service_says_back_of_secrets_is_not_shown()
    {
        var token = await TokenAsync();
        using var service = new RawServer(RawServer.Answer(400, $"{token}|Bearer {token}|hidden-value|87654321|7654321"));

        var error = await _bed.FailsAsync(new IbmIamRequest { Url = service.Url, Headers = ["X-Secret: hidden-value", "X-Eight: 87654321", "X-Seven: 7654321"] });

        Assert.EndsWith("It said: ***|***|***|***|7654321", error, StringComparison.Ordinal);
        Assert.DoesNotContain(token, _bed.Engine.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_service_says_back_in_a_header_or_in_place_of_HTTP_is_not_shown()
    {
        var token = await TokenAsync();
        using var service = new RawServer(
            RawServer.Answer(400, "no", $"X-Request-Id: Bearer {token}"), $"X Bearer {token}\r\n" + RawServer.CutOff);

        Assert.EndsWith(" Transaction ***. It said: no", await _bed.FailsAsync(new IbmIamRequest { Url = service.Url }), StringComparison.Ordinal);
        Assert.EndsWith("'X ***'.", await _bed.FailsAsync(new IbmIamRequest { Url = service.Url, Method = "POST" }), StringComparison.Ordinal);
        Assert.DoesNotContain(token, _bed.Engine.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(token.Split('.')[2], _bed.Engine.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_redirects_to_a_secret_does_not_get_it_shown()
    {
        using var service = new RawServer(RawServer.Answer(302, "", "Location: https://hidden-value.evil.example/"));

        Assert.StartsWith(
            $"IBMIAM3020: {service.Url} redirects to a missing or relative URL;",
            await _bed.FailsAsync(new IbmIamRequest { Url = service.Url, Headers = ["X-Secret: Hidden-Value"] }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("foo", "caf\u00E9")]
    [InlineData("utf-7", "caf\u00E9")]
    [InlineData("\"utf-8\"", "caf\u00E9")]
    [InlineData("iso-8859-1", "caf\u00C3\u00A9")]
    public async Task An_answer_is_read_whatever_character_set_it_names(string name, string text)
    {
        using var service = new RawServer(RawServer.Answer(200, "caf\u00E9", $"Content-Type: text/plain; charset={name}"), RawServer.Answer(400, "caf\u00E9", $"Content-Type: text/plain; charset={name}"));

        Assert.Equal(text, (await _bed.DoneAsync(new IbmIamRequest { Url = service.Url })).Response);
        Assert.EndsWith("It said: " + text, await _bed.FailsAsync(new IbmIamRequest { Url = service.Url }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_service_with_a_certificate_of_its_own_is_trusted_by_CaFile_and_else_told_at_once(bool trusted)
    {
        using var service = new TlsServer("127.0.0.1", RawServer.Answer(200, "safe"));
        var call = new IbmIamRequest { Url = service.Url, CaFile = trusted ? _bed.File("ca.pem", service.Authority) : null };

        if (trusted)
        {
            Assert.Equal("safe", (await _bed.DoneAsync(call)).Response);
            return;
        }

        Assert.Equal(
            $"IBMIAM6011: GET {service.Url}/ got no answer: its certificate is untrusted or for another name, or TLS failed. Check the host in Url; behind a TLS-inspecting proxy, set CaFile.",
            await _bed.FailsAsync(call));
        Assert.Equal(0, service.Answered);
    }

    [Fact]
    public async Task A_connection_that_is_reset_on_the_way_to_a_file_is_made_again()
    {
        using var service = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nold" + RawServer.Reset, RawServer.Answer(200, "whole"));

        await _bed.DoneAsync(new IbmIamRequest { Url = service.Url, OutputFile = "answer.txt", Time = new StoppedTime { PassesBelow = TimeSpan.FromSeconds(2) } });

        Assert.Equal("whole", await ReadAsync("answer.txt"));
        Assert.Equal(2, service.Requests.Count);
    }

    [Fact]
    public async Task The_token_follows_no_redirect_to_another_host()
    {
        using var other = new RawServer(RawServer.Answer(200, ""));
        using var service = new RawServer(RawServer.Answer(302, "", "Location: " + other.Url));

        Assert.StartsWith("IBMIAM3020: ", await _bed.FailsAsync(new IbmIamRequest { Url = service.Url }), StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_redirect_within_the_host_is_followed()
    {
        using var service = new RawServer(RawServer.Answer(302, "", "Location: /there"), RawServer.Answer(200, "there"));

        Assert.Equal("there", (await _bed.DoneAsync(new IbmIamRequest { Url = service.Url })).Response);
    }

    [Fact]
    public async Task The_token_does_not_go_over_plain_http() =>
        Assert.StartsWith("IBMIAM1020: ", await _bed.FailsAsync(new IbmIamRequest { Url = "http://example.com/" }), StringComparison.Ordinal);

    [Fact]
    public async Task An_answer_may_go_to_a_file_in_a_folder_that_is_made()
    {
        using var service = new RawServer(RawServer.Answer(200, "the answer"));
        var call = await _bed.DoneAsync(new IbmIamRequest { Url = service.Url, OutputFile = "out/below/answer.txt" });

        Assert.Null(call.Response);
        var folder = Path.Combine(_bed.Folder, "out/below");
        Assert.Equal([Path.Combine(folder, "answer.txt")], Directory.GetFileSystemEntries(folder));
        Assert.Equal("the answer", await ReadAsync("out/below/answer.txt"));
    }

    [Fact]
    public async Task An_older_answer_stays_until_the_new_one_is_there_whole()
    {
        _bed.File("answer.txt", "older");
        using var service = new RawServer(
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\ncut off", RawServer.Answer(200, "newer"));

        Assert.StartsWith(
            $"IBMIAM6011: POST {service.Url}/ got no answer: ",
            await _bed.FailsAsync(new IbmIamRequest { Url = service.Url, Method = "POST", OutputFile = "answer.txt" }), StringComparison.Ordinal);
        Assert.Equal("older", await ReadAsync("answer.txt"));
        Assert.Equal(["answer.txt"], Directory.GetFiles(_bed.Folder).Select(Path.GetFileName));

        _bed.Engine = _bed.NewBuild();
        await _bed.DoneAsync(new IbmIamRequest { Url = service.Url, OutputFile = "answer.txt" });
        Assert.Equal("newer", await ReadAsync("answer.txt"));
    }

    [Fact]
    public async Task Files_that_cannot_be_used_are_named()
    {
        var file = _bed.File("file", "");
        using var service = new RawServer(RawServer.Answer(200, "x"));

        Assert.StartsWith(
            $"IBMIAM6012: BodyFile {_bed.Folder}/nowhere can't be used: Could not find",
            await _bed.FailsAsync(new IbmIamRequest { Url = service.Url, BodyFile = "nowhere" }), StringComparison.Ordinal);
        Assert.StartsWith(
            $"IBMIAM6012: BodyFile {_bed.Folder} can't be used: Access to the path",
            await _bed.FailsAsync(new IbmIamRequest { Url = service.Url, BodyFile = _bed.Folder }), StringComparison.Ordinal);
        Assert.Empty(service.Requests);
        Assert.StartsWith(
            $"IBMIAM6012: OutputFile {file}/below can't be used: ",
            await _bed.FailsAsync(new IbmIamRequest { Url = service.Url, OutputFile = "file/below" }), StringComparison.Ordinal);
        Assert.StartsWith(
            "IBMIAM6012: OutputFile /sys/nowhere can't be used: Access to the path",
            await _bed.FailsAsync(new IbmIamRequest { Url = service.Url, OutputFile = "/sys/nowhere" }), StringComparison.Ordinal);
        Assert.Single(service.Requests.Skip(1));
    }

    [Fact]
    public async Task An_answer_beyond_the_bound_is_an_error_at_once()
    {
        using var service = new RawServer(
            $"HTTP/1.1 200 OK\r\nContent-Length: {(16 << 20) + 1}\r\nConnection: close\r\n\r\n", $"HTTP/1.1 500 Any\r\nContent-Length: {(16 << 20) + 1}\r\nConnection: close\r\n\r\n");

        foreach (var method in new[] { "GET", "POST" })
        {
            Assert.StartsWith(
                $"IBMIAM6011: {method} {service.Url}/ got no answer: Cannot write more bytes to the buffer",
                await _bed.FailsAsync(new IbmIamRequest { Url = service.Url, Method = method }), StringComparison.Ordinal);
        }

        Assert.Equal(2, service.Requests.Count);
    }

    [Fact]
    public async Task A_pipe_that_nobody_writes_to_is_no_body_to_wait_for()
    {
        var pipe = Path.Combine(_bed.Folder, "pipe");
        Unix.MakePipe(pipe);
        var time = new StoppedTime();
        var failing = _bed.FailsAsync(new IbmIamRequest { Url = iam.Url, BodyFile = pipe, RequestTimeout = "7", Time = time });
        await time.WaitBeganAsync(TimeSpan.FromSeconds(7));

        time.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal($"IBMIAM6011: POST {iam.Url}/ got no answer: timed out after 7 s (RequestTimeout).", await failing);
        Unix.Release(pipe);
    }

    [Fact]
    public async Task Nobody_there_is_told_with_the_attempts()
    {
        var time = new StoppedTime { PassesBelow = TimeSpan.FromSeconds(2) };
        var refusing = iam.RefusingUrl;

        var error = await _bed.FailsAsync(new IbmIamRequest { Url = refusing, Time = time });

        Assert.StartsWith($"IBMIAM6011: GET {refusing}/ got no answer in 4 attempts: Connection refused", error, StringComparison.Ordinal);
        Assert.Equal(3, _bed.Engine.Log.Split(": Connection refused").Length - 2);
    }

    public void Dispose() => _bed.Dispose();

    private async Task<string> TokenAsync() => (await _bed.DoneAsync(new IbmIamToken { Time = new StoppedTime() })).AccessToken!;

    private Task<string> ReadAsync(string name) => File.ReadAllTextAsync(Path.Combine(_bed.Folder, name), TestContext.Current.CancellationToken);
}
