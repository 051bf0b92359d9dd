using System.Globalization;
using System.Text.RegularExpressions;

namespace IbmIam.Testing.Tests;

/// <summary>A fault in JSON is the fault of C#: by the bytes on the wire, by the log, by what is said of a rule that waits.</summary>
public sealed partial class ConfiguredFaults : IDisposable
{
    private static readonly Dictionary<string, Action<FakeIamServer>> InCSharp = new(StringComparer.Ordinal)
    {
        [""" "kind": "status", "status": 503 """] = iam => iam.Faults.Always().Status(503),
        [""" "kind": "status", "status": 400, "code": "BXNIM0408E" """] = iam => iam.Faults.Always().Status(400, "BXNIM0408E"),
        [""" "kind": "rate-limit" """] = iam => iam.Faults.Always().RateLimit(),
        [""" "kind": "rate-limit", "retryAfter": 7 """] = iam => iam.Faults.Always().RateLimit(TimeSpan.FromSeconds(7)),
        [""" "kind": "rate-limit", "retryAfter": 7, "asDate": false """] = iam => iam.Faults.Always().RateLimit(TimeSpan.FromSeconds(7)),
        [""" "kind": "rate-limit", "retryAfter": 7, "asDate": true """] = iam => iam.Faults.Always().RateLimit(TimeSpan.FromSeconds(7), asDate: true),
        [""" "kind": "html" """] = iam => iam.Faults.Always().Html(),
        [""" "kind": "html", "status": 200 """] = iam => iam.Faults.Always().Html(200),
        [""" "kind": "empty" """] = iam => iam.Faults.Always().Empty(),
        [""" "kind": "malformed" """] = iam => iam.Faults.Always().Malformed(),
        [""" "kind": "no-token" """] = iam => iam.Faults.Always().NoToken(),
        [""" "kind": "redirect-loop" """] = iam => iam.Faults.Always().RedirectLoop(),
        [""" "kind": "delay", "seconds": 0 """] = iam => iam.Faults.Always().Delay(TimeSpan.Zero),
        [""" "kind": "stall", "seconds": 0.001 """] = iam => iam.Faults.Always().Stall(TimeSpan.FromMilliseconds(1)),
        [""" "kind": "slow-body", "bytesPerSecond": 1000000 """] = iam => iam.Faults.Always().SlowBody(1_000_000),
        [""" "kind": "reset" """] = iam => iam.Faults.Always().Reset(),
        [""" "kind": "reset-after-headers" """] = iam => iam.Faults.Always().ResetAfterHeaders(),
        [""" "kind": "truncated" """] = iam => iam.Faults.Always().Truncated(),
        [""" "kind": "truncated", "bytes": 5 """] = iam => iam.Faults.Always().Truncated(5),
        [""" "kind": "wrong-length" """] = iam => iam.Faults.Always().WrongLength(),
        [""" "kind": "empty", "next": 2 """] = iam => iam.Faults.Next(2).Empty(),
        [""" "kind": "empty", "path": "/identity/keys" """] = iam => iam.Faults.Always().On("/identity/keys").Empty(),
        [""" "kind": "empty", "next": 1, "identity": "Profile-00000000-0000-4000-8000-00000000fa4e" """] = iam => iam.Faults.Next().For(iam.DefaultProfile).Empty(),
    };

    private readonly FrozenFake _fake = new();

    public static TheoryData<string> InJson => [.. InCSharp.Keys];

    [Theory]
    [MemberData(nameof(InJson))]
    public async Task A_fault_in_JSON_is_the_fault_of_CSharp(string json)
    {
        InCSharp[json](_fake.Iam);
        var expected = await SeeAsync();
        _fake.Iam.Faults.Clear();

        _fake.Iam.Configure($$"""{ "faults": [{ {{json}} }] }""");

        Assert.Equal(expected, await SeeAsync());
    }

    public void Dispose() => _fake.Dispose();

    /// <summary>What is said of the rule, and what a request that is refused anyway meets.</summary>
    private async Task<string> SeeAsync()
    {
        var waiting = Assert.Single(_fake.Iam.Faults.Unused);
        var (text, reset) = await RawHttp.SendAsync(_fake.Iam.Url, RawHttp.Post("{}", "Transaction-Id: t-1\r\n", "/identity/v1/iam_tokens?version=2026-01-01"));
        var entry = _fake.Iam.Requests[^1];

        // The number of a thread has a digit or two.
        var thread = ThreadId().Match(text).Length;
        text = Length().Replace(text, length => (int.Parse(length.Value, CultureInfo.InvariantCulture) - thread).ToString(CultureInfo.InvariantCulture));
        return $"{waiting}: {entry.Fault} {entry.Status}, {(reset ? "reset" : "ended")} after {Date().Replace(ThreadId().Replace(text, ""), "")}";
    }

    [GeneratedRegex("(?<=Date: ).*(?=\r\n)")]
    private static partial Regex Date();

    [GeneratedRegex("(?<=Content-Length: )\\d+")]
    private static partial Regex Length();

    [GeneratedRegex("(?<=\"threadId\":\")[0-9a-f]+")]
    private static partial Regex ThreadId();
}
