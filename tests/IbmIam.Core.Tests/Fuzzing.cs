using System.Buffers.Text;
using System.Text;
using CsCheck;
using IbmIam.Caching;
using IbmIam.Core.Tests.Infra;
using IbmIam.Credentials;
using IbmIam.Diagnostics;
using IbmIam.Exchange;

namespace IbmIam.Core.Tests;

/// <summary>
/// Whatever stands in an answer, a file, a variable or a command's output: a verdict comes out, never another exception,
/// and no secret. Good texts are harmed at random; what once broke a parser is kept as a seed.
/// </summary>
public sealed class Fuzzing : IDisposable
{
    private const string Canary = "canary-key+/=%";

    /// <summary>Pieces that have broken parsers, here or elsewhere.</summary>
    private static readonly string[] Pieces =
    [
        "\"\\ud800\"", "\\ud800", "\uD800", "\\u0000", "\0", "\uFEFF", "\u2028", "{", "}", "[", "]", "\"", "\\", ":", ",", "null", "true", "-1", "0", "1e400", "-1e400", "1e-400",
        "99999999999999999999", "\"NaN\"", "\"Infinity\"", "NaN", "'", "=", "\n", "\r\n", "#", "%", ".", "..", "/", "@", "\u001b[31m", "\U0001F511", "eyJ", new string('[', 100), new string('9', 400), Canary,
    ];

    private static readonly Dictionary<string, (string[] Seeds, Action<string> Read)> Parsers = new()
    {
        ["a token answer"] = (
            [
                """{"access_token":"aaa.bbb.ccc","refresh_token":"not_supported","token_type":"Bearer","expires_in":3600,"expiration":1767358800,"scope":"ibm openid"}""",
                """{"access_token":"aaa.bbb.ccc","created_at":"2026-01-02T12:00:00Z","expires_at":"2026-01-02T12:05:00Z","expires_in":300}""",
                """{"access_token":"\ud800"}""",
                """{"\ud800":1,"access_token":"a.b.c","expires_in":1}""",
            ],
            static text =>
            {
                var (answer, why) = TokenAnswer.Read(text, Bed.Noon);
                Assert.Equal(answer is null, why.Length > 0);
                Assert.True(answer?.Lifetime is null || (answer.Lifetime > TimeSpan.FromTicks(-1) && answer.Lifetime <= TokenLifetime.Longest));
                Assert.DoesNotContain(answer?.AccessToken ?? "", static at => at is <= ' ' or > '~');
            }),
        ["an error body"] = (
            [
                """{"errorCode":"BXNIM0415E","errorMessage":"Provided API key could not be found.","errorDetails":"canary-key+/=%","context":{"requestId":"r-1"}}""",
                """{"trace":"t","errors":[{"code":"not_authorized","message":"No."}],"status_code":403}""",
                """{"errors":[7],"context":[]}""",
                """{"errorMessage":"\ud800"}""",
                "<html>canary-key+/=%</html>",
            ],
            static text =>
            {
                var scrubber = new Scrubber();
                scrubber.Add(Canary);
                var error = IamError.Read(400, text, transactionId: null, scrubber);
                Assert.InRange(error.Said.Length, 0, 400);
                Assert.DoesNotContain(Canary, error.Said + error.TransactionId, StringComparison.Ordinal);
                Assert.DoesNotContain(error.Said + error.TransactionId, char.IsControl);
            }),
        ["the claims of a token"] = (
            [
                """{"iam_id":"iam-ServiceId-1","identifier":"ServiceId-1","name":"deployer","exp":1767358800,"iat":1767355200}""",
                """{"sub":"\ud800","exp":1}""",
                """[]""",
            ],
            static text =>
            {
                foreach (var token in (string[])[$"a.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text))}.c", $"a.{Base64Url.EncodeToString(Encoding.Latin1.GetBytes(text))}.c", text])
                {
                    Assert.InRange(Claims.Read(token)?.Identity?.Length ?? 0, 0, 300);
                }
            }),
        ["a key file"] = (
            ["""{"name":"deployer","apikey":"canary-key+/=%"}""", """{"apikey":"\ud800"}""", """{"\ud800":1}""", "bare-key\n", "{bare}"],
            static text =>
            {
                if (SecretText.KeyInFile(text) is { } key)
                {
                    Read(key);
                }
            }),
        ["a variable"] = (["canary-key", "\"quoted\"", "Bearer aaa.bbb.ccc", "\uFEFF\u200B\0"], static text => Read(ReadyTokens.WithoutScheme(text))),
        ["an endpoint"] = (
            ["https://iam.cloud.ibm.com/identity/token", "http://127.0.0.1:8080", "https://user:pass@host/?q#f", "http://[::1%25lo]/", "//host"],
            static text =>
            {
                var (url, fault) = IamEndpoint.Parse(text, "IamUrl");
                Assert.NotEqual(url is null, fault is null);
                Assert.True(url is null || (IamEndpoint.MayHoldSecrets(url) && url is { UserInfo: "", Query: "", Fragment: "" } && IamEndpoint.At(url, "/identity/token").Authority == url.Authority));
            }),
        ["the output of the ibmcloud command"] = (
            ["""{"iam_token":"Bearer aaa.bbb.ccc"}""", """{"iam_token":"\ud800"}""", "FAILED\nNot logged in.", "[]"],
            static text => Allowed(() =>
            {
                Assert.NotEmpty(CliSession.Token(0, text, ""));
                _ = CliSession.Token(1, text, "");
            })),
        ["what a sealed file holds"] = (
            ["\0\0\0\0\0\0\0\0\u0001\0\0\0\0\0\0\0\u0005a.b.c\u0006Bearer\u0003ibm\0\u0011ServiceId-1 (one)", new string('\u007F', 40), new string('\0', 16) + "\uFFFF\uFFFF"],
            static text => StoredToken.Read(Encoding.UTF8.GetBytes(text), "test", TimeProvider.System)),
    };

    private readonly Bed _bed = new();

    public static TheoryData<string> Names { get; } = [.. Parsers.Keys];

    public void Dispose() => _bed.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_verdict_comes_out_of(string what) => HarmedSeeds(what).Sample(Parsers[what].Read, iter: 3000);

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Category", "Proof")]
    public void A_verdict_comes_out_for_minutes_of(string what) => HarmedSeeds(what).Sample(Parsers[what].Read, time: 120);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_verdict_comes_out_of_every_seed_of(string what) => Assert.All(Parsers[what].Seeds.Concat(Pieces), Parsers[what].Read);

    [Fact]
    public void A_verdict_comes_out_of_sdk_configuration() => SampleSdk(iter: 300, time: -1);

    [Fact]
    [Trait("Category", "Proof")]
    public void A_verdict_comes_out_for_minutes_of_sdk_configuration() => SampleSdk(iter: -1, time: 120);

    [Fact]
    public void A_sealed_file_opens_only_as_it_was_written() => SampleSealed(iter: 1000, time: -1);

    [Fact]
    [Trait("Category", "Proof")]
    public void A_sealed_file_opens_for_minutes_only_as_it_was_written() => SampleSealed(iter: -1, time: 60);

    [Fact]
    public Task A_verdict_comes_out_of_any_bytes_on_the_wire() => AnswersAsync(rounds: 60);

    [Fact]
    [Trait("Category", "Proof")]
    public Task A_verdict_comes_out_of_many_bytes_on_the_wire() => AnswersAsync(rounds: 20_000);

    /// <summary>Text with a few places cut out, doubled, or replaced by something odd.</summary>
    private static Gen<string> HarmedSeeds(string what) => Harmed(Parsers[what].Seeds);

    private static Gen<string> Harmed(params string[] seeds) =>
        from seed in Gen.OneOf(seeds)
        from edits in Gen.Select(Gen.Int[0, 9999], Gen.Int[0, 12], Gen.OneOf(Gen.OneOf(Pieces), Gen.String[0, 8], Gen.Char.Select(static at => at.ToString()))).Array[0, 4]
        select edits.Aggregate(seed, static (text, edit) =>
        {
            var at = text.Length == 0 ? 0 : edit.Item1 % text.Length;
            return text[..at] + edit.Item3 + text[Math.Min(text.Length, at + edit.Item2)..];
        });

    private void SampleSdk(int iter, int time)
    {
        var vcap = Harmed("""{"kms":[{"name":"mine","credentials":{"apikey":"canary","iam_apikey":"canary","iam_url":"https://iam.cloud.ibm.com"}}]}""", """{"kms":[{"credentials":7}]}""", """{"kms":[{"credentials":{"apikey":"\ud800"}}]}""");
        var file = Harmed("KMS_APIKEY=\"canary\"\nKMS_AUTH_TYPE=iam\nKMS_AUTH_URL=https://iam.cloud.ibm.com\r\n# c\nKMS_IAM_PROFILE_ID='Profile-1'");
        Gen.Select(vcap, file, Gen.Bool).Sample(
            (services, text, useFile) =>
            {
                var path = Path.Combine(_bed.Folder, Guid.NewGuid().ToString());
                File.WriteAllBytes(path, Encoding.UTF8.GetBytes(text));
                var host = new IamHost
                {
                    Variable = name => name switch { "VCAP_SERVICES" => services, "IBM_CREDENTIALS_FILE" when useFile => path, _ => null },
                    WorkingDirectory = _bed.Folder,
                    Memory = new TokenMemory(),
                };
                Allowed(() => new CredentialChain(new IamSettings { ServiceName = "kms", TokenCache = TokenCacheMode.None }, host).RequestAsync(CancellationToken.None).GetAwaiter().GetResult());
                File.Delete(path);
            },
            iter: iter,
            time: time);
    }

    private static void SampleSealed(int iter, int time)
    {
        var (secret, text) = ("s3cret"u8.ToArray(), "a token, let us say"u8.ToArray());
        var written = SealedFile.Seal(secret, "name", text);
        Gen.Select(Gen.Int[0, written.Length - 1], Gen.Byte, Gen.Int[0, written.Length], Gen.Byte.Array[0, 40]).Sample(
            (at, value, cut, junk) =>
            {
                var flipped = (byte[])written.Clone();
                flipped[at] = value;
                Assert.Equal(value == written[at], SealedFile.Open(secret, "name", flipped) is not null);
                Assert.Equal(cut == written.Length, SealedFile.Open(secret, "name", written[..cut]) is not null);
                Assert.Null(SealedFile.Open(secret, "name", [.. written[..Math.Min(cut, 8)], .. junk]));
                Assert.Null(SealedFile.Open(secret, "other name", written));
                Assert.Null(SealedFile.Open([.. secret, value], "name", written));
            },
            iter: iter,
            time: time);
    }

    private static async Task AnswersAsync(int rounds)
    {
        var answers = new string[rounds];
        var next = 0;
        Harmed(
            RawServer.Token(""","expires_in":3600"""),
            RawServer.Answer(400, """{"errorCode":"BXNIM0415E","errorMessage":"canary-key+/=%"}""", "Transaction-Id: t"),
            RawServer.Answer(429, "", "Retry-After: Fri, 02 Jan 2026 12:00:09 GMT", "Date: Fri, 02 Jan 2026 12:00:00 GMT"),
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            RawServer.Answer(302, "", "Location: https://evil.example/")).Select(static text => text + RawServer.CutOff).Sample(
            text =>
            {
                if (Interlocked.Increment(ref next) is var at && at <= rounds)
                {
                    answers[at - 1] = text;
                }
            },
            iter: rounds);

        using var server = new RawServer(answers);
        var http = new IamHttp("");
        var scrubber = new Scrubber();
        scrubber.Add(Canary);
        for (var round = 0; round < rounds; round++)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Bed.Cancel);
            patience.CancelAfter(TimeSpan.FromSeconds(20));
            using var message = new HttpRequestMessage(HttpMethod.Post, server.Url);
            var attempt = await http.SendAsync(message, "IAM", scrubber, patience.Token);

            Assert.NotEqual(attempt.Value is null, attempt.Problem is null);
            Assert.DoesNotContain(Canary, attempt.Problem?.ToString() ?? "", StringComparison.Ordinal);
        }
    }

    private static void Read(string text)
    {
        var (secret, fault) = SecretText.Read(text, "ApiKey");
        Assert.NotEqual(secret is null, fault is null);
        Assert.DoesNotContain("canary", fault?.Text ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain(secret?.Reveal() ?? "", static at => char.IsControl(at) || char.IsWhiteSpace(at));
    }

    private static void Allowed(Action action)
    {
        try
        {
            action();
        }
        catch (IamException e)
        {
            Assert.DoesNotContain("canary", e.ToString(), StringComparison.Ordinal);
        }
    }
}
