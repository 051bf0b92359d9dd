using IbmIam.Testing.Faults;

namespace IbmIam.Testing.Configuration;

/// <summary>Reads faults from JSON: <c>{"kind":"status","status":503,"next":2}</c>.</summary>
internal static class FaultReader
{
    /// <summary>The properties of every kind.</summary>
    public static string[] Common => ["kind", "next", "path", "identity"];

    /// <summary>The other properties of each kind, and the function that reads them.</summary>
    public static IReadOnlyDictionary<string, (string[] Takes, Func<Dictionary<string, Setting>, Fault> Read)> Kinds { get; } =
        new Dictionary<string, (string[], Func<Dictionary<string, Setting>, Fault>)>(StringComparer.Ordinal)
        {
            ["status"] = (["status", "code"], given => FaultKinds.Status(Needed(given, "status").Number, given.GetValueOrDefault("code")?.Text)),
            ["rate-limit"] = (["retryAfter", "asDate"], given => FaultKinds.RateLimit(given.GetValueOrDefault("retryAfter")?.Seconds, given.GetValueOrDefault("asDate")?.Flag ?? false)),
            ["html"] = (["status"], given => FaultKinds.Html(given.GetValueOrDefault("status")?.Number ?? 502)),
            ["empty"] = ([], _ => FaultKinds.Empty()),
            ["malformed"] = ([], _ => FaultKinds.Malformed()),
            ["no-token"] = ([], _ => FaultKinds.NoToken()),
            ["redirect-loop"] = ([], _ => FaultKinds.RedirectLoop()),
            ["delay"] = (["seconds"], given => FaultKinds.Delay(Needed(given, "seconds").Seconds)),
            ["stall"] = (["seconds"], given => FaultKinds.Stall(Needed(given, "seconds").Seconds)),
            ["slow-body"] = (["bytesPerSecond"], given => FaultKinds.SlowBody(Needed(given, "bytesPerSecond").Number)),
            ["reset"] = ([], _ => FaultKinds.Reset()),
            ["reset-after-headers"] = ([], _ => FaultKinds.ResetAfterHeaders()),
            ["truncated"] = (["bytes"], given => FaultKinds.Truncated(given.GetValueOrDefault("bytes")?.Number ?? 20)),
            ["wrong-length"] = ([], _ => FaultKinds.WrongLength()),
        };

    public static void Add(FakeIam iam, Setting fault)
    {
        var given = fault.Object([.. fault.Json.Select(property => property.Key)]);
        var kind = given.TryGetValue("kind", out var named) ? named.Text : throw fault.Error("'kind' is missing.");
        if (!Kinds.TryGetValue(kind, out var reader))
        {
            throw named.Error($"there is no fault '{kind}'. Known: {string.Join(", ", Kinds.Keys)}.");
        }

        fault.Object([.. Common, .. reader.Takes]);
        fault.WithLocation(() => Plan(iam, given, reader.Read));
    }

    /// <summary>Restricts a rule to the given path and identity.</summary>
    public static void Narrow(FakeIam iam, Dictionary<string, Setting> given, FaultRule rule)
    {
        if (given.TryGetValue("path", out var path))
        {
            rule.On(path.Text);
        }

        if (given.TryGetValue("identity", out var identity))
        {
            rule.For(ConfigReader.Identity(iam, identity));
        }
    }

    private static void Plan(FakeIam iam, Dictionary<string, Setting> given, Func<Dictionary<string, Setting>, Fault> read)
    {
        var rule = given.TryGetValue("next", out var next) ? iam.Faults.Next(next.Number) : iam.Faults.Always();
        Narrow(iam, given, rule);
        rule.Use(read(given));
    }

    private static Setting Needed(Dictionary<string, Setting> given, string name) =>
        given.TryGetValue(name, out var setting) ? setting : throw new ArgumentException($"'{name}' is missing: this kind of fault requires it.");
}
