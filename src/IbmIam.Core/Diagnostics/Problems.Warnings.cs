namespace IbmIam.Diagnostics;

/// <content>What works but should be mended.</content>
internal static partial class Problems
{
    public static Fault KeyLooksLikeAnId(string setting) => new(
        "IBMIAM2010", $"{setting} begins with ApiKey-, as the id of a key does. IAM is asked all the same; if it refuses, give the key itself.");

    public static Fault ClockSkewed(TimeSpan by) => new(
        "IBMIAM2011", $"This machine's clock is {Span(by.Duration())} {(by > TimeSpan.Zero ? "ahead of" : "behind")} IAM's. Tokens work all the same here; services may refuse. Set the clock.");

    public static Fault CacheUnusable(string why) => new(
        "IBMIAM2012", $"Tokens are not shared between processes: {why}. Mend that, or set IBMIAM_CACHE_DIR, or TokenCache to process.");
}
