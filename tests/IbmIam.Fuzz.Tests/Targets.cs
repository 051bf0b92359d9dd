using System.Text;
using IbmIam.Exchange;

namespace IbmIam.Fuzz.Tests;

/// <summary>What is fuzzed, by the name of the folder that holds its seeds. Each takes any bytes and throws where a promise is broken.</summary>
internal static class Targets
{
    public static IReadOnlyDictionary<string, Action<byte[]>> All { get; } = new SortedDictionary<string, Action<byte[]>>(
        CoreParsers.All.ToDictionary(static parser => parser.Key, static parser => (Action<byte[]>)(bytes => parser.Value(Encoding.UTF8.GetString(bytes)))), StringComparer.Ordinal)
    {
        ["cached-token"] = CoreParsers.CachedToken,
        ["cache-file"] = CoreParsers.CacheFile,
        ["fake-configuration"] = FakeTargets.Configuration,
        ["fake-requests"] = FakeTargets.Requests,
    };

    /// <summary>The target with a fault, which a fuzzer that works must find.</summary>
    public const string Planted = "planted";

    public static void Break(byte[] bytes) => Assert.DoesNotContain("header", TokenAnswer.Read(Encoding.UTF8.GetString(bytes), DateTimeOffset.UnixEpoch).Why, StringComparison.Ordinal);
}
