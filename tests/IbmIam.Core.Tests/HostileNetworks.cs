using System.IO.Compression;
using System.Text;
using IbmIam.Core.Tests.Infra;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>What stands between this machine and IAM may be anyone: nothing is sent to it, and nothing it sends is believed or grows.</summary>
public sealed class HostileNetworks : IDisposable
{
    private static readonly byte[] Ok = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: close\r\n");
    // Not faster: a handshake with a certificate made on the spot has its deadline, too.
    private readonly Bed _bed = new(new FastTime(5));

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task A_body_of_a_gigabyte_is_left_after_a_mebibyte()
    {
        using var server = new StreamingServer([.. Ok, .. "\r\n"u8], new byte[64 * 1024]);

        Assert.Equal("IBMIAM4005", (await FailAsync(server.Url)).Code);
        Assert.InRange(server.Written, 0, 32 << 20);
    }

    [Fact]
    public async Task A_chunked_body_without_end_is_left_after_a_mebibyte()
    {
        using var server = new StreamingServer([.. Ok, .. "Transfer-Encoding: chunked\r\n\r\n"u8], [.. "1000\r\n"u8, .. new byte[0x1000], .. "\r\n"u8]);

        Assert.Equal("IBMIAM4005", (await FailAsync(server.Url)).Code);
        Assert.InRange(server.Written, 0, 32 << 20);
    }

    [Theory]
    [InlineData("X-Many: headers\r\n")]
    [InlineData("one-long-name")]
    public async Task Headers_without_end_are_left(string piece)
    {
        using var server = new StreamingServer(Ok, Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(piece, 50))));

        Assert.Equal("IBMIAM4005", (await FailAsync(server.Url)).Code);
        Assert.InRange(server.Written, 0, 32 << 20);
    }

    [Fact]
    public async Task Interim_answers_without_end_are_left_at_the_deadline()
    {
        using var server = new StreamingServer([], "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), TimeSpan.FromMilliseconds(5));

        await LeftAtTheDeadlineAsync(server);
    }

    [Fact]
    public async Task A_body_that_would_unpack_to_gigabytes_is_not_unpacked()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var at = 0; at < 16; at++)
            {
                await gzip.WriteAsync(zeros, Bed.Cancel);
            }
        }

        byte[] head = [.. Ok, .. Encoding.ASCII.GetBytes($"Content-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n"), .. packed.ToArray()];
        using var server = new StreamingServer(head, []);

        // Unpacked it would be too long, which has a code of its own.
        Assert.Equal("IBMIAM4003", (await FailAsync(server.Url)).Code);
    }

    [Theory]
    [InlineData("X")]
    [InlineData("X-Slow: 1\r\n")]
    public async Task A_server_that_drips_is_left_at_the_deadline(string drop)
    {
        using var server = new StreamingServer(Ok, Encoding.ASCII.GetBytes(drop), TimeSpan.FromMilliseconds(20));

        await LeftAtTheDeadlineAsync(server);
    }

    [Fact]
    public async Task A_token_under_a_wrong_content_type_is_taken_all_the_same()
    {
        using var server = new RawServer(RawServer.Token(""","expires_in":3600""", "Content-Type: text/html"));

        Assert.Equal("aaa.bbb.ccc", (await Client(server.Url).GetTokenAsync(Bed.Cancel)).AccessToken);
    }

    [Theory]
    [InlineData(TlsFlaw.Expired, true, "IBMIAM4009")]
    [InlineData(TlsFlaw.NotYetValid, true, "IBMIAM4009")]
    [InlineData(TlsFlaw.SelfSigned, false, "IBMIAM4009")]
    [InlineData(TlsFlaw.SelfSigned, true, null)]
    [InlineData(TlsFlaw.OldProtocol, true, "IBMIAM4009")]
    [InlineData(TlsFlaw.BreaksOff, true, "IBMIAM4001")]
    public async Task No_secret_goes_over_tls_that_is_not_safe(TlsFlaw flaw, bool trusted, string? code)
    {
        using var server = new TlsServer("127.0.0.1", RawServer.Token(""","expires_in":3600"""), flaw);
        var client = _bed.Client(new() { IamUrl = server.Url, ApiKey = Secret.From("canary-key"), CaFile = trusted ? _bed.File("ca.pem", server.Authority) : null });

        if (code is null)
        {
            Assert.Equal("aaa.bbb.ccc", (await client.GetTokenAsync(Bed.Cancel)).AccessToken);
            return;
        }

        var problem = await Assert.ThrowsAsync<IamException>(() => client.GetTokenAsync(Bed.Cancel).AsTask());
        Assert.Equal(code, problem.Code);
        Assert.Equal(flaw == TlsFlaw.BreaksOff, problem.Message.Contains("the connection was lost in the TLS handshake", StringComparison.Ordinal));
        Assert.Equal(0, server.Answered);
        Assert.Equal(flaw == TlsFlaw.BreaksOff ? 5 : 1, server.Met);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_unreachable()
    {
        var problem = await FailAsync("https://iam.nowhere.invalid");

        Assert.Equal("IBMIAM4001", problem.Code);
        Assert.Contains("iam.nowhere.invalid can't be reached: its name does not resolve.", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("other.invalid", true)]
    [InlineData("iam.invalid", false)]
    [InlineData(".invalid", false)]
    public async Task The_proxy_of_the_environment_is_asked_unless_no_proxy_names_the_host(string noProxy, bool asked)
    {
        using var proxy = new RawServer(RawServer.Answer(403, ""));
        using var child = new ChildProcess(
            "https://iam.invalid", "canary-key", _bed.CacheFolder, ("HTTPS_PROXY", proxy.Url), ("https_proxy", proxy.Url), ("NO_PROXY", noProxy), ("no_proxy", noProxy), ChildProcess.Within(300));
        child.Begin();

        Assert.Equal("IBMIAM4001", await child.OutputAsync());
        Assert.Equal(asked, proxy.Requests.Any(static request => request.StartsWith("CONNECT iam.invalid:443", StringComparison.Ordinal)));
        Assert.All(proxy.Requests, static request => Assert.DoesNotContain("canary", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_stands_between_this_machine_and_itself()
    {
        using var iam = FakeIamServer.Start();
        using var proxy = new RawServer(RawServer.Answer(403, ""));
        using var child = new ChildProcess(iam.Url, iam.ApiKey, _bed.CacheFolder, ("HTTP_PROXY", proxy.Url), ("http_proxy", proxy.Url), ("ALL_PROXY", proxy.Url));
        child.Begin();

        Assert.Equal(12, (await child.OutputAsync()).Length);
        Assert.Empty(proxy.Requests);
    }

    [Theory]
    [InlineData("http://api.metadata.cloud.ibm.com", false)]
    [InlineData("https://metadata.invalid", true)]
    public async Task Nothing_stands_between_a_virtual_server_and_its_metadata_service(string url, bool asked)
    {
        using var proxy = new RawServer(RawServer.Answer(403, ""));
        using var child = new ChildProcess(
            "https://iam.invalid", "", _bed.CacheFolder, ("IBMCLOUD_CR_VPC_URL", url), ("HTTP_PROXY", proxy.Url), ("http_proxy", proxy.Url), ("HTTPS_PROXY", proxy.Url), ("https_proxy", proxy.Url), ("NO_PROXY", ""), ("no_proxy", ""), ChildProcess.Within(300));
        child.Begin();

        // Not reached, or no answer in time: the proxy's own answer would be another code.
        Assert.Contains(await child.OutputAsync(), (string[])["IBMIAM4001", "IBMIAM4002"]);
        Assert.Equal(asked, !proxy.Requests.IsEmpty);
    }

    private static async Task LeftAtTheDeadlineAsync(StreamingServer server)
    {
        using var bed = Bed.OnFakeClock();
        var getting = bed.Client(new() { IamUrl = server.Url, ApiKey = Secret.From("canary-key"), Timeout = TimeSpan.FromSeconds(10) }).GetTokenAsync(Bed.Cancel).AsTask();
        await Until.IsTrueAsync(() => server.Written > 0);

        bed.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(getting.IsCompleted);
        bed.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("IBMIAM4002", (await Assert.ThrowsAsync<IamException>(() => Until.IsDoneAsync(getting))).Code);
    }

    private async Task<IamException> FailAsync(string url, TimeSpan? timeout = null) =>
        await Assert.ThrowsAsync<IamException>(() => Client(url, timeout).GetTokenAsync(Bed.Cancel).AsTask());

    private IamClient Client(string url, TimeSpan? timeout = null) =>
        _bed.Client(new() { IamUrl = url, ApiKey = Secret.From("canary-key"), Timeout = timeout ?? TimeSpan.FromSeconds(60) });
}
