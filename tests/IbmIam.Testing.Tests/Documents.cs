using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IbmIam.Testing.Tests;

/// <summary>Whole answers beside whole documents. What is another in each run stands there by its name, in angle brackets.</summary>
internal static partial class Documents
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (Regex What, string Name)[] Names =
    [
        (Address(), "<url>"), (Jwt(), "<token>"), (RefreshToken(), "<refresh token>"), (RandomGuid(), "<guid>"), (Account(), "<account>"),
        (KeyValue(), "fake.key.<random>"), (VersionTag(), "\"$1-<end of id>\""), (ThreadId(), "$1<thread>\""), (PageToken(), "pagetoken=<page>"),
    ];

    public static void Is(this Answer answer, string document, int status = 200)
    {
        answer.Json.Is(document);
        Assert.Equal(status, answer.Status);
    }

    public static void Is(this JsonObject json, string document) =>
        Assert.Equal(JsonNode.Parse(document)!.ToJsonString(Layout), Names.Aggregate(json.ToJsonString(Layout), (text, one) => one.What.Replace(text, one.Name)));

    /// <summary>The context of the Identity API's answers to a <see cref="FrozenFake"/>'s client.</summary>
    public static string Context(string operation, string path) => $$"""
        {
          "transaction_id": "t-1", "operation": "{{operation}}", "user_agent": "tests/1.0", "url": "<url>{{path}}", "instance_id": "iamid-fake-1",
          "thread_id": "<thread>", "host": "iamid-fake-1", "start_time": "2026-01-02T03:04+0000", "end_time": "2026-01-02T03:04+0000",
          "elapsed_time": "0", "cluster_name": "iam-id-fake"
        }
        """;

    /// <summary>A refusal of IAM's in one line.</summary>
    public static string Refusal(this Answer answer) => $"{answer.Status} {answer.Code} {(answer.Json["errorDetails"] ?? answer.Json["errorMessage"])!.GetValue<string>()}";

    /// <summary>The refusal of a request that lacks something.</summary>
    public static string Missing(string property) => $"400 BXNIM0109E Property '{property}' either missing or empty.";

    /// <summary>The refusal of a value.</summary>
    public static string Invalid(string property, string value, string valid) =>
        $"400 BXNIM0106E Validation of property '{property}' with value '{value}' failed. Valid values: {valid}";

    /// <summary>The refusal of an id that nothing has.</summary>
    public static string NotFound(string type, string id, int status = 404) => $"{status} BXNIM0102E Object Type: '{type}' with ID: '{id}' not found.";

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();

    [GeneratedRegex(@"eyJ[\w-]+\.[\w-]+\.[\w-]+")]
    private static partial Regex Jwt();

    [GeneratedRegex("(?<=\")[\\w-]{200}(?=\")")]
    private static partial Regex RefreshToken();

    [GeneratedRegex("(?!0{8}|fa4e)[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex RandomGuid();

    [GeneratedRegex("fa4e0000fa4e4000a000fa4e00000001")]
    private static partial Regex Account();

    [GeneratedRegex(@"fake\.key\.[0-9a-f]{32}")]
    private static partial Regex KeyValue();

    [GeneratedRegex(@"pagetoken=[\w-]+")]
    private static partial Regex PageToken();

    [GeneratedRegex("\"(\\d+)-[0-9a-f]{12}\"")]
    private static partial Regex VersionTag();

    [GeneratedRegex("(\"thread_?[iI]d\": \")[0-9a-f]+\"")]
    private static partial Regex ThreadId();
}
