using System.Text.Json;
using System.Text.Json.Serialization;
using IbmIam.Exchange;

namespace IbmIam.Caching;

/// <summary>What a cache file holds, once opened.</summary>
internal sealed record StoredToken(string AccessToken, string? RefreshToken, string TokenType, string? Scope, DateTimeOffset Begun, TimeSpan Lifetime)
{
    // Two machines that share a home never agree to the millisecond.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    public static byte[] Write(HeldToken held)
    {
        var token = held.Fetched;
        return JsonSerializer.SerializeToUtf8Bytes(
            new StoredToken(token.AccessToken, token.RefreshToken, token.TokenType, token.Scope, held.Begun, held.Lifetime), StoredTokenJson.Default.StoredToken);
    }

    /// <summary>The token; null where the text is none, or from a time to come.</summary>
    public static HeldToken? Read(byte[] text, string source, TimeProvider time)
    {
        try
        {
            return JsonSerializer.Deserialize(text, StoredTokenJson.Default.StoredToken) is { AccessToken.Length: > 0 } stored
                && stored.Begun <= time.GetUtcNow() + Tolerance && stored.Lifetime <= TokenLifetime.Longest
                    ? HeldToken.Of(time, new TokenAnswer(stored.AccessToken) { RefreshToken = stored.RefreshToken, TokenType = stored.TokenType, Scope = stored.Scope }, source, stored.Lifetime, new HeldToken.Start(time, stored.Begun))
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Reads and writes it without reflection.</summary>
[JsonSerializable(typeof(StoredToken))]
internal sealed partial class StoredTokenJson : JsonSerializerContext;
