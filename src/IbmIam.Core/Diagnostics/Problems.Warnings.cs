namespace IbmIam.Diagnostics;

/// <content>Warnings: what works but should be fixed.</content>
internal static partial class Problems
{
    public static Fault KeyLooksLikeAnId(string setting) => new(
        "IBMIAM2010", $"{setting} starts with ApiKey-, like the ID of a key. It is sent anyway; if IAM refuses it, use the key itself.");

    public static Fault ClockSkewed(TimeSpan by) => new(
        "IBMIAM2011", $"This machine's clock is {Span(by.Duration())} {(by > TimeSpan.Zero ? "ahead of" : "behind")} IAM's. Tokens still work here; services may refuse them. Set the clock.");

    public static Fault CacheUnusable(string why) => new(
        "IBMIAM2012", $"Tokens are not shared between processes: {why}. Fix that, set IBMIAM_CACHE_DIR, or set TokenCache to process.");
}
