using System.Text.Json;
using IbmIam.Exchange;

namespace IbmIam.Caching;

/// <summary>What a cache file holds, once opened. Written and read by hand: a build's first task pays for every type that a serializer brings along.</summary>
internal static class StoredToken
{
    private const string AccessToken = "access_token";
    private const string RefreshToken = "refresh_token";
    private const string TokenType = "token_type";
    private const string Scope = "scope";
    private const string Begun = "begun";
    private const string Lifetime = "lifetime";

    // Two machines that share a home never agree to the millisecond.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    public static byte[] Write(HeldToken held)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString(AccessToken, held.Fetched.AccessToken);
            json.WriteString(RefreshToken, held.Fetched.RefreshToken);
            json.WriteString(TokenType, held.Fetched.TokenType);
            json.WriteString(Scope, held.Fetched.Scope);
            json.WriteNumber(Begun, held.Begun.UtcTicks);
            json.WriteNumber(Lifetime, held.Lifetime.Ticks);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>The token; null where the text is none, or from a time to come.</summary>
    public static HeldToken? Read(byte[] text, string source, TimeProvider time)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            var begun = new DateTimeOffset(root.GetProperty(Begun).GetInt64(), TimeSpan.Zero);
            var lifetime = TimeSpan.FromTicks(root.GetProperty(Lifetime).GetInt64());
            return root.GetProperty(AccessToken).GetString() is { Length: > 0 } token && begun <= time.GetUtcNow() + Tolerance && lifetime <= TokenLifetime.Longest
                ? HeldToken.Of(time, Answer(root, token), source, lifetime, new HeldToken.Start(time, begun))
                : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static TokenAnswer Answer(JsonElement root, string token) => new(token)
    {
        RefreshToken = root.GetProperty(RefreshToken).GetString(),
        TokenType = root.GetProperty(TokenType).GetString() ?? "Bearer",
        Scope = root.GetProperty(Scope).GetString(),
    };
}
