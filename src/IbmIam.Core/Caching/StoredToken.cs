using IbmIam.Exchange;

namespace IbmIam.Caching;

/// <summary>
/// What a cache file holds, once opened: its fields one after the other. Not JSON, which takes longer to be loaded and
/// compiled than all else that a build's first task does to read the file.
/// </summary>
internal static class StoredToken
{
    // Two machines that share a home never agree to the millisecond.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    public static byte[] Write(HeldToken held)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        writer.Write(held.Begun.UtcTicks);
        writer.Write(held.Lifetime.Ticks);
        writer.Write(held.Fetched.AccessToken);
        writer.Write(held.Fetched.TokenType);
        writer.Write(held.Fetched.Scope ?? "");
        writer.Write(held.Fetched.RefreshToken ?? "");
        writer.Write(held.Fetched.Identity ?? "");
        writer.Flush();
        return buffer.ToArray();
    }

    /// <summary>The token; null where the bytes are none, or from a time to come.</summary>
    public static HeldToken? Read(byte[] bytes, string source, TimeProvider time)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes));
            var begun = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
            var lifetime = TimeSpan.FromTicks(reader.ReadInt64());
            return reader.ReadString() is { Length: > 0 } token && begun <= time.GetUtcNow() + Tolerance && lifetime <= TokenLifetime.Longest
                ? HeldToken.Of(time, Answer(reader, token), source, lifetime, new HeldToken.Start(time, begun))
                : null;
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static TokenAnswer Answer(BinaryReader reader, string token) => new(token)
    {
        TokenType = reader.ReadString(),
        Scope = Optional(reader),
        RefreshToken = Optional(reader),
        Identity = Optional(reader),
    };

    private static string? Optional(BinaryReader reader) => reader.ReadString() is { Length: > 0 } text ? text : null;
}
