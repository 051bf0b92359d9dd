using System.Diagnostics.CodeAnalysis;
using IbmIam.Core.Tests.Infra;
using IbmIam.Exchange;
using IbmIam.Testing;

namespace IbmIam.Core.Tests;

/// <summary>Answers that no decent server gives: one clear error each, within the deadline.</summary>
public sealed class BadAnswers : IDisposable
{
    private const string Key = "canary-key+/=%";
    private readonly Bed _bed = new(new FastTime());

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData("<html>Sign in</html>", "HTML")]
    [InlineData("", "empty body")]
    [InlineData("""{"access_token":"aaa.bbb""", "truncated")]
    [InlineData("""{"token":"x"}""", "no access_token")]
    [InlineData("""["access_token"]""", "no access_token")]
    [InlineData("""{"access_token":""}""", "no access_token")]
    [InlineData("""{"access_token":17}""", "no access_token")]
    [InlineData("""{"access_token":"a\r\nb","expires_in":3600}""", "header")]
    public async Task A_200_without_a_token(string body, string what)
    {
        var problem = await FailAsync(RawServer.Answer(200, body));

        Assert.Equal("IBMIAM4003", problem.Code);
        Assert.Equal(IamFailure.Unreachable, problem.Failure);
        Assert.Equal(200, problem.HttpStatus);
        Assert.Contains(what, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{\"access_token\":" + RawServer.CutOff, "IBMIAM4004")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 90000000\r\n\r\n{", "IBMIAM4005")]
    [InlineData("SSH-2.0-OpenSSH_9.9\r\n" + RawServer.CutOff, "IBMIAM4003", "a response that is not HTTP")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: https://evil.example/steal?x=1\r\nContent-Length: 0\r\n\r\n", "IBMIAM4006")]
    [InlineData("HTTP/1.1 503 Any\r\nContent-Length: 6\r\n\r\n<html>", "IBMIAM4007")]
    [InlineData("HTTP/1.1 429 Any\r\nContent-Length: 0\r\n\r\n", "IBMIAM4008")]
    [InlineData("HTTP/1.1 404 Any\r\nContent-Length: 6\r\n\r\n<html>", "IBMIAM4003")]
    [InlineData("HTTP/1.1 204 Any\r\n\r\n", "IBMIAM4003", "status 204 with no IAM error")]
    [InlineData("HTTP/1.1 300 Any\r\nContent-Length: 0\r\n\r\n", "IBMIAM4006")]
    [InlineData("HTTP/1.1 399 Any\r\nContent-Length: 0\r\n\r\n", "IBMIAM4006")]
    [InlineData("HTTP/1.1 400 Any\r\nContent-Length: 25\r\n\r\n{\"errorCode\":\"BXNIM0000E\"", "IBMIAM4003")]
    [InlineData("HTTP/1.1 400 Any\r\nContent-Length: 26\r\n\r\n{\"errorCode\":\"BXNIM0000E\"}", "IBMIAM3000", "status 400, BXNIM0000E.")]
    [InlineData("HTTP/1.1 400 Any\r\nContent-Length: 26\r\n\r\n{\"errorMessage\":\"No luck\"}", "IBMIAM3000", "status 400, No luck.")]
    public async Task Broken_frames_and_odd_statuses(string answer, string code, string what = "")
    {
        var problem = await FailAsync(answer);

        Assert.Equal(code, problem.Code);
        Assert.Contains(what, problem.Message, StringComparison.Ordinal);
        Assert.NotEqual(0, problem.HttpStatus);
        Assert.DoesNotContain("status 0", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("steal", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.9\r\n" + RawServer.CutOff, "IBMIAM4003")]
    [InlineData("HTTP/1.1 404 Any\r\nContent-Length: 6\r\n\r\n<html>", "IBMIAM4003")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\n<html>", "IBMIAM4003")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 90000000\r\n\r\n{", "IBMIAM4005")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/\r\nContent-Length: 0\r\n\r\n", "IBMIAM4006")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 39\r\n\r\n{\"access_token\":\"a.b.c\",\"expires_in\":0}", "IBMIAM4010")]
    public async Task What_answers_wrongly_is_set_where_the_message_says(string answer, string code)
    {
        using var server = new RawServer(answer);

        var iam = await Assert.ThrowsAsync<IamException>(() => GetAsync(server, TimeSpan.FromSeconds(60)));
        var vpc = await Assert.ThrowsAsync<IamException>(() => _bed.Client(new() { UseVpc = true, VpcUrl = server.Url }).GetTokenAsync(Bed.Cancel).AsTask());

        Assert.Equal((code, code), (iam.Code, vpc.Code));
        Assert.Contains("IamUrl", iam.Message, StringComparison.Ordinal);
        Assert.Contains("VpcUrl", vpc.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("IamUrl", vpc.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_in_the_host_of_a_redirect_is_not_shown()
    {
        using var server = new RawServer(RawServer.Answer(302, "", "Location: https://canary-key-of-the-build.evil.example/"));

        var problem = await Assert.ThrowsAsync<IamException>(() => _bed.Client(new() { IamUrl = server.Url, ApiKey = Secret.From("Canary-Key-of-the-build") }).GetTokenAsync(Bed.Cancel).AsTask());

        Assert.Equal("IBMIAM4006", problem.Code);
        Assert.Contains("redirects to https://***.evil.example;", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_without_end_is_cut_at_a_mebibyte()
    {
        var problem = await FailAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + new string('x', (1 << 20) + 100) + RawServer.CutOff);

        Assert.Contains(problem.Code, (string[])["IBMIAM4005", "IBMIAM4004"]);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_left_at_the_deadline()
    {
        using var bed = Bed.OnFakeClock();
        using var server = new RawServer("");
        var getting = bed.Client(Settings(server.Url, TimeSpan.FromSeconds(1))).GetTokenAsync(Bed.Cancel).AsTask();
        await Until.IsTrueAsync(() => server.Stalled == 1);

        bed.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("IBMIAM4002", (await Assert.ThrowsAsync<IamException>(() => Until.IsDoneAsync(getting))).Code);
    }

    [Theory]
    [InlineData("IamUrl")]
    [InlineData("IBMCLOUD_IAM_API_ENDPOINT")]
    [InlineData("KMS_AUTH_URL")]
    [InlineData("VpcUrl")]
    [InlineData("IBMCLOUD_CR_VPC_URL")]
    [InlineData("KMS_AUTH_URL", "vpc")]
    public async Task Nobody_listening_is_unreachable(string setting, string kind = "iam")
    {
        using var iam = FakeIamServer.Start();
        var url = iam.RefusingUrl;
        (_bed["KMS_AUTH_TYPE"], _bed["KMS_APIKEY"], _bed["IBMCLOUD_API_KEY"]) = (kind, Key, setting.Contains("VPC", StringComparison.OrdinalIgnoreCase) ? null : Key);
        _bed[setting] = url;
        var settings = setting switch
        {
            "IamUrl" => new IamSettings { IamUrl = url },
            "VpcUrl" => new IamSettings { UseVpc = true, VpcUrl = url },
            "KMS_AUTH_URL" => new IamSettings { ServiceName = "kms" },
            _ => new IamSettings(),
        };

        var problem = await Assert.ThrowsAsync<IamException>(() => _bed.Client(settings).GetTokenAsync(Bed.Cancel).AsTask());

        Assert.Equal("IBMIAM4001", problem.Code);
        Assert.Contains($"can't be reached: no connection. Start it, or correct its address in {setting}.", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("canary-key+/=%")]
    [InlineData("canary-key%2B%2F%3D%25")]
    [InlineData("CANARY-KEY%2b%2f%3d%25")]
    [InlineData("Y2FuYXJ5LWtleSsvPSU=")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig")]
    public async Task An_error_that_echoes_the_key_is_scrubbed(string echo)
    {
        var body = $$$"""{"errorCode":"BXNIM0415E","errorMessage":"Provided API key could not be found.","errorDetails":"Type 'ApiKey' with ID: '{{{echo}}}' \u001b[31m not found","context":{"requestId":"r-{{{echo}}}"}}""";

        var problem = await FailAsync(RawServer.Answer(400, body, $"Transaction-Id: t-{echo}"));

        Assert.Equal("IBMIAM3001", problem.Code);
        Assert.Equal(IamFailure.Refused, problem.Failure);
        Assert.Equal("BXNIM0415E", problem.IamCode);
        Assert.Equal("t-***", problem.TransactionId);
        Assert.Contains("could not be found", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(echo, problem + _bed.Log.All, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u001b', problem.Message);
    }

    [Fact]
    public void Of_a_form_only_fields_known_to_be_harmless_may_be_said_back()
    {
        string[] fields = ["grant_type", "account", "profile_name", "apikey", "refresh_token", "passcode", "cr_token", "access_token", "the-secret-of-a-grant-to-come"];

        Assert.Equal(["grant_type", "account", "profile_name"], fields.Where(TokenRequest.IsHarmless));
    }

    [Fact]
    public async Task What_iam_says_is_of_bounded_length()
    {
        var problem = await FailAsync(RawServer.Answer(400, $$"""{"errorCode":"X{{new string('x', 500)}}","errorMessage":"{{new string('y', 5000)}}"}"""));

        Assert.Null(problem.IamCode);
        Assert.InRange(problem.Message.Length, 300, 800);
    }

    [Fact]
    [SuppressMessage("Usage", "CA2201", Justification = "Only a status is compared.")]
    public async Task The_management_form_of_errors_is_read_too()
    {
        var problem = await FailAsync(RawServer.Answer(403, """{"trace":"tr-1","errors":[{"code":"BXNIM0513E","message":"You are not authorized to use this API"}],"status_code":403}"""));

        Assert.Equal("BXNIM0513E", problem.IamCode);
        Assert.Equal("tr-1", problem.TransactionId);
        Assert.Equal(403, problem.HttpStatus);
    }

    private async Task<IamException> FailAsync(string answer)
    {
        using var server = new RawServer(answer);
        return await Assert.ThrowsAsync<IamException>(() => GetAsync(server, TimeSpan.FromSeconds(60)));
    }

    private Task<IamToken> GetAsync(RawServer server, TimeSpan timeout) => _bed.Client(Settings(server.Url, timeout)).GetTokenAsync(Bed.Cancel).AsTask();

    private static IamSettings Settings(string url, TimeSpan timeout) => new() { IamUrl = url, ApiKey = Secret.From(Key), Timeout = timeout };
}
