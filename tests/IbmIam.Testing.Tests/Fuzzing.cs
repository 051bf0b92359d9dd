using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using IbmIam.Testing.Configuration;

namespace IbmIam.Testing.Tests;

/// <summary>Random requests and configurations: the answer is IAM's or an error that says what is wrong. Never a 5xx of the fake's own, a hang or HTML.</summary>
public sealed class Fuzzing
{
    private static readonly string[] Words =
    [
        "", "x", "null", "true", "-1", "0", "3600", "99999999999999999999", "1e999", "a b+c%", "%", "%zz", "%ff%fe", "%00", "\u00e9\ud83d\ude00", "\"", "{", "[", "Profile-1", "known.key",
        "bx", "not_supported", "cloud_iam", "delegated_refresh_token", "kube", "http://\u00e4.example/", "http://x/?y", "urn:ibm:params:oauth:grant-type:", "crn-crn:v1:a:b:c:d:e:f:g:h",
        "ibm openid", "2022-03-01", "2025-08-26", new('z', 5_000),
    ];

    private static readonly string[] Fields =
    [
        "grant_type", "apikey", "refresh_token", "access_token", "cr_token", "profile_id", "profile_name", "profile_crn", "account", "passcode", "username", "password", "code",
        "redirect_uri", "client_id", "client_secret", "desired_iam_id", "response_type", "receiver_client_ids", "delegated_refresh_token_expiry", "scope", "token", "state", "version", "iam_id",
    ];

    private static readonly string[] Grants = ["apikey", "passcode", "cr-token", "assume", "iam-authz", "delegated-refresh-token"];

    private static readonly string[] Names =
    [
        "name", "iam_id", "account_id", "apikey", "description", "link", "crn", "type", "conditions", "claim", "operator", "value", "expires_in", "trusted_profile", "id", "locked",
        "system_access_token_expiration_in_seconds",
    ];

    [Fact]
    public Task Any_request_gets_a_clean_answer() => AskAsync(requests: 1_500);

    [Fact]
    [Trait("Category", "Proof")]
    public Task Any_of_very_many_requests_gets_a_clean_answer() => AskAsync(requests: 300_000);

    [Fact]
    public void Any_configuration_is_taken_or_told_what_is_wrong_with_it() => Configure(configurations: 3_000);

    [Fact]
    [Trait("Category", "Proof")]
    public void Any_of_very_many_configurations_is_taken_or_told_what_is_wrong_with_it() => Configure(configurations: 1_000_000);

    private static async Task AskAsync(int requests)
    {
        using var iam = FakeIamServer.Start(options => (options.Page, options.KeyProtect, options.RequestLogCapacity) = (true, true, 50));
        iam.AddServiceId("known", "known.key");
        iam.AddProfile("one", "Profile-1");
        iam.Protect("/guarded/**", FakeService.KeyProtect);
        string[] tokens =
        [
            iam.MintToken(), iam.MintToken(form: FakeTokenForm.Expired), iam.MintToken(form: new FakeTokenForm { Tampered = true }),
            iam.MintToken(form: new FakeTokenForm { Claims = new Dictionary<string, JsonNode?> { ["exp"] = long.MaxValue, ["authn"] = 1, ["sub"] = new JsonArray() } }), Jwts("{\"alg\":\"RS256\",\"alg\":\"x\"}"),
            Jwts("{\"alg\":\"\\ud800\",\"kid\":\"202601010000\"}"), Jwts("[]"), Jwts("{\"kid\":{}}"), "a.b.c", "..", "x",
        ];
        var seed = 0u;
        foreach (var request in Batches(iam, tokens, requests))
        {
            seed++;
            var (text, reset) = await RawHttp.SendAsync(iam.Url, request).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            Assert.False(reset, $"{seed}: {request}");
            Check(text, request);
        }
    }

    /// <summary>The generator is the random one; the requests go one after the other, so that a failure names its request.</summary>
    private static IEnumerable<string> Batches(FakeIamServer iam, string[] tokens, int requests)
    {
        var generate = Request(iam, tokens);
        var random = new PCG(17);
        for (var i = 0; i < requests; i++)
        {
            yield return generate.Generate(random, null, out _);
        }
    }

    private static void Check(string text, string request)
    {
        var status = int.Parse(text.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(status is >= 200 and < 500, $"{request}\n\n{text}");
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var body = text[(end + 4)..];
        // What no stub of the tester's answers is WireMock's, which sends chunks.
        if (body.Length > 0 && !text.Contains("Transfer-Encoding: chunked", StringComparison.Ordinal) && !(status == 200 && request.StartsWith("GET /identity/passcode", StringComparison.Ordinal)))
        {
            Assert.True(JsonNode.Parse(body) is JsonObject, $"{request}\n\n{text}");
        }
    }

    private static Gen<string> Request(FakeIamServer iam, string[] tokens)
    {
        var ids = new[] { iam.DefaultServiceId.Id, iam.DefaultProfile.Id, "Profile-1", iam.AccountId, "x", "%2F", "%C3%A4" };
        var methods = Gen.OneOf<string>("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW");
        // A hold would keep the next token request, as it should; events have no end, and the page is HTML.
        string[] others = ["/__fake/holds", "/__fake/events", "/__fake/page/{file}", "/"];
        var templates = Routes.All.Where(route => !others.Contains(route.Template)).Select(route => (route.Method, route.Template)).Append(("GET", "/guarded/x")).ToArray();
        var route = Gen.Select(Gen.OneOf<(string Method, string Template)>(templates), methods, Gen.Int[0, 4], Gen.OneOf<string>(ids), (known, method, dice, id) =>
            (Method: dice == 0 ? method : known.Method, Path: string.Join('/', known.Template.Split('/').Select(part => part.StartsWith('{') ? id : part))));
        var value = Gen.OneOf<string>(Gen.OneOf<string>(Words), Gen.OneOf<string>(Words), Gen.OneOf<string>(tokens), Gen.String[0, 12].Select(Uri.EscapeDataString));
        var field = Gen.Select(Gen.OneOf<string>(Fields), value, Gen.Bool, (name, text, encode) => $"{name}={(encode ? Uri.EscapeDataString(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))) : text)}");
        var form = Gen.Select(Gen.OneOf<string>(Grants), field.Array[0, 6], (grant, fields) => string.Join('&', fields.Prepend("grant_type=urn:ibm:params:oauth:grant-type:" + grant)));
        var body = Gen.OneOf<string>(form, form, field.Array[0, 8].Select(fields => string.Join('&', fields)), Json(Names, tokens).Select(json => json.ToJsonString()), Gen.String[0, 40], Gen.Const(""));
        var headers = Gen.OneOf<string>(
            Gen.OneOf<string>(tokens).Select(token => "Authorization: Bearer " + token),
            Gen.OneOf<string>("bx:bx", "kube:kube", "bx:x", ":", "").Select(pair => "Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))),
            Gen.OneOf<string>(
                "Authorization: Basic !", "Authorization:", "Metadata-Flavor: ibm", "If-Match: *", "IAM-ApiKey: known.key", "Transaction-Id: a b", "ibm-cloud-tenant: x,y", "User-Agent: \u00ff",
                "Content-Encoding: gzip", "bluemix-instance: x", "Entity-Lock: true", "Accept: text/html"));
        var types = Gen.OneOf<string>("application/x-www-form-urlencoded", "application/json", "application/x-www-form-urlencoded; charset=utf-8", "text/html", "");
        return Gen.Select(route, field.Array[0, 3], headers.Array[0, 4], types, body, (to, query, lines, type, text) => Compose(to, query, lines, type, text));
    }

    private static string Compose((string Method, string Path) route, string[] query, string[] headers, string type, string body)
    {
        var target = route.Path + (query.Length == 0 ? "" : "?" + string.Concat(string.Join('&', query).Where(c => c is > ' ' and < '\x7f' and not '"')));
        var bytes = Encoding.UTF8.GetBytes(body);
        var text = new StringBuilder($"{route.Method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {bytes.Length}\r\n");
        // Two Authorization headers would be joined by a comma; one of a kind each. Behind a guard stands WireMock, whose answer to a
        // body that is no gzip is its own.
        foreach (var header in headers.DistinctBy(header => header.Split(':')[0]).Where(header => !(route.Path == "/guarded/x" && header == "Content-Encoding: gzip")))
        {
            text.Append(header).Append("\r\n");
        }

        return text.Append(type.Length > 0 ? $"Content-Type: {type}\r\n" : "").Append("\r\n").Append(Encoding.Latin1.GetString(bytes)).ToString();
    }

    private static Gen<JsonNode> Json(string[] names, string[] texts)
    {
        var leaf = Gen.OneOf<JsonNode>(
            Gen.OneOf<string>(Gen.OneOf<string>(Words), Gen.OneOf<string>(texts)).Select(text => (JsonNode)text), Gen.Int.Select(number => (JsonNode)number),
            Gen.Double.Select(number => double.IsFinite(number) ? (JsonNode)number : 0), Gen.Bool.Select(flag => (JsonNode)flag));
        var names1 = Gen.OneOf<string>(names);
        Gen<JsonNode> Deeper(Gen<JsonNode> inner) => Gen.OneOf<JsonNode>(
            inner, inner.Array[0, 3].Select(items => (JsonNode)new JsonArray([.. items.Select(item => item.DeepClone())])),
            Gen.Select(names1, inner).Array[0, 4].Select(parts => (JsonNode)new JsonObject(parts.DistinctBy(part => part.Item1).Select(part => KeyValuePair.Create(part.Item1, (JsonNode?)part.Item2.DeepClone())))));
        var value = Deeper(Deeper(leaf));
        return Gen.Select(names1, value).Array[0, 6]
            .Select(parts => (JsonNode)new JsonObject(parts.DistinctBy(part => part.Item1).Select(part => KeyValuePair.Create(part.Item1, (JsonNode?)part.Item2.DeepClone()))));
    }

    private static void Configure(int configurations)
    {
        string[] inner = ["name", "id", "apiKey", "claims", "tokenLifetime", "email", "trustOnly", "token", "identity", "kind", "status", "next", "path", "seconds", "retryAfter", "service", "mayDelegate"];
        string[] kinds = [.. FaultReader.Kinds.Keys, "ServiceId-1", "IBMid-1", "2026-01-01", "/api/**", "key-protect", IdentityOfDefault];
        var sections = ConfigReader.OptionNames.Concat(ConfigReader.SectionNames).ToArray();
        // Half of them are well formed sections, the others anything at all.
        var lists = Gen.Select(Gen.OneOf<string>(sections), Json(inner, kinds).Array[0, 3], (name, items) => $"{{\"{name}\":[{string.Join(',', items.Select(item => item.ToJsonString()))}]}}");
        var text = Gen.OneOf<string>(lists, lists, Json([.. sections, .. inner], kinds).Select(json => json.ToJsonString()), Gen.String[0, 30], Gen.Select(lists, Gen.Int[0, 40], (json, length) => json[..Math.Min(json.Length, length)]));
        text.Sample(Apply, iter: configurations);
    }

    private const string IdentityOfDefault = "ServiceId-00000000-0000-4000-8000-00000000fa4e";

    private static void Apply(string json)
    {
        var options = new FakeIamOptions();
        try
        {
            var document = ConfigDocument.Parse("fuzz", Encoding.UTF8.GetBytes(json));
            ConfigReader.ReadOptions(options, document);
            options.Https = false;
            using var iam = new FakeIam(options);
            ConfigReader.Apply(iam, document, atStart: true);
            iam.Faults.Clear();
            var answer = new Local(iam).Token("bx:bx", ("grant_type", Client.Prefix + "apikey"), ("apikey", iam.Default.ApiKey));
            Assert.True(answer.Status < 500, json);
        }
        catch (ConfigException told)
        {
            Assert.StartsWith("fuzz", told.Message, StringComparison.Ordinal);
        }
    }

    private static string Jwts(string header)
    {
        var part = System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header));
        return $"{part}.{part}.{part}";
    }
}
