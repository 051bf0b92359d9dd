using System.Reflection;
using CsCheck;
using IbmIam.Caching;
using IbmIam.Core.Tests.Infra;
using IbmIam.Diagnostics;
using IbmIam.Exchange;
using IbmIam.Fuzz.Tests;

namespace IbmIam.Core.Tests;

/// <summary>
/// Whatever stands in an answer, a file, a variable or a command's output: a verdict comes out, never another exception,
/// and no secret. Good texts are harmed at random: the seeds of the coverage-guided fuzzing, which by now hold what once broke a parser.
/// </summary>
public sealed class Fuzzing
{
    /// <summary>Pieces that have broken parsers, here or elsewhere.</summary>
    private static readonly string[] Pieces =
    [
        "\"\\ud800\"", "\\ud800", "\uD800", "\\u0000", "\0", "\uFEFF", "\u2028", "{", "}", "[", "]", "\"", "\\", ":", ",", "null", "true", "-1", "0", "1e400", "-1e400", "1e-400",
        "99999999999999999999", "\"NaN\"", "\"Infinity\"", "NaN", "'", "=", "\n", "\r\n", "#", "%", ".", "..", "/", "@", "\u001b[31m", "\U0001F511", "eyJ", new string('[', 100), new string('9', 400), CoreParsers.Canary,
    ];

    private static readonly string Seeds = Path.Combine(
        typeof(Fuzzing).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "RepositoryRoot").Value!, "tests/IbmIam.Fuzz.Tests/seeds");

    public static TheoryData<string> Names { get; } = [.. CoreParsers.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_verdict_comes_out_of(string what) => HarmedSeeds(what).Sample(CoreParsers.All[what], iter: 3000);

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Category", "Proof")]
    public void A_verdict_comes_out_for_minutes_of(string what) => HarmedSeeds(what).Sample(CoreParsers.All[what], time: 120);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_verdict_comes_out_of_every_odd_piece_by(string what) => Assert.All(Pieces, CoreParsers.All[what]);

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
    private static Gen<string> HarmedSeeds(string what) => Harmed([.. Directory.EnumerateFiles(Path.Combine(Seeds, what)).Order(StringComparer.Ordinal).Select(File.ReadAllText)]);

    private static Gen<string> Harmed(params string[] seeds) =>
        from seed in Gen.OneOf(seeds)
        from edits in Gen.Select(Gen.Int[0, 9999], Gen.Int[0, 12], Gen.OneOf(Gen.OneOf(Pieces), Gen.String[0, 8], Gen.Char.Select(static at => at.ToString()))).Array[0, 4]
        select edits.Aggregate(seed, static (text, edit) =>
        {
            var at = text.Length == 0 ? 0 : edit.Item1 % text.Length;
            return text[..at] + edit.Item3 + text[Math.Min(text.Length, at + edit.Item2)..];
        });

    private static void SampleSdk(int iter, int time)
    {
        var vcap = Harmed("""{"kms":[{"name":"mine","credentials":{"apikey":"canary","iam_apikey":"canary","iam_url":"https://iam.cloud.ibm.com"}}]}""", """{"kms":[{"credentials":7}]}""", """{"kms":[{"credentials":{"apikey":"\ud800"}}]}""");
        var file = Harmed("KMS_APIKEY=\"canary\"\nKMS_AUTH_TYPE=iam\nKMS_AUTH_URL=https://iam.cloud.ibm.com\r\n# c\nKMS_IAM_PROFILE_ID='Profile-1'");
        Gen.Select(vcap, file, Gen.Bool).Sample((services, text, useFile) => CoreParsers.Sdk(services, useFile ? text : null), iter: iter, time: time);
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
        scrubber.Add(CoreParsers.Canary);
        for (var round = 0; round < rounds; round++)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Bed.Cancel);
            patience.CancelAfter(TimeSpan.FromSeconds(20));
            using var message = new HttpRequestMessage(HttpMethod.Post, server.Url);
            var attempt = await http.SendAsync(message, new("IAM", "IamUrl", "API key", scrubber), patience.Token);

            Assert.NotEqual(attempt.Value is null, attempt.Problem is null);
            Assert.DoesNotContain(CoreParsers.Canary, attempt.Problem?.ToString() ?? "", StringComparison.Ordinal);
        }
    }
}
